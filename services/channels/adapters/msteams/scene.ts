import type { Json } from '../../../../kit/bus/bus.ts';
import type { Address } from '../../../../schema/events.ts';
import type { Contact } from '../../inbound.ts';
import { type Fields, fields, id, link, text } from '../read.ts';

/** What every reader knows of the activity it reads. */
export interface Scene {
  contact: Contact;
  /** The conversation, in a channel with the thread in it. */
  conversation: string;
  /** A talk between the bot and one person. */
  personal: boolean;
  at: number;
  raw: Json;
}

/** The scene of an activity; `undefined` where it names nobody. */
export function sceneOf(activity: Fields, receivedAt: number): Scene | undefined {
  const from = fields(activity.from);
  const talk = fields(activity.conversation);
  const conversation = id(talk.id);
  const user = id(from.id);
  if (conversation === undefined || user === undefined) return undefined;
  const tenant = id(talk.tenantId) ?? id(fields(fields(activity.channelData).tenant).id);
  const object = id(from.aadObjectId);
  const known: Address[] = tenant === undefined || object === undefined ? [] : [{ kind: 'aad', value: `${tenant}:${object}` }];
  const name = text(from.name);
  const personal = talk.conversationType === 'personal';
  const serviceUrl = link(activity.serviceUrl);
  return {
    contact: {
      addresses: [{ kind: 'teams_user', value: user }, ...known],
      ...(name === undefined ? {} : { name }),
      place: { serviceUrl: serviceUrl ?? null, conversationId: conversation, tenantId: tenant ?? null },
      // Answers to tap are shown in talks with one person only (msteams.md, Outbound).
      abilities: personal ? ['personal'] : [],
    },
    conversation,
    personal,
    at: timeOf(activity.timestamp) ?? receivedAt,
    raw: activity,
  };
}

/** Ids of activities are times, and unique within a conversation only (msteams.md, Inbound). */
export function messageId(conversation: string, activity: string): string {
  return `${conversation}|${activity}`;
}

/** The message that a thread in a channel is below: a conversation there names it (msteams.md, Inbound). */
export function rootOf(conversation: string): string | undefined {
  return /;messageid=(\d{1,20})$/.exec(conversation)?.[1];
}

/** An ISO time in milliseconds. */
export function timeOf(value: Json | undefined): number | undefined {
  const time = Date.parse(text(value)?.slice(0, 64) ?? '');
  return time > 0 && time < 1e14 ? time : undefined;
}
