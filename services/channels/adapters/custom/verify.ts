import { CodedError } from '../../../../schema/errors.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import { signatureHeader, timestampHeader } from '../../signature.ts';
import { isSigned } from '../proof.ts';

/** So far may a company's clock be from ours, in milliseconds: what is older may have been recorded and sent again. */
const tolerance = 300_000;

/** Checks our own signature (docs/custom-channel.md); of several that the header lists, one has to hold. Throws BAD_SIGNATURE. */
export function verifyCustom({ headers, body, receivedAt }: WebhookRequest, { secrets }: Account): void {
  const seconds = headers[timestampHeader] ?? '';
  if (!/^\d{9,11}$/.test(seconds) || Math.abs(receivedAt - Number(seconds) * 1000) > tolerance)
    throw new CodedError('BAD_SIGNATURE', `\`${timestampHeader}\` is the time in seconds, not more than 300 from now.`);
  const bytes = Buffer.concat([Buffer.from(`v1:${seconds}:`), body]);
  const given = [...(headers[signatureHeader] ?? '').matchAll(/(?:^|[\s,])v1=([0-9a-f]{64})(?=$|[\s,])/gi)].map((match) => match[1]);
  const holds = given.some((each) => isSigned({ algorithm: 'sha256', key: secrets.signingSecret, bytes, encoding: 'hex', given: each }));
  if (!holds) throw new CodedError('BAD_SIGNATURE');
}
