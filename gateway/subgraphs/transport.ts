import type { Bus } from '../../kit/bus/bus.ts';
import type { Settings } from '../../kit/env.ts';
import type { Log } from '../../kit/log.ts';
import { subgraphs } from '../../schema/sdl.ts';
import { busTransport } from './bus.ts';
import { httpTransport } from './http.ts';

/** How long one call may take. */
export interface CallOptions {
  /** Milliseconds until the call fails with TIMEOUT. */
  timeout: number;
  /** Ends the call: it then fails with the signal's reason. */
  signal?: AbortSignal;
}

/** The way to the subgraphs. */
export interface Transport {
  /**
   * Calls a subgraph once, in the name of a signed principal: JSON text there, JSON text back. Rejects with a CodedError when no answer came:
   * UNAVAILABLE when there is nobody, TIMEOUT, TOO_LARGE; INTERNAL for what was no answer.
   */
  call(service: string, body: string, principal: string, options: CallOptions): Promise<string>;
  /** Lets go of its connections. */
  close(): Promise<void>;
}

interface Options {
  bus: Bus;
  settings: Settings;
  /** What the supergraph says of where a subgraph is (urls.ts). */
  urlOf?(service: string): string | undefined;
  log: Log;
}

/** Ours over the bus, or over HTTP where the settings say so; those that the supergraph has an HTTP address of, there. */
export function openTransport({ bus, settings, urlOf = () => undefined, log }: Options): Transport {
  const ours = settings.SUBGRAPH_TRANSPORT === 'http' ? settingUrls(settings) : {};
  const addressOf = (service: string) => {
    const url = urlOf(service);
    return url?.startsWith('http') ? url : ours[service];
  };
  const overBus = busTransport(bus);
  const overHttp = httpTransport({ urlOf: addressOf, log });
  return {
    call: (service, ...rest) => (addressOf(service) ? overHttp : overBus).call(service, ...rest),
    close: overHttp.close,
  };
}

function settingUrls(settings: Settings): Record<string, string> {
  return Object.fromEntries(subgraphs.map((name) => [name, settings[`${name.toUpperCase() as Uppercase<typeof name>}_URL`]]));
}
