import type { SandboxAccount } from '../../account.ts';
import { type Answer, type ApiRequest, json, text } from '../../api.ts';
import { sentOf } from '../../deed.ts';
import type { Fact, Media, Sent } from '../../memory.ts';
import { type Bucket, take } from '../../pace.ts';
import type { World } from '../../platform.ts';
import { word } from '../../random.ts';
import { checkCaption, checkMarkup, checkReaction, checkText, limits, shown } from './checks.ts';
import { type Params, paramsOf, wanted } from './params.ts';
import { nextNumber, numberOf, seconds } from './people.ts';
import { bad, busy, refused } from './refusal.ts';
import { botOf, userOf } from './shapes.ts';

type Method = (call: Call) => unknown;
interface Call {
  world: World;
  account: SandboxAccount;
  params: Params;
  buckets: Map<string, Bucket>;
}

const kinds: Record<string, string> = {
  sendPhoto: 'photo',
  sendDocument: 'document',
  sendVideo: 'video',
  sendAudio: 'audio',
  sendVoice: 'voice',
  sendAnimation: 'animation',
  sendSticker: 'sticker',
  sendVideoNote: 'video_note',
};

/** The Bot API's methods (telegram.md, Outbound). */
const methods: Record<string, Method> = {
  getMe: ({ account }) => botOf(account),
  setWebhook: ({ params }) => wanted(params, 'url') !== '',
  deleteWebhook: () => true,
  getWebhookInfo: ({ account }) => ({
    url: account.webhookUrl,
    has_custom_certificate: false,
    pending_update_count: 0,
    max_connections: 40,
  }),
  getFile,
  getUpdates: () => {
    throw refused(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
  },
  sendMessage: (call) => {
    const words = shown(call.params.values.text, call.params.values.parse_mode);
    checkText(words);
    return send(call, 'text', words, { text: words });
  },
  ...Object.fromEntries(Object.entries(kinds).map(([name, field]): [string, Method] => [name, (call) => sendFile(call, field)])),
  sendMediaGroup,
  sendLocation: (call) => send(call, 'location', null, { location: placeIn(call.params) }),
  sendVenue: (call) => {
    const [title, address] = [wanted(call.params, 'title'), wanted(call.params, 'address')];
    const location = placeIn(call.params);
    return send(call, 'location', `${title}\n${address}`, { location, venue: { location, title, address } });
  },
  sendContact: (call) => {
    const contact = { phone_number: wanted(call.params, 'phone_number'), first_name: wanted(call.params, 'first_name') };
    return send(call, 'contact', contact.first_name, { contact });
  },
  sendChatAction: (call) => {
    recipient(call);
    if (!/^(typing|upload_\w+|record_\w+|choose_sticker|find_location)$/.test(wanted(call.params, 'action')))
      throw bad('wrong parameter action in request');
    return true;
  },
  setMessageReaction: (call) => {
    const messageId = `${recipient(call)}:${wanted(call.params, 'message_id')}`;
    const { memory } = call.world;
    if (!memory.said(call.account.id, messageId) && !memory.sentBy(call.account.id, messageId)) throw bad('message to react not found');
    const value = checkReaction(call.params.values.reaction ?? []) ?? undefined;
    memory.remember([{ kind: 'kept', account: call.account.id, name: `bot reaction ${messageId}`, value }]);
    return true;
  },
  editMessageText: (call) => {
    const words = shown(call.params.values.text, call.params.values.parse_mode);
    checkText(words);
    return edit(call, words);
  },
  editMessageCaption: (call) => {
    const words = shown(call.params.values.caption ?? '', call.params.values.parse_mode);
    checkCaption(words);
    return edit(call, words);
  },
  editMessageReplyMarkup: (call) => edit(call, undefined),
  deleteMessage,
  answerCallbackQuery: ({ params }) => wanted(params, 'callback_query_id') !== '',
};

/** Answers `/bot<token>/<method>` and `/file/bot<token>/<path>`. */
export async function answer(world: World, account: SandboxAccount, request: ApiRequest, buckets: Map<string, Bucket>): Promise<Answer> {
  const file = /^\/file\/bot[^/]+\/(.+)$/.exec(request.path)?.[1];
  if (file !== undefined) return download(world, account, file);
  const name = Object.keys(methods).find((one) => one.toLowerCase() === request.path.split('/')[2]?.toLowerCase());
  const method = name === undefined ? undefined : methods[name];
  if (!method) throw refused(404, 'Not Found');
  return json(200, { ok: true, result: await method({ world, account, params: await paramsOf(request), buckets }) });
}

/** Nobody can be written to who has not started the bot, or has stopped it (telegram.md, Policy). */
function recipient({ world, account, params }: Call): string {
  const chat = wanted(params, 'chat_id');
  if (world.memory.person(account.id, chat)?.spokeAt === undefined) throw bad('chat not found');
  if (world.memory.kept(account.id, `blocked ${chat}`) === true) throw refused(403, 'Forbidden: bot was blocked by the user');
  return chat;
}

/** About thirty a second for the bot, and one a second in a chat, of which some may come at once (telegram.md, Limits). */
function pace({ world, account, buckets }: Call, chat: string): void {
  const now = world.now();
  if (!take(buckets, account.id, 30, 33, now) || !take(buckets, `${account.id} ${chat}`, 20, 1_000, now)) throw busy(1);
}

function send(call: Call, type: string, words: string | null, shownAs: object): object {
  const { world, account, params } = call;
  const chat = recipient(call);
  checkMarkup(params.values.reply_markup);
  const replyTo = answered(call, chat);
  pace(call, chat);
  const message_id = nextNumber(world, account, 'message');
  const sent = sentOf(world, account, { to: chat, type, text: words, messageId: `${chat}:${message_id}`, replyTo, request: params.values });
  void world.publish([{ kind: 'sent', sent }], []);
  return messageOf(call, sent, shownAs);
}

function sendFile(call: Call, field: string): object {
  const { values } = call.params;
  const caption = shown(values.caption ?? '', values.parse_mode);
  checkCaption(caption);
  const file = fileOf(call, field, values[field]);
  const remember: Fact = {
    kind: 'said',
    account: call.account.id,
    said: { id: `file ${file.id}`, person: '', at: call.world.now(), edits: 0, files: [file] },
  };
  const known = { file_id: file.id, file_unique_id: file.id.slice(-12) };
  const part = field === 'photo' ? [{ ...known, width: 1280, height: 960 }] : known;
  const message = send(call, field, caption === '' ? null : caption, { [field]: part, ...(caption === '' ? {} : { caption }) });
  call.world.memory.remember([remember]);
  return message;
}

function sendMediaGroup(call: Call): object[] {
  const media = call.params.values.media;
  if (!Array.isArray(media) || media.length < 2 || media.length > limits.album) throw bad('there must be 2 to 10 media');
  return (media as Record<string, unknown>[]).map(({ type, media: file, caption, parse_mode }) => {
    if (!['photo', 'video', 'document', 'audio'].includes(String(type))) throw bad('wrong type of media');
    return sendFile(
      { ...call, params: { ...call.params, values: { ...call.params.values, [String(type)]: file, caption, parse_mode } } },
      String(type),
    );
  });
}

/** A file by its address, by an id of before, or with the call. */
function fileOf({ world, account, params }: Call, field: string, given: unknown): Media {
  const attached = params.files.get(typeof given === 'string' && given.startsWith('attach://') ? given.slice(9) : field);
  if (attached) {
    if (attached.bytes === 0) throw bad('file must be non-empty');
    if (attached.bytes > (field === 'photo' ? limits.photo : limits.file)) throw refused(413, 'Request Entity Too Large');
    return { id: `BQAC${word(18)}`, url: 'data:,', mimeType: attached.type, name: attached.name };
  }
  if (typeof given !== 'string' || given === '') throw bad(`there is no ${field} in the request`);
  const known = world.memory.media(account.id, given);
  if (known) return known;
  if (!/^https?:\/\/[^\s]+$/i.test(given)) throw bad('wrong file identifier/HTTP URL specified');
  return { id: `BQAC${word(18)}`, url: given, mimeType: 'application/octet-stream' };
}

function edit(call: Call, words: string | undefined): object {
  const { world, account, params } = call;
  const chat = recipient(call);
  checkMarkup(params.values.reply_markup);
  const sent = world.memory.sentBy(account.id, `${chat}:${wanted(params, 'message_id')}`);
  const gone = sent && world.memory.kept(account.id, `deleted ${sent.messageId}`);
  if (!sent || gone) throw bad('message to edit not found');
  const before = world.memory.kept(account.id, `edited ${sent.messageId}`) ?? sent.text;
  const same = 'specified new message content and reply markup are exactly the same as a current content and reply markup of the message';
  if (words !== undefined && words === before && params.values.reply_markup === undefined) throw bad(`message is not modified: ${same}`);
  if (words !== undefined) world.memory.remember([{ kind: 'kept', account: account.id, name: `edited ${sent.messageId}`, value: words }]);
  return messageOf(call, sent, { text: words ?? before, edit_date: seconds(world.now()) });
}

/** A message can be taken away for 48 hours (telegram.md, Outbound). */
function deleteMessage(call: Call): boolean {
  const { world, account, params } = call;
  const messageId = `${recipient(call)}:${wanted(params, 'message_id')}`;
  const sent = world.memory.sentBy(account.id, messageId);
  const said = world.memory.said(account.id, messageId);
  const at = sent?.at ?? said?.at;
  if (at === undefined || world.memory.kept(account.id, `deleted ${messageId}`)) throw bad('message to delete not found');
  if (world.now() - at > 48 * 3_600_000) throw bad("message can't be deleted for everyone");
  world.memory.remember([{ kind: 'kept', account: account.id, name: `deleted ${messageId}`, value: true }]);
  return true;
}

function answered({ world, account, params }: Call, chat: string): string | null {
  const { message_id, allow_sending_without_reply } = (params.values.reply_parameters ?? {}) as {
    message_id?: unknown;
    allow_sending_without_reply?: unknown;
  };
  if (message_id === undefined) return null;
  const messageId = `${chat}:${String(message_id)}`;
  if (world.memory.said(account.id, messageId) || world.memory.sentBy(account.id, messageId)) return messageId;
  if (allow_sending_without_reply === true) return null;
  throw bad('message to be replied not found');
}

function getFile({ world, account, params }: Call): object {
  const file_id = wanted(params, 'file_id');
  const media = world.memory.media(account.id, file_id.replace(/-small$/, ''));
  if (!media) throw bad('wrong file_id or the file is temporarily unavailable');
  return { file_id, file_unique_id: file_id.slice(-12), file_path: `documents/${media.id}` };
}

/** What a person sent is where it came from; of what is no address, the bytes are here. */
function download(world: World, account: SandboxAccount, path: string): Answer {
  const media = world.memory.media(account.id, path.split('/').at(-1) ?? '');
  if (!media) throw refused(404, 'Not Found');
  const [, coding, data] = /^data:[^,]*?(;base64)?,(.*)$/s.exec(media.url) ?? [];
  if (data === undefined) return text(302, '', { location: media.url });
  return {
    status: 200,
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.from(coding ? data : decodeURIComponent(data), coding ? 'base64' : 'utf8'),
  };
}

function placeIn(params: Params): { latitude: number; longitude: number } {
  const [latitude, longitude] = [Number(wanted(params, 'latitude')), Number(wanted(params, 'longitude'))];
  if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) throw bad('wrong latitude or longitude');
  return { latitude, longitude };
}

function messageOf({ world, account, params }: Call, sent: Sent, part: object): object {
  const { chat } = userOf(world.memory.person(account.id, sent.to) ?? { id: sent.to });
  const { inline } = checkMarkup(params.values.reply_markup);
  const markup = inline.length > 0 ? { reply_markup: { inline_keyboard: inline } } : {};
  return { message_id: numberOf(sent.messageId), from: botOf(account), chat, date: seconds(sent.at), ...part, ...markup };
}
