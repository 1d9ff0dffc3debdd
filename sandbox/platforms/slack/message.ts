import { z } from 'zod';
import { type SandboxAccount, setting } from '../../account.ts';
import { sentOf } from '../../deed.ts';
import type { Sent } from '../../memory.ts';
import { type Bucket, take } from '../../pace.ts';
import type { World } from '../../platform.ts';
import { type Blocks, readBlocks } from './blocks.ts';
import { eventOf, kindOf, messageId, millisOf } from './events.ts';
import { SlackError } from './refusal.ts';
import { type Room, roomOf } from './room.ts';

/** What a message call carries. */
export interface Post {
  channel: string;
  ts: string;
  text: string;
  blocks?: Blocks;
  thread_ts?: string;
  metadata?: z.infer<typeof metadata>;
}

const metadata = z.strictObject({ event_type: z.string().min(1), event_payload: z.record(z.string(), z.unknown()) });
type Args = Record<string, unknown>;

/** `chat.postMessage`: about one a second in a channel, a few at once (slack.md §2). */
export function post(world: World, account: SandboxAccount, args: Args, ts: string, buckets: Map<string, Bucket>): object {
  const room = roomOf(world, account, args.channel);
  const message: Post = { channel: room.channel, ts, ...said(args), ...threadOf(args), ...marked(args) };
  if (!take(buckets, room.channel, 5, 1_000, world.now())) throw new SlackError('ratelimited', {}, 429, { 'retry-after': '1' });
  const sent = sentOf(world, account, {
    to: room.to,
    type: message.blocks ? 'blocks' : 'text',
    text: message.text === '' ? null : message.text,
    messageId: messageId(room.channel, ts),
    at: millisOf(ts),
    replyTo: message.thread_ts ? messageId(room.channel, message.thread_ts) : null,
    reference: referenceOf(message),
    request: message,
  });
  void world.publish([{ kind: 'sent', sent }], [eventOf(account, room.to, world.now(), own(account, room, message))]);
  return { ok: true, channel: room.channel, ts, message: shown(account, message) };
}

/** `chat.update`: own messages only. */
export function update(world: World, account: SandboxAccount, args: Args, ts: string): object {
  const { room, sent, message } = ownMessage(world, account, args, 'cant_update_message');
  const changed = { ...message, blocks: undefined, ...said(args), ...marked(args) };
  const edited = { ...shown(account, changed), edited: { user: setting(account, 'botUserId'), ts } };
  const event = {
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    channel: room.channel,
    channel_type: kindOf(room.channel),
    message: edited,
    previous_message: shown(account, message),
    ts,
    event_ts: ts,
  };
  sent.request = changed;
  sent.text = changed.text;
  void world.publish([], [eventOf(account, room.to, world.now(), event)]);
  return { ok: true, channel: room.channel, ts: message.ts, text: changed.text, message: edited };
}

/** `chat.delete`: own messages only. */
export function remove(world: World, account: SandboxAccount, args: Args, ts: string): object {
  const { room, sent, message } = ownMessage(world, account, args, 'cant_delete_message');
  const event = {
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    channel: room.channel,
    channel_type: kindOf(room.channel),
    deleted_ts: message.ts,
    previous_message: shown(account, message),
    ts,
    event_ts: ts,
  };
  const gone = { kind: 'kept', account: account.id, name: `gone ${sent.messageId}`, value: true } as const;
  void world.publish([gone], [eventOf(account, room.to, world.now(), event)]);
  return { ok: true, channel: room.channel, ts: message.ts };
}

/** A message of the bot as Slack shows it: samples/slack/_post-ok.json. */
export function shown(account: SandboxAccount, { ts, text, blocks, thread_ts: thread, metadata: mark }: Post): object {
  return {
    bot_id: botId(account),
    type: 'message',
    text,
    user: setting(account, 'botUserId'),
    ts,
    app_id: setting(account, 'appId'),
    team: setting(account, 'teamId'),
    ...(blocks ? { blocks } : {}),
    ...(thread ? { thread_ts: thread } : {}),
    ...(mark ? { metadata: mark } : {}),
  };
}

/** The bot's own message comes back as an event: samples/slack/message-own-bot-echo.json. */
function own(account: SandboxAccount, { channel }: Room, message: Post): object {
  const profile = { id: botId(account), deleted: false, name: 'Omni', app_id: setting(account, 'appId') };
  const bot_profile = { ...profile, user_id: setting(account, 'botUserId'), team_id: setting(account, 'teamId') };
  return { ...shown(account, message), bot_profile, channel, event_ts: message.ts, channel_type: kindOf(channel) };
}

/** The bot's id, which is not its user's. */
export function botId(account: SandboxAccount): string {
  return setting(account, 'botId') || `B${setting(account, 'botUserId').slice(1)}`;
}

function said(args: Args): Pick<Post, 'text' | 'blocks'> {
  const blocks = readBlocks(args.blocks);
  const text = typeof args.text === 'string' ? args.text : '';
  if (text === '' && !blocks) throw new SlackError('no_text');
  if ([...text].length > 40_000) throw new SlackError('msg_too_long');
  return { text, ...(blocks ? { blocks } : {}) };
}

function threadOf({ thread_ts: thread }: Args): Pick<Post, 'thread_ts'> {
  if (thread === undefined || thread === null) return {};
  if (typeof thread !== 'string' || !/^\d{10}\.\d{6}$/.test(thread)) throw new SlackError('invalid_thread_ts');
  return { thread_ts: thread };
}

function marked({ metadata: given }: Args): Pick<Post, 'metadata'> {
  if (given === undefined || given === null) return {};
  const parsed = metadata.safeParse(given);
  if (!parsed.success) throw new SlackError('invalid_metadata_format');
  if (JSON.stringify(parsed.data).length > 8_000) throw new SlackError('metadata_too_large');
  return { metadata: parsed.data };
}

/** The product's own id, wherever in the metadata it is. */
function referenceOf({ metadata: mark }: Post): string | null {
  const values = Object.values(mark?.event_payload ?? {});
  return (values.find((value) => typeof value === 'string') as string | undefined) ?? null;
}

function ownMessage(world: World, account: SandboxAccount, args: Args, refused: string): { room: Room; sent: Sent; message: Post } {
  const room = roomOf(world, account, args.channel);
  const id = messageId(room.channel, String(args.ts ?? ''));
  const sent = world.memory.sentBy(account.id, id);
  if (world.memory.said(account.id, id)) throw new SlackError(refused);
  if (!sent || world.memory.kept(account.id, `gone ${id}`)) throw new SlackError('message_not_found');
  return { room, sent, message: sent.request as Post };
}
