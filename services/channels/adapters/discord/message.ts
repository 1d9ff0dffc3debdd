import type { Json } from '../../../../kit/bus/bus.ts';
import { type Draft, eventKey, type Fields, fields, id, list, millis } from '../read.ts';
import { contentOf } from './content.ts';
import { readInteraction } from './interaction.ts';
import { messageIn } from './nonce.ts';
import { contactIn, type Scene, timeOf } from './scene.ts';

type Reader = (event: Fields, scene: Scene) => Draft[];

/** One line for each Gateway event that is about people (discord.md, Inbound); a reader that finds too little gives nothing. */
export const readers = new Map<Json | undefined, Reader>([
  ['MESSAGE_CREATE', readMessage],
  ['MESSAGE_UPDATE', readEdit],
  ['MESSAGE_DELETE', (event, scene) => readDeleted(event, id(event.id), scene)],
  ['MESSAGE_DELETE_BULK', (event, scene) => list(event.ids).flatMap((one) => readDeleted(event, id(one), scene))],
  ['MESSAGE_REACTION_ADD', readReaction],
  ['MESSAGE_REACTION_REMOVE', readReaction],
  ['TYPING_START', readTyping],
  ['INTERACTION_CREATE', (event, scene) => readInteraction(event, scene, true)],
]);

/** Messages that somebody wrote; the other types are notices: a join, a pin, a call. Absent in updates. */
const written = new Set<Json | undefined>([undefined, 0, 19]);

function readMessage(event: Fields, scene: Scene): Draft[] {
  const platformId = id(event.id);
  const author = fields(event.author);
  if (platformId === undefined || !written.has(event.type)) return [];
  if (scene.self.has(id(author.id) ?? '')) return readEcho(event, platformId, scene);
  const contact = contactIn(event, author);
  const direct = id(event.guild_id) === undefined;
  if (!contact || id(author.id) === undefined || author.bot === true || id(event.webhook_id) !== undefined) return [];
  const content = contentOf(event, scene.self);
  // In a guild, words that are not for us come without their content.
  if (content.length === 0 && !direct) return [];
  return [
    {
      key: eventKey('message', platformId),
      at: timeOf(event.timestamp) ?? scene.at,
      raw: scene.raw,
      kind: 'message',
      platformId,
      contact,
      content: content.length > 0 ? content : [{ type: 'unsupported', reason: 'empty' }],
      ...answered(event),
    },
  ];
}

/** What we said ourselves; to whom, a DM tells by its channel, and in a guild the message that was answered. */
function readEcho(event: Fields, platformId: string, scene: Scene): Draft[] {
  const answeredTo = fields(fields(event.referenced_message).author);
  const contact = contactIn(event, id(answeredTo.id) === undefined || scene.self.has(id(answeredTo.id) ?? '') ? undefined : answeredTo);
  if (!contact) return [];
  const content = contentOf(event, scene.self);
  const reference = messageIn(id(event.nonce) ?? '');
  return [
    {
      key: eventKey('echo', platformId),
      at: timeOf(event.timestamp) ?? scene.at,
      raw: scene.raw,
      kind: 'echo',
      origin: 'own',
      platformId,
      contact: { addresses: contact.addresses },
      content: content.length > 0 ? content : [{ type: 'unsupported', reason: 'embed' }],
      ...(reference === undefined ? {} : { reference }),
      ...answered(event),
    },
  ];
}

/** Previews are updates too: only an edit has a time of its own. */
function readEdit(event: Fields, scene: Scene): Draft[] {
  const target = id(event.id);
  const edited = id(event.edited_timestamp);
  const author = fields(event.author);
  const contact = contactIn(event, author);
  const content = contentOf(event, scene.self);
  if (target === undefined || edited === undefined || !contact || content.length === 0) return [];
  if (scene.self.has(id(author.id) ?? '') || author.bot === true || !written.has(event.type)) return [];
  return [
    { key: eventKey('edit', target, edited), at: timeOf(edited) ?? scene.at, raw: scene.raw, kind: 'edit', contact, target, content },
  ];
}

/** Who wrote it is not told: in a DM the channel is the person, in a guild it stays a name for the message's place. */
function readDeleted(event: Fields, target: string | undefined, { at, raw }: Scene): Draft[] {
  const channel = id(event.channel_id);
  if (target === undefined || channel === undefined) return [];
  const contact = contactIn(event, undefined) ?? { addresses: [{ kind: 'discord_channel', value: channel }], place: { channel } };
  return [{ key: eventKey('unsend', target), at, raw, kind: 'unsend', contact, target }];
}

function readReaction(event: Fields, scene: Scene): Draft[] {
  const target = id(event.message_id);
  const user = id(event.user_id);
  const { id: own, name } = fields(event.emoji);
  const contact = contactIn(event, { ...fields(fields(event.member).user), id: user ?? null });
  // A guild's emoji that was deleted since has no name any more.
  const word = id(name) ?? id(own);
  const sign = word === undefined || id(own) === undefined ? word : `:${word}:`;
  if (target === undefined || user === undefined || sign === undefined || !contact || scene.self.has(user)) return [];
  const added = fields(scene.raw).t !== 'MESSAGE_REACTION_REMOVE';
  const key = eventKey('reaction', target, user, sign, scene.mark);
  return [{ key, at: scene.at, raw: scene.raw, kind: 'reaction', contact, target, emoji: added ? sign : null }];
}

function readTyping(event: Fields, scene: Scene): Draft[] {
  const user = id(event.user_id);
  const contact = contactIn(event, { ...fields(fields(event.member).user), id: user ?? null });
  if (user === undefined || !contact || scene.self.has(user)) return [];
  const key = eventKey('typing', user, scene.mark);
  return [{ key, at: millis(event.timestamp) ?? scene.at, raw: scene.raw, kind: 'typing', contact, on: true }];
}

/** Type 1 of a reference is a forward, which answers nothing. */
function answered(event: Fields): { replyTo?: string } {
  const reference = fields(event.message_reference);
  const replyTo = id(reference.message_id);
  return replyTo === undefined || reference.type === 1 ? {} : { replyTo };
}
