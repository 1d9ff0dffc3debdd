import { z } from 'zod';
import { content } from './content.ts';

/** One name of a person on a channel account: `psid`, `wa_id`, `bsuid`, `visitor` ... and its value. */
export const address = z.object({ kind: z.string().min(1), value: z.string().min(1) });
export type Address = z.infer<typeof address>;

const contact = z.object({ addresses: z.tuple([address], address), name: z.string().optional() });
/** Where something came from: the channel account, and who there. */
const origin = z.object({ accountId: z.string(), channel: z.string(), contact });
/** Milliseconds since the epoch, by the platform's clock. */
const at = z.number().int();

const deliveryStates = ['queued', 'sent', 'delivered', 'read', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];
const deliveryError = z.object({ code: z.string(), message: z.string() });

/** The filterable face of a conversation: what an inbox needs to tell whether it belongs there. */
const conversationFace = z.object({
  status: z.enum(['open', 'snoozed', 'closed']),
  assigneeId: z.string().nullable(),
  tags: z.array(z.string()),
});
export type ConversationFace = z.infer<typeof conversationFace>;

/** Every durable event: who publishes it is its first word; its payload is this schema. */
export const events = {
  /** A customer said something; `messageId` is already ours. `replyTo` is one of our message ids. */
  'channels.message.received': origin.extend({
    messageId: z.string(),
    at,
    content: z.array(content),
    replyTo: z.string().nullable(),
    /** The album it is part of: messages of one burst say the same here. */
    burst: z.string().nullable(),
  }),
  /** Somebody answered as the business outside Parlor: in the platform's own inbox, or through another app. */
  'channels.message.echoed': origin.extend({
    messageId: z.string(),
    at,
    content: z.array(content),
    replyTo: z.string().nullable(),
    by: z.enum(['person', 'app']),
  }),
  'channels.message.edited': origin.extend({ messageId: z.string(), at, content: z.array(content) }),
  'channels.message.unsent': origin.extend({ messageId: z.string(), at }),
  /** `emoji` null: the reaction was taken back. */
  'channels.message.reacted': origin.extend({ messageId: z.string(), at, emoji: z.string().nullable() }),
  /** The platform has done what we wanted with a message of ours, or put our reaction on one of the customer's. */
  'channels.message.altered': z.object({
    messageId: z.string(),
    at,
    change: z.enum(['edit', 'unsend', 'reaction']),
    /** The new content of an edit; empty otherwise. */
    content: z.array(content),
    /** The reaction, `null` when it was taken back or is none. */
    emoji: z.string().nullable(),
    /** Why it was not done; `null`: it was. */
    error: deliveryError.nullable(),
  }),
  /** A file of a message is here, or never will be: the part of the content with this id is as `item` says. */
  'channels.media.settled': z.object({ messageId: z.string(), mediaId: z.string(), at, item: content }),
  /** A message of ours got further. States may arrive in any order; the reader folds them forward. */
  'channels.delivery.changed': z.object({ messageId: z.string(), at, state: z.enum(deliveryStates), error: deliveryError.nullable() }),
  /** Something happened with a customer on a channel that is no message: a referral, an opt-in, a change of thread control. */
  'channels.contact.noticed': origin.extend({ eventId: z.string(), at, name: z.string(), data: z.json() }),
  /** The same person under a new address. */
  'channels.contact.moved': origin.extend({ at, to: contact }),

  'identity.customer.merged': z.object({ mergeId: z.string(), from: z.string(), into: z.string() }),
  'identity.customer.unmerged': z.object({ mergeId: z.string(), from: z.string(), into: z.string() }),

  /** An entry stands in the dialogue. `late`: it took a place before entries that were there already. */
  'conversations.entry.appended': z.object({
    dialogueId: z.string(),
    entryId: z.string(),
    kind: z.enum(['message', 'note', 'event']),
    direction: z.enum(['inbound', 'outbound']).nullable(),
    identityId: z.string().nullable(),
    /** The channel of a message. */
    channel: z.string().nullable(),
    authorKind: z.enum(['customer', 'agent', 'automation', 'app', 'platform']).nullable(),
    conversationId: z.string().nullable(),
    /** True when this entry opened a conversation. */
    opened: z.boolean(),
    late: z.boolean(),
    text: z.string(),
    at,
  }),
  'conversations.entry.changed': z.object({
    dialogueId: z.string(),
    entryId: z.string(),
    change: z.enum(['edited', 'unsent', 'reacted', 'delivery', 'media']),
    identityId: z.string().nullable(),
  }),
  /** An outbound message waits for its channel. `to` is fixed here: no later merge changes it. */
  'conversations.message.queued': z.object({
    messageId: z.string(),
    accountId: z.string(),
    to: z.tuple([address], address),
    content: z.array(content),
    replyTo: z.string().nullable(),
    /** The first line of the message answered, for channels that can only quote. */
    quote: z.string().optional(),
    author: z.enum(['person', 'automation']),
    at,
  }),
  /** A message that failed is to be sent again: the same message, by a person's explicit wish. */
  'conversations.message.retried': z.object({ messageId: z.string(), accountId: z.string(), at }),
  /** A message that was said is to be changed on its channel, or reacted to. `changeId` is the change's own. */
  'conversations.message.revised': z.object({
    changeId: z.string(),
    messageId: z.string(),
    accountId: z.string(),
    to: z.tuple([address], address),
    change: z.enum(['edit', 'unsend', 'reaction']),
    content: z.array(content),
    emoji: z.string().nullable(),
    author: z.enum(['person', 'automation']),
    at,
  }),
  'conversations.conversation.changed': z.object({
    conversationId: z.string(),
    dialogueId: z.string(),
    before: conversationFace.nullable(),
    after: conversationFace,
  }),
  'conversations.dialogue.merged': z.object({ from: z.string(), into: z.string() }),
  /** `members` are the dialogues that leave together with `from`, itself included. */
  'conversations.dialogue.unmerged': z.object({ from: z.string(), into: z.string(), members: z.array(z.string()) }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]>;
