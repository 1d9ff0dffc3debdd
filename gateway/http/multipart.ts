import { graphError } from '../fault.ts';
import { type Format, framing } from './stream.ts';

const head = '\r\ncontent-type: application/json\r\n\r\n';
const boundary = '\r\n--graphql';

/**
 * Parts of one HTTP answer: the protocol in which Apollo's clients subscribe without a socket. What is a result stands in `payload`; what ends
 * the subscription from outside of it stands beside an empty one.
 */
export function partFormat(): Format {
  const next = framing(`${head}{"payload":`, `}${boundary}`);
  return {
    headers: { 'content-type': 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0', 'x-accel-buffering': 'no' },
    begin: () => boundary,
    next,
    beat: { text: `${head}{}${boundary}`, every: 5_000 },
    end: (reason) => (reason ? `${head}${JSON.stringify({ payload: null, errors: [graphError(reason)] })}${boundary}--\r\n` : '--\r\n'),
  };
}
