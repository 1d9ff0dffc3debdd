import type { Bus } from '../../kit/bus/bus.ts';
import type { Transport } from './transport.ts';

/** Calls subgraphs over the bus: the signed principal stands in the body, before everything else. */
export function busTransport(bus: Bus): Transport {
  return {
    call: (service, body, principal, options) => bus.exchange(`graph.${service}`, `{"principal":"${principal}",${body.slice(1)}`, options),
    close: async () => {},
  };
}
