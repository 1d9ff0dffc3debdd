import type { Settings } from '../../kit/env.ts';
import type { Log } from '../../kit/log.ts';
import type { Sign } from '../principal.ts';
import type { Ask, Send } from './ask.ts';
import { createGuard, type Guard } from './guard.ts';
import { trying } from './retry.ts';
import { sharing } from './share.ts';
import type { Transport } from './transport.ts';

interface Options {
  transport: Transport;
  sign: Sign;
  settings: Pick<Settings, 'SUBGRAPH_TIMEOUT'>;
  log: Log;
  /** Whether the same queries at the same time share one reply; they do unless told. */
  share?: boolean;
}

/**
 * How the gateway asks its subgraphs: within a time, queries again when they find nobody, one that does not answer no more for a while, and
 * what is asked twice at once only once.
 */
export function createSend({ transport, sign, settings, log, share = true }: Options): Send {
  const guards = new Map<string, Guard>();

  function guardOf(service: string): Guard {
    const guard = guards.get(service) ?? createGuard(service, log);
    guards.set(service, guard);
    return guard;
  }

  async function send(ask: Ask): Promise<string> {
    const { service, body, who } = ask;
    const guard = guardOf(service);
    const principal = await sign(who);
    return trying(ask, settings.SUBGRAPH_TIMEOUT, (options) => guard(options, (given) => transport.call(service, body, principal, given)));
  }

  return share ? sharing(send) : send;
}
