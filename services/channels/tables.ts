import type { Generated, JSONColumnType, Selectable } from 'kysely';
import type { Json } from '../../kit/bus/bus.ts';
import type { KitTables } from '../../kit/outbox/tables.ts';
import type { Content } from '../../schema/content.ts';
import type { Address } from '../../schema/events.ts';

/** What channels remembers. */
export interface ChannelsTables extends KitTables {
  accounts: {
    id: string;
    workspace_id: string;
    channel: string;
    /** What the platform calls it in its webhooks. */
    external_id: string;
    name: string;
    settings: JSONColumnType<{ [name: string]: Json }>;
    /** JSON of the secrets, sealed with the account's id. */
    secrets: string;
    secret_names: string[];
    status: 'active' | 'paused';
    status_reason: string | null;
    created_at: Generated<Date>;
  };
  /** Every event of every platform, once. */
  received: { account_id: string; key: string; kind: string; raw: JSONColumnType<object> | string; at: Date; received_at: Generated<Date> };
  /** Platform message ids and ours. */
  messages: { account_id: string; platform_id: string; message_id: string };
  /** When each person last did something, by the platform's clock. */
  contacts: { account_id: string; recipient: string; last_inbound_at: Date };
  deliveries: {
    message_id: string;
    seq: Generated<number>;
    workspace_id: string;
    account_id: string;
    /** The first address of `addresses` as text: messages to one recipient leave one after the other. */
    recipient: string;
    addresses: JSONColumnType<[Address, ...Address[]]>;
    content: JSONColumnType<Content[]>;
    reply_to: string | null;
    state: SendState;
    /** Calls of the plan that were accepted already. */
    calls_done: Generated<number>;
    tries: Generated<number>;
    /** Not before then; while sending, the end of the lease. */
    due_at: Date;
    sent_at: Date | null;
    /** The W3C traceparent of what queued it. */
    trace: string | null;
  };
  attempts: {
    id: string;
    message_id: string;
    at: Date;
    outcome: 'accepted' | 'refused' | 'unknown' | null;
    error_class: string | null;
    error_code: string | null;
    error_message: string | null;
  };
  /** What visitors reported on messages of ours that they saw before we had them here. */
  early: { account_id: string; message_id: string; report: JSONColumnType<object> };
  /** When each lane is free again (generic cell rate algorithm). */
  lanes: { lane: string; free_at: Date };
}

/** `unknown`: a try ended without an answer; it may or may not have reached the platform. */
export type SendState = 'queued' | 'sending' | 'unknown' | 'sent' | 'delivered' | 'read' | 'failed';

export interface DeliveryKey {
  id: string;
}
export type AccountRow = Selectable<ChannelsTables['accounts']>;
export type DeliveryRow = Selectable<ChannelsTables['deliveries']>;
export type AttemptRow = Selectable<ChannelsTables['attempts']>;
