import type { SandboxAccount } from '../../account.ts';
import { sentOf } from '../../deed.ts';
import type { Sent } from '../../memory.ts';
import type { World } from '../../platform.ts';
import { type DiscordMessage, readMessage } from './checks.ts';
import { type Gateway, intents } from './gateway.ts';
import { DiscordError, unknownThing } from './refusal.ts';
import { botUser } from './shapes.ts';

/** A file as it came with a message. */
export interface Upload {
  name: string;
  bytes: Uint8Array;
  mimeType: string;
}

/** Where the bot writes: a person's direct channel, or one of a guild. */
export interface Room {
  channel: string;
  /** The person, or the channel itself. */
  to: string;
  guild?: string;
}

/** What is remembered of a message beside its request. */
export interface Kept extends DiscordMessage {
  files: { id: string; name: string; size: number; type: string }[];
  editedAt?: number;
}

/** Largest file, largest request, and how many files, in bytes (discord.md, Outbound). */
const fileLimit = 10_485_760;
const requestLimit = 26_214_400;

/** The room of an id; refused where the person wants nothing of the bot. */
export function roomOf(world: World, account: SandboxAccount, channel: string): Room {
  const room = world.memory.kept(account.id, `room ${channel}`) as Omit<Room, 'channel'> | undefined;
  if (!room) throw unknownThing.channel();
  return { channel, ...room };
}

/** Posts a message; with `enforce_nonce` the same nonce gives the message that is there already. */
export function post(
  world: World,
  gateway: Gateway,
  account: SandboxAccount,
  room: Room,
  id: string,
  body: unknown,
  files: Upload[],
): object {
  checkFiles(files);
  const asked = readMessage(body, files.length);
  const standing = world.memory.kept(account.id, `standing ${room.to}`);
  if (standing === 'blocked') throw new DiscordError(403, 50007, 'Cannot send messages to this user');
  if (standing === 'gone') throw new DiscordError(403, 50278, 'Cannot send messages to this user due to having no mutual guilds');
  const answered = asked.message_reference?.message_id;
  if (answered !== undefined && asked.message_reference?.fail_if_not_exists !== false && !known(world, account, answered))
    throw unknownReference();
  const nonce = `nonce ${room.channel} ${asked.nonce}`;
  const twin = asked.enforce_nonce && asked.nonce != null ? world.memory.kept(account.id, nonce) : undefined;
  const same = typeof twin === 'string' ? world.memory.sentBy(account.id, twin) : undefined;
  if (same && world.now() - same.at < 300_000) return shown(account, room, same);
  const kept: Kept = {
    ...asked,
    files: files.map(({ name, bytes, mimeType }, index) => ({ id: `${id}${index}`, name, size: bytes.length, type: mimeType })),
  };
  const sent = sentOf(world, account, {
    to: room.to,
    type: files.length > 0 ? 'file' : asked.components?.length ? 'components' : 'text',
    text: asked.content || null,
    messageId: id,
    replyTo: answered ?? null,
    reference: asked.nonce == null ? null : String(asked.nonce),
    request: kept,
  });
  void world.publish(
    [{ kind: 'sent', sent }, ...(asked.nonce == null ? [] : [{ kind: 'kept', account: account.id, name: nonce, value: id } as const])],
    [],
  );
  const message = shown(account, room, sent);
  void gateway.dispatch(account, room.guild ? intents.guild : intents.direct, 'MESSAGE_CREATE', message);
  return message;
}

/** Changes an own message. */
export function patch(world: World, gateway: Gateway, account: SandboxAccount, room: Room, id: string, body: unknown): object {
  const sent = own(world, account, room, id, 50005, 'Cannot edit a message authored by another user');
  const before = sent.request as Kept;
  const asked = readMessage({ ...without(before), ...(body as object) }, before.files.length);
  sent.request = { ...before, ...asked, editedAt: world.now() };
  sent.text = asked.content || null;
  const message = shown(account, room, sent);
  void gateway.dispatch(account, room.guild ? intents.guild : intents.direct, 'MESSAGE_UPDATE', message);
  return message;
}

/** Takes an own message away. */
export function remove(world: World, gateway: Gateway, account: SandboxAccount, room: Room, id: string) {
  own(world, account, room, id, 50003, 'Cannot execute action on a DM channel');
  void world.publish([{ kind: 'kept', account: account.id, name: `gone ${id}`, value: true }], []);
  const about = { id, channel_id: room.channel, ...(room.guild ? { guild_id: room.guild } : {}) };
  void gateway.dispatch(account, room.guild ? intents.guild : intents.direct, 'MESSAGE_DELETE', about);
}

/** A message of the bot, as Discord shows it. */
export function shown(account: SandboxAccount, room: Room, sent: Sent): object {
  const { content, embeds, components, message_reference, nonce, files, editedAt } = sent.request as Kept;
  return {
    id: sent.messageId,
    type: message_reference ? 19 : 0,
    channel_id: room.channel,
    ...(room.guild ? { guild_id: room.guild } : {}),
    author: botUser(account),
    content: content ?? '',
    timestamp: new Date(sent.at).toISOString(),
    edited_timestamp: editedAt === undefined ? null : new Date(editedAt).toISOString(),
    tts: false,
    mentions: [],
    attachments: files.map(({ id, name, size, type }) => ({
      id,
      filename: name,
      size,
      content_type: type,
      url: `https://cdn.discordapp.com/attachments/${room.channel}/${id}/${name}`,
    })),
    embeds: embeds ?? [],
    components: components ?? [],
    ...(message_reference ? { message_reference } : {}),
    ...(nonce == null ? {} : { nonce }),
  };
}

/** Whether there is such a message, of whoever. */
export function known(world: World, account: SandboxAccount, id: string): boolean {
  return (
    world.memory.said(account.id, id) !== undefined ||
    (world.memory.sentBy(account.id, id) !== undefined && !world.memory.kept(account.id, `gone ${id}`))
  );
}

function own(world: World, account: SandboxAccount, room: Room, id: string, code: number, words: string): Sent {
  if (world.memory.said(account.id, id)) throw new DiscordError(403, code, words);
  const sent = world.memory.sentBy(account.id, id);
  if (!sent || sent.to !== room.to || world.memory.kept(account.id, `gone ${id}`)) throw unknownThing.message();
  return sent;
}

function checkFiles(files: Upload[]) {
  const sizes = files.map(({ bytes }) => bytes.length);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (files.length > 10)
    throw new DiscordError(400, 50035, 'Invalid Form Body', { errors: { attachments: { _errors: [{ code: 'BASE_TYPE_BAD_LENGTH' }] } } });
  if (all > requestLimit || sizes.some((size) => size > fileLimit)) throw new DiscordError(413, 40005, 'Request entity too large');
}

function unknownReference(): DiscordError {
  const errors = { message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }] } };
  return new DiscordError(400, 50035, 'Invalid Form Body', { errors });
}

function without({
  files: _files,
  editedAt: _editedAt,
  nonce: _nonce,
  enforce_nonce: _enforce,
  message_reference: _reference,
  ...rest
}: Kept) {
  return rest;
}
