import type { Settings } from '../../kit/env.ts';
import type { Sign } from '../principal.ts';
import type { Send } from './ask.ts';
import type { Transport } from './transport.ts';

interface Options {
  transport: Transport;
  sign: Sign;
  settings: Pick<Settings, 'SUBGRAPH_TIMEOUT'>;
}

/** How the gateway asks its subgraphs. */
export function createSend({ transport, sign, settings }: Options): Send {
  return async ({ service, body, who, signal }) =>
    transport.call(service, body, await sign(who), { timeout: settings.SUBGRAPH_TIMEOUT, signal });
}
