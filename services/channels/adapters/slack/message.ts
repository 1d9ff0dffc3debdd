import type { Contact } from '../../inbound.ts';
import { type Draft, eventKey, type Fields, fields, id, list, text } from '../read.ts';
import { contentOf } from './content.ts';
import { contactIn, isOurs, messageId, type Scene, threadOf, timeOf } from './place.ts';

/** Subtypes in which a person says something; `bot_message` is a bot's. All others are notices of the channel, kept and not shown (slack.md §1). */
const spoken = new Set(['file_share', 'me_message', 'thread_broadcast', 'bot_message']);

/** A `message` or an `app_mention`, which are one and the same message under one key (slack.md §1). */
export function readMessage(event: Fields, scene: Scene): Draft[] {
  const subtype = text(event.subtype);
  if (subtype === 'message_changed') return readChanged(event, scene);
  if (subtype === 'message_deleted') return readDeleted(event, scene);
  const channel = id(event.channel);
  const ts = id(event.ts);
  if (channel === undefined || ts === undefined || (subtype !== undefined && !spoken.has(subtype))) return [];
  const ours = isOurs(event, scene);
  if (ours || id(event.bot_id) !== undefined || subtype === 'bot_message') return readEcho(event, scene, channel, ts, ours);
  const thread = id(event.thread_ts);
  const contact = contactIn(scene, id(event.user), channel, threadOf(channel, ts, thread));
  if (!contact || id(event.user) === undefined) return [];
  const platformId = messageId(channel, ts);
  const said = { platformId, contact, content: contentOf(event, botOf(scene)), ...answered(channel, ts, thread) };
  return [{ key: eventKey('message', channel, ts), at: timeOf(ts) ?? scene.at, raw: scene.raw, kind: 'message', ...said }];
}

/**
 * What a bot said: ours carries our message id, and to whom it was said, in its metadata. A file of ours has none, but its file id. Without
 * either, only a DM tells whom it was for.
 */
function readEcho(event: Fields, scene: Scene, channel: string, ts: string, ours: boolean): Draft[] {
  const { message, to } = fields(fields(event.metadata).event_payload);
  const reference = ours ? referenceOf(message) : undefined;
  const user = reference === undefined ? undefined : id(to)?.split(':')[1];
  const thread = id(event.thread_ts);
  const contact = contactIn(scene, user, channel, threadOf(channel, ts, thread));
  if (!contact) return [];
  const also = ours ? list(event.files).flatMap((file) => id(fields(file).id) ?? []) : [];
  return [
    {
      key: eventKey('echo', channel, ts),
      at: timeOf(ts) ?? scene.at,
      raw: scene.raw,
      kind: 'echo',
      origin: ours ? 'own' : 'app',
      platformId: messageId(channel, ts),
      contact,
      content: contentOf(event, botOf(scene)),
      ...(reference === undefined ? {} : { reference }),
      ...(also.length === 0 ? {} : { also }),
      ...answered(channel, ts, thread),
    },
  ];
}

/** It also comes when a preview is added or a reply counted: only another text is an edit (slack.md §1). */
function readChanged(event: Fields, scene: Scene): Draft[] {
  const message = fields(event.message);
  const before = fields(event.previous_message);
  const channel = id(event.channel);
  const ts = id(message.ts);
  if (channel === undefined || ts === undefined || isOurs(message, scene)) return [];
  const contact = contactIn(scene, id(message.user) ?? id(before.user), channel, threadOf(channel, ts, id(message.thread_ts)));
  if (!contact) return [];
  const at = timeOf(event.event_ts) ?? scene.at;
  const target = messageId(channel, ts);
  // A deleted message with answers below it stays as a tombstone.
  if (message.subtype === 'tombstone')
    return [{ key: eventKey('unsend', channel, ts), at, raw: scene.raw, kind: 'unsend', contact, target }];
  const changed = event.previous_message === undefined ? message.edited !== undefined : text(before.text) !== text(message.text);
  if (!changed) return [];
  const key = eventKey('edit', channel, ts, id(fields(message.edited).ts) ?? id(event.event_ts) ?? scene.eventId);
  return [{ key, at, raw: scene.raw, kind: 'edit', contact, target, content: contentOf(message, botOf(scene)) }];
}

function readDeleted(event: Fields, scene: Scene): Draft[] {
  const before = fields(event.previous_message);
  const channel = id(event.channel);
  const ts = id(event.deleted_ts);
  if (channel === undefined || ts === undefined || isOurs(before, scene)) return [];
  // Whose it was need not be told: the message's own name is enough.
  const nobody: Contact = { addresses: [{ kind: 'slack_channel', value: `${scene.team}:${channel}` }] };
  const contact = contactIn(scene, id(before.user), channel, threadOf(channel, ts, id(before.thread_ts))) ?? nobody;
  const at = timeOf(event.event_ts) ?? scene.at;
  return [{ key: eventKey('unsend', channel, ts), at, raw: scene.raw, kind: 'unsend', contact, target: messageId(channel, ts) }];
}

function answered(channel: string, ts: string, thread: string | undefined): { replyTo?: string } {
  return thread === undefined || thread === ts ? {} : { replyTo: messageId(channel, thread) };
}

function botOf({ account }: Scene): string | undefined {
  return id(account.settings.botUserId);
}

function referenceOf(value: Fields[string] | undefined): string | undefined {
  const given = id(value);
  return given !== undefined && /^msg_[0-9A-Za-z]+$/.test(given) ? given : undefined;
}
