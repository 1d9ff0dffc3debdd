import { CodedError } from '../../schema/errors.ts';
import type { Ask, Send } from './ask.ts';

/** An ask under way, and how many wait for its reply. */
interface Flight {
  body: string;
  reply: Promise<string>;
  waiting: number;
  /** Ends it, for nobody waits any more. */
  cancel(reason: unknown): void;
}

/** So much of the end of a text goes into its key, for there the variables stand: to hash the whole of it would cost more than all else here. */
const telling = 64;

/**
 * Lets those who ask the same of the same subgraph in the same name at the same time share one reply. Who leaves leaves the others to it; with
 * the last the ask ends; by itself it ends after `longest` milliseconds, so that later deadlines need no watch. Nobody joins an ask that began before a change was made or an event was shown in its workspace: the reply may be older.
 */
export function sharing(send: Send, onShare: (service: string) => void, longest: number): Send {
  const flights = new Map<string, Map<string, Flight>>();

  function depart({ service, body, who, kind }: Ask, key: string): Flight {
    const among = flights.get(who.workspaceId) ?? new Map<string, Flight>();
    flights.set(who.workspaceId, among);
    const control = new AbortController();
    const forget = () => {
      if (among.get(key) === flight) among.delete(key);
      if (among.size === 0 && flights.get(who.workspaceId) === among) flights.delete(who.workspaceId);
    };
    const cancel = (reason: unknown) => {
      forget();
      control.abort(reason);
    };
    const reply = send({ service, body, who, kind, signal: control.signal });
    const flight: Flight = { body, reply, waiting: 0, cancel };
    among.set(key, flight);
    reply.then(forget, forget);
    return flight;
  }

  function share(ask: Ask): Promise<string> {
    const { service, body, who, deadline } = ask;
    if (deadline !== undefined && deadline <= Date.now()) return Promise.reject(new CodedError('TIMEOUT'));
    const key = `${service} ${body.length} ${body.slice(-telling)} ${JSON.stringify(who)}`;
    const flight = flights.get(who.workspaceId)?.get(key);
    if (!flight) return wait(depart(ask, key), ask, longest);
    if (flight.body !== body) return send(ask);
    onShare(service);
    return wait(flight, ask, longest);
  }

  async function alone(ask: Ask): Promise<string> {
    try {
      return await send(ask);
    } finally {
      flights.delete(ask.who.workspaceId);
    }
  }

  return (ask) => (ask.kind === 'query' ? share(ask) : alone(ask));
}

/** The reply of a flight, for as long as this one waits for it. */
function wait(flight: Flight, { deadline = Number.POSITIVE_INFINITY, signal }: Ask, longest: number): Promise<string> {
  flight.waiting++;
  const rest = deadline - Date.now();
  if (!signal && rest > longest) return flight.reply;
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
    };
    const giveUp = (reason: unknown) => {
      end();
      reject(reason);
      if (--flight.waiting === 0) flight.cancel(reason);
    };
    const leave = () => giveUp(signal?.reason);
    const late = () => giveUp(new CodedError('TIMEOUT'));
    const timer = rest > longest ? undefined : setTimeout(late, rest);
    const settle =
      <T>(how: (value: T) => void) =>
      (value: T) => {
        end();
        how(value);
      };
    flight.reply.then(settle(resolve), settle(reject));
    if (signal?.aborted) leave();
    else signal?.addEventListener('abort', leave);
  });
}
