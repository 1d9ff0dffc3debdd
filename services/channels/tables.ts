import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely';
import type { Json } from '../../kit/bus/bus.ts';
import type { KitTables } from '../../kit/outbox/tables.ts';
import type { Content } from '../../schema/content.ts';
import type { Address } from '../../schema/events.ts';
import type { Standing } from './inbound.ts';
import type { MediaItem, Template } from './plan.ts';

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
    /** Still taken for webhooks until `previous_until`, while the platform changes to the new ones. */
    previous_secrets: string | null;
    previous_until: Date | null;
    status: 'active' | 'paused' | 'disconnected';
    status_reason: string | null;
    last_checked_at: Date | null;
    created_at: Generated<Date>;
  };
  /** Every event of every platform, once. */
  received: { account_id: string; key: string; kind: string; raw: JSONColumnType<object> | string; at: Date; received_at: Generated<Date> };
  /** Platform message ids and ours. */
  messages: {
    account_id: string;
    platform_id: string;
    message_id: string;
    place: JSONColumnType<object> | null;
    /**
     * `awaited`: something was said of it, it has not come yet. `unsent`: taken back, perhaps before it came. `also`: a further id of a message
     * that has another. `lost`: the platform took it and could not deliver it.
     */
    state: Generated<'said' | 'awaited' | 'unsent' | 'also' | 'lost'>;
    /** The first address of the person who said it; of ours, and of what came before this was noted, `null`. */
    said_by: string | null;
    /** Of the events that hold what it says, or said. */
    keys: Generated<string[]>;
    /** The order of a message's parts. */
    seq: Generated<number>;
  };
  /** Each person by each address: when they last wrote, whether and until when we may write, where. */
  contacts: {
    account_id: string;
    recipient: string;
    /** By the platform's clock. */
    last_inbound_at: Date | null;
    /** Where it is not the usual window that their last message opened; a platform that says it is closed ends it here. */
    window_until: Date | null;
    standing: Generated<Standing>;
    standing_at: Date | null;
    place: JSONColumnType<object> | null;
    abilities: string[] | null;
    /** The platform's id of their last message. */
    last_platform_id: string | null;
  };
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
    /** `edit`, `unsend` and `reaction` change the message `target_id`; `message_id` is then the change's own id. */
    kind: Generated<'message' | 'edit' | 'unsend' | 'reaction'>;
    target_id: string | null;
    emoji: string | null;
    author: Generated<'person' | 'automation'>;
    /** What calls that were accepted gave for the later ones, by name. */
    kept: ColumnType<{ [name: string]: string }, string | undefined, string>;
    /** What a reply says first where the channel can only quote: the first line of the message answered. */
    quote: string | null;
    state: SendState;
    /** What each call of its plan gives, once it was rendered; `null` where that is one message, or it never was. */
    plan: ('message' | 'nothing')[] | null;
    /** Since when its end is unknown. */
    doubt_since: Date | null;
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
  /** What a message let the person choose, by its words: so that a typed number or title is the choice. */
  offers: { account_id: string; recipient: string; message_id: string; choices: JSONColumnType<Choice[]>; at: Generated<Date> };
  templates: {
    id: string;
    account_id: string;
    name: string;
    language: string;
    category: string;
    status: Template['status'];
    body: string;
    parameters: string[];
    updated_at: Generated<Date>;
  };
  /** Polls and sockets: where each stands, and which process has it. */
  listeners: {
    account_id: string;
    state: JSONColumnType<object> | null;
    held_by: string | null;
    held_until: Date | null;
    due_at: Generated<Date>;
    /** Why nothing is heard now, in words. */
    problem: string | null;
  };
  /** Files of messages, ours and theirs; the bytes are in the store under the id. */
  media: {
    id: string;
    workspace_id: string;
    account_id: string | null;
    /** The messages it is in; with the last of them it goes. */
    message_ids: Generated<string[]>;
    /** Who uploaded it: an agent's id, or a visitor's address on the account; `null` where a platform holds it for us. */
    uploaded_by: string | null;
    /** The key of the event that told of its message: what is told of the file comes after it. */
    event_key: string | null;
    item: JSONColumnType<MediaItem>;
    state: 'waiting' | 'stored' | 'refused' | 'infected' | 'gone';
    mime_type: string | null;
    name: string | null;
    size: number | null;
    reason: string | null;
    tries: Generated<number>;
    /** When it is to be fetched; when an upload that is in no message goes; when its bytes are to be removed. */
    due_at: Generated<Date>;
    /** Whether bytes of it may be in the store. */
    kept: Generated<boolean>;
    created_at: Generated<Date>;
  };
  /** When each lane is free again (generic cell rate algorithm). */
  lanes: { lane: string; free_at: Date };
}

/** `unknown`: a try ended without an answer; it may or may not have reached the platform. */
export type SendState = 'queued' | 'sending' | 'unknown' | 'sent' | 'delivered' | 'read' | 'failed';

/**
 * One choice of a message: its number in the list we wrote (`null` where we wrote none: only its title counts), what it was called
 * there, and what it stands for. A payload `~<message id>.<n>` stands for that of the n-th choice.
 */
export interface Choice {
  number: number | null;
  title: string;
  payload: string;
}

export interface DeliveryKey {
  id: string;
}
export type AccountRow = Selectable<ChannelsTables['accounts']>;
export type DeliveryRow = Selectable<ChannelsTables['deliveries']>;
export type ContactRow = Selectable<ChannelsTables['contacts']>;
export type MediaRow = Selectable<ChannelsTables['media']>;
export type TemplateRow = Selectable<ChannelsTables['templates']>;
export type AttemptRow = Selectable<ChannelsTables['attempts']>;
