import { expect } from 'vitest';
import type { Stage } from './stage.ts';
import { customers, type Entry, entriesOf } from './timeline.ts';

/** A visitor of the widget, with its session. */
export interface Visitor {
  visitorId: string;
  token: string;
  /** Sends what the widget sends; it must be taken. */
  send(event: object): Promise<void>;
  /** The same, whatever the answer. */
  offer(event: object | string): Promise<Response>;
}

/** Asks for a session, whatever the answer. */
export function knock(on: Stage, more: object = {}, headers: Record<string, string> = {}): Promise<Response> {
  const widget = on.account('webchat');
  return on.post(widget, { type: 'session.start', widgetKey: widget.settings.widgetKey, ...more }, headers);
}

/** A visitor with a new session. */
export async function visit(on: Stage, more: object = {}): Promise<Visitor> {
  const response = await knock(on, more);
  expect(response.status).toBe(201);
  const { visitorId, sessionToken: token } = (await response.json()) as { visitorId: string; sessionToken: string };
  const offer: Visitor['offer'] = (event) => on.post(on.account('webchat'), event, { authorization: `Bearer ${token}` });
  return {
    visitorId,
    token,
    offer,
    send: async (event) => {
      const response = await offer(event);
      expect([response.status, await response.text()]).toEqual([200, '{"status":"accepted"}']);
    },
  };
}

export const says = (clientMsgId: string, text: string, more: object = {}) => ({ type: 'message.send', clientMsgId, text, ...more });

/** The entries of one visitor's dialogue. */
export async function seenOf(on: Stage, { visitorId }: Visitor): Promise<Entry[]> {
  const own = (await customers(on)).filter(({ identities }) => identities.some(({ value }) => value === visitorId));
  return own.flatMap(entriesOf);
}
