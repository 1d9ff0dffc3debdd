import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import type { Log } from '../log.ts';

/** An address that others write back to, until closed. */
export interface Inbox {
  subject: string;
  open(): boolean;
  close(): void;
}

/** Gives out inboxes that share one wildcard subscription, so that a request costs the broker none of its own. */
export function inboxes(nc: NatsConnection, log: Log): (onMessage: (msg: Msg) => void) => Inbox {
  const base = createInbox();
  const readers = new Map<string, (msg: Msg) => void>();
  let count = 0;
  nc.subscribe(`${base}.*`, {
    callback: (error, msg) => {
      if (error) log.error({ err: error }, 'the broker refuses the inbox: no answer can arrive');
      else readers.get(msg.subject)?.(msg);
    },
  });
  return (onMessage) => {
    const subject = `${base}.${(count++).toString(36)}`;
    readers.set(subject, onMessage);
    return { subject, open: () => readers.has(subject), close: () => void readers.delete(subject) };
  };
}
