import type { Json } from '../../../../kit/bus/bus.ts';
import { type Draft, digest, eventKey, type Fields, fields, id, list, millis } from '../read.ts';
import { contentOf, quotedIn, submittedIn } from './content.ts';
import { emojiOf } from './emoji.ts';
import { messageId, rootOf, type Scene } from './scene.ts';

type Reader = (activity: Fields, scene: Scene) => Draft[];

/** One line for each type of activity (msteams.md, Inbound); a reader that finds too little gives nothing. */
export const readers = new Map<Json | undefined, Reader>([
  ['message', readMessage],
  ['messageUpdate', readUpdate],
  ['messageDelete', readDelete],
  ['messageReaction', readReactions],
  ['typing', readTyping],
  ['event', readEvent],
  ['invoke', readInvoke],
  ['conversationUpdate', (activity, scene) => [noticed('conversation_update', changesIn(activity), activity, scene)]],
  ['installationUpdate', readInstallation],
]);

function readMessage(activity: Fields, { contact, conversation, at, raw }: Scene): Draft[] {
  const own = id(activity.id);
  if (own === undefined) return [];
  const answered = quotedIn(activity) ?? rootOf(conversation);
  const replyTo = answered === undefined || answered === own ? {} : { replyTo: messageId(conversation, answered) };
  const platformId = messageId(conversation, own);
  return [
    { key: eventKey('message', platformId), at, raw, kind: 'message', platformId, contact, content: contentOf(activity), ...replyTo },
  ];
}

/** What was deleted may be brought back: it is told like an edit, with its words. */
function readUpdate(activity: Fields, { contact, conversation, at, raw }: Scene): Draft[] {
  const own = id(activity.id);
  if (own === undefined) return [];
  const target = messageId(conversation, own);
  const event = id(fields(activity.channelData).eventType) ?? 'editMessage';
  const key = eventKey('edit', target, event, id(activity.timestamp) ?? digest(activity));
  return [{ key, at, raw, kind: 'edit', contact, target, content: contentOf(activity) }];
}

/** A message may be deleted, brought back and deleted again: the time tells which it was. */
function readDelete(activity: Fields, { contact, conversation, at, raw }: Scene): Draft[] {
  const own = id(activity.id);
  if (own === undefined) return [];
  const target = messageId(conversation, own);
  return [{ key: eventKey('unsend', target, id(activity.timestamp) ?? ''), at, raw, kind: 'unsend', contact, target }];
}

function readReactions(activity: Fields, { contact, conversation, at, raw }: Scene): Draft[] {
  const about = id(activity.replyToId);
  if (about === undefined) return [];
  const target = messageId(conversation, about);
  const read = (name: 'reactionsRemoved' | 'reactionsAdded') =>
    list(activity[name]).flatMap((value, index): Draft[] => {
      const type = id(fields(value).type);
      if (type === undefined) return [];
      const key = eventKey('reaction', target, contact.addresses[0].value, id(activity.id) ?? at, name, index);
      return [{ key, at, raw, kind: 'reaction', contact, target, emoji: name === 'reactionsAdded' ? emojiOf(type) : null }];
    });
  return [...read('reactionsRemoved'), ...read('reactionsAdded')];
}

function readTyping(activity: Fields, { contact, at, raw }: Scene): Draft[] {
  return [{ key: eventKey('typing', contact.addresses[0].value, id(activity.id) ?? at), at, raw, kind: 'typing', contact, on: true }];
}

/** Of events, the read receipt is one we know: the id of a message is its time, and all before it were read too (msteams.md, Inbound). */
function readEvent(activity: Fields, scene: Scene): Draft[] {
  const name = id(activity.name) ?? 'event';
  const { contact, conversation, at, raw } = scene;
  const last = id(fields(activity.value).lastReadMessageId);
  if (!/^application\/vnd\.microsoft\.readReceipt$/i.test(name)) return [noticed(name, fields(activity.value), activity, scene)];
  if (last === undefined) return [];
  const until = millis(last);
  const key = eventKey('read', conversation, contact.addresses[0].value, last);
  const read = { platformIds: [messageId(conversation, last)], ...(until === undefined ? {} : { until }) };
  return [{ key, at, raw, kind: 'delivery', state: 'read', contact, ...read }];
}

/** A press on a card that wants an answer: what was pressed is its verb, or the payload in its data. */
function readInvoke(activity: Fields, scene: Scene): Draft[] {
  const own = id(activity.id);
  const name = id(activity.name) ?? 'invoke';
  if (own === undefined || name !== 'adaptiveCard/action') return [noticed(name, fields(activity.value), activity, scene)];
  const { verb, data } = fields(fields(activity.value).action);
  const known = submittedIn(data);
  const payload = id(verb);
  const content = known ?? (payload === undefined ? undefined : { type: 'choice' as const, text: payload, payload });
  if (!content) return [];
  const { contact, conversation, at, raw } = scene;
  const platformId = messageId(conversation, own);
  const about = id(activity.replyToId);
  const replyTo = about === undefined ? {} : { replyTo: messageId(conversation, about) };
  return [{ key: eventKey('invoke', platformId), at, raw, kind: 'message', platformId, contact, content: [content], ...replyTo }];
}

/** Without the app nothing can be written to a person; taken out of a team, it may still be with them. */
function readInstallation(activity: Fields, scene: Scene): Draft[] {
  const added = id(activity.action)?.startsWith('add') ?? false;
  const data = { action: activity.action ?? null };
  const told = noticed(added ? 'installed' : 'uninstalled', data, activity, scene);
  if (!scene.personal) return [told];
  const { contact, at, raw } = scene;
  const key = eventKey('standing', told.key);
  const standing: Draft = { key, at, raw, kind: 'standing', contact, standing: added ? 'open' : 'blocked', data };
  return added ? [told, standing] : [standing];
}

function changesIn({ membersAdded, membersRemoved, channelData }: Fields): Fields {
  return { membersAdded: list(membersAdded), membersRemoved: list(membersRemoved), eventType: fields(channelData).eventType ?? null };
}

function noticed(name: string, data: Fields, activity: Fields, { contact, conversation, at, raw }: Scene): Draft & { kind: 'event' } {
  const key = eventKey(name, conversation, id(activity.id) ?? digest(activity));
  return { key, at, raw, kind: 'event', name: name.slice(0, 128).toWellFormed(), contact, data };
}
