import type { Generated, JSONColumnType, Selectable } from 'kysely';
import type { KitTables } from '../../kit/outbox/tables.ts';
import type { Content } from '../../schema/content.ts';
import type { Address } from '../../schema/events.ts';
import type { DeliveryRecord } from './delivery.ts';

/** What conversations remembers. */
export interface ConversationsTables extends KitTables {
  dialogues: {
    id: string;
    workspace_id: string;
    customer_id: string;
    /** The dialogue it is shown in: itself, or the one that the merges lead to. */
    root_id: string;
    created_at: Generated<Date>;
  };
  merges: { id: string; from_id: string; into_id: string; undone: boolean };
  /** Where one can answer: the addresses of each identity as it last wrote. */
  identities: {
    id: string;
    workspace_id: string;
    /** The dialogue its messages are at home in, whatever the merges. */
    home_id: string;
    account_id: string;
    channel: string;
    addresses: JSONColumnType<[Address, ...Address[]]>;
    last_inbound_at: Date | null;
  };
  entries: {
    id: string;
    workspace_id: string;
    kind: 'message' | 'note' | 'event';
    /** Where it is shown. */
    dialogue_id: string;
    /** Where it goes back to when merges are undone. */
    home_id: string;
    conversation_id: string | null;
    /** Its place: the platform's time, then the order of arrival. */
    at: Date;
    seq: Generated<number>;
    identity_id: string | null;
    direction: 'inbound' | 'outbound' | null;
    author: JSONColumnType<AuthorRecord> | null;
    text: string | null;
    content: JSONColumnType<Content[]>;
    reply_to: string | null;
    /** The album it is part of. */
    burst: string | null;
    /** The failed message that this one tries again. */
    retry_of: string | null;
    reactions: JSONColumnType<ReactionRecord[]>;
    edited_at: Date | null;
    unsent_at: Date | null;
    delivery: JSONColumnType<DeliveryRecord> | null;
    /** An event's name and details. */
    name: string | null;
    data: JSONColumnType<object> | null;
  };
  conversations: {
    id: string;
    workspace_id: string;
    dialogue_id: string;
    home_id: string;
    status: ConversationStatus;
    assignee_id: string | null;
    tags: string[];
    opened_at: Date;
    snoozed_until: Date | null;
    closed_at: Date | null;
    last_message_id: string | null;
    last_activity_at: Date;
  };
  read_marks: { agent_id: string; dialogue_id: string; seq: number };
}

export type ConversationStatus = 'open' | 'snoozed' | 'closed';
export type AuthorKind = 'customer' | 'agent' | 'automation' | 'app' | 'platform';
/** Who said it; `id` is the agent's or the customer's id, where there is one. */
export interface AuthorRecord {
  kind: AuthorKind;
  id?: string;
}
/** `at` in milliseconds since the epoch. */
export interface ReactionRecord {
  emoji: string;
  by: AuthorKind;
  at: number;
}

export interface CustomerKey {
  id: string;
}
export type DialogueRow = Selectable<ConversationsTables['dialogues']>;
export type IdentityRow = Selectable<ConversationsTables['identities']>;
export type EntryRow = Selectable<ConversationsTables['entries']>;
export type ConversationRow = Selectable<ConversationsTables['conversations']>;
