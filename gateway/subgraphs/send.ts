import type { Settings } from '../../kit/env.ts';
import type { Log } from '../../kit/log.ts';
import { createMeters, type Meters, timed } from '../../kit/metrics.ts';
import { span } from '../../kit/trace.ts';
import type { Sign } from '../principal.ts';
import type { Ask, Send } from './ask.ts';
import { createGuard, type Guard } from './guard.ts';
import { trying } from './retry.ts';
import { sharing } from './share.ts';
import type { CallOptions, Transport } from './transport.ts';

interface Options {
  transport: Transport;
  sign: Sign;
  settings: Pick<Settings, 'SUBGRAPH_TIMEOUT'>;
  log: Log;
  meters?: Meters;
  /** Whether the same queries at the same time share one reply; they do unless told. */
  share?: boolean;
}

/**
 * How the gateway asks its subgraphs: within a time, queries again when they find nobody, one that does not answer no more for a while, and
 * what is asked twice at once only once.
 */
export function createSend({ transport, sign, settings, log, meters = createMeters(), share = true }: Options): Send {
  const { calls, retries, shared } = meters.subgraphs;
  const guards = new Map<string, Guard>();

  function guardOf(service: string): Guard {
    const guard = guards.get(service) ?? createGuard(service, log, meters);
    guards.set(service, guard);
    return guard;
  }

  async function send(ask: Ask): Promise<string> {
    const { service, body, who } = ask;
    const guard = guardOf(service);
    const principal = await sign(who);
    const count = () => retries.inc({ subgraph: service });
    const call = (options: CallOptions) => guard(options, (given) => transport.call(service, body, principal, given));
    return trying(ask, settings.SUBGRAPH_TIMEOUT, call, count);
  }

  const watched: Send = (ask) =>
    timed(
      () => span(`subgraph ${ask.service}`, { 'parlor.subgraph': ask.service, 'parlor.ask.kind': ask.kind }, () => send(ask)),
      (outcome, seconds) => calls.observe({ subgraph: ask.service, outcome }, seconds),
    );
  return share ? sharing(watched, (service) => shared.inc({ subgraph: service }), settings.SUBGRAPH_TIMEOUT) : watched;
}
