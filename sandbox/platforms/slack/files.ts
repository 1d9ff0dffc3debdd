import { type SandboxAccount, setting } from '../../account.ts';
import { type Answer, type ApiRequest, json, multipartBody, Refusal, text, tokenOf } from '../../api.ts';
import { sentOf } from '../../deed.ts';
import type { World } from '../../platform.ts';
import { word } from '../../random.ts';
import { eventOf, kindOf, messageId, millisOf } from './events.ts';
import { botId } from './message.ts';
import { SlackError } from './refusal.ts';
import { roomOf } from './room.ts';

/** A file on its way: announced, then uploaded. */
export interface Upload {
  account: string;
  id: string;
  name: string;
  length: number;
  bytes?: Uint8Array;
  mimeType: string;
  shared?: true;
}

type Args = Record<string, unknown>;

/** Step one of three: `files.getUploadURLExternal` (slack.md §2). */
export function announce(uploads: Map<string, Upload>, account: SandboxAccount, args: Args): object {
  const name = String(args.filename ?? '');
  const length = Number(args.length);
  if (name === '' || !Number.isInteger(length) || length < 1) throw new SlackError('invalid_arguments');
  const id = `F${word(8).toUpperCase().replace(/[-_]/g, '0')}`;
  uploads.set(id, { account: account.id, id, name, length, mimeType: 'application/octet-stream' });
  const upload_url = `${base(account)}/upload/v1/${id}`;
  return { ok: true, upload_url, file_id: id };
}

/** Step two: the bytes, raw or as a form, as many as were announced. */
export async function receive(upload: Upload, request: ApiRequest): Promise<Answer> {
  const bytes = await bytesIn(request);
  if (bytes.length !== upload.length) throw new Refusal(text(400, `expected ${upload.length} bytes, got ${bytes.length}`));
  upload.bytes = bytes;
  upload.mimeType = request.headers['content-type']?.split(';')[0] ?? upload.mimeType;
  return text(200, `OK - ${bytes.length}`);
}

/** Step three: `files.completeUploadExternal`. The message's time is told by its event only. */
export function complete(world: World, uploads: Map<string, Upload>, account: SandboxAccount, args: Args, ts: string): object {
  const { files } = args;
  if (!Array.isArray(files) || files.length === 0) throw new SlackError('invalid_arguments');
  const shared = files.map(({ id, title }: { id?: string; title?: string }) => {
    const upload = uploads.get(String(id));
    if (!upload || upload.account !== account.id || !upload.bytes) throw new SlackError('file_not_found');
    if (upload.shared) throw new SlackError('already_shared');
    return { upload, shown: fileOf(account, upload, title) };
  });
  const answer = { ok: true, files: shared.map(({ upload, shown }) => ({ id: upload.id, title: shown.title })) };
  if (args.channel_id === undefined) return answer;
  const { channel, to } = roomOf(world, account, args.channel_id);
  const comment = String(args.initial_comment ?? '');
  const thread = typeof args.thread_ts === 'string' ? { thread_ts: args.thread_ts } : {};
  const message = { type: 'message', subtype: 'file_share', text: comment, files: shared.map(({ shown }) => shown), ts, ...thread };
  const bot = { user: setting(account, 'botUserId'), bot_id: botId(account), app_id: setting(account, 'appId') };
  for (const { upload } of shared) upload.shared = true;
  const sent = sentOf(world, account, {
    to,
    type: 'file',
    text: comment === '' ? null : comment,
    messageId: messageId(channel, ts),
    at: millisOf(ts),
    replyTo: thread.thread_ts ? messageId(channel, thread.thread_ts) : null,
    request: { channel, ...message },
  });
  const event = { ...message, ...bot, upload: true, channel, event_ts: ts, channel_type: kindOf(channel) };
  void world.publish([{ kind: 'sent', sent }], [eventOf(account, to, world.now(), event)]);
  return answer;
}

/** Files are for bearers of the token; anybody else sees the page to sign in (slack.md §1). */
export function download(world: World, account: SandboxAccount, uploads: Map<string, Upload>, id: string): Answer {
  const upload = uploads.get(id);
  const media = world.memory.media(account.id, id);
  if (upload?.bytes) return { status: 200, headers: { 'content-type': upload.mimeType }, body: upload.bytes };
  if (!media) return text(404);
  const data = /^data:[^,]*;base64,(.*)$/s.exec(media.url)?.[1];
  const bytes = data === undefined ? Buffer.from(`bytes of ${media.name ?? media.id}`) : Buffer.from(data, 'base64');
  return { status: 200, headers: { 'content-type': media.mimeType }, body: bytes };
}

/** What Slack serves to those without a token. */
export function signInPage(request: ApiRequest): Answer | undefined {
  if (!request.path.startsWith('/files-pri/')) return undefined;
  const page = '<!DOCTYPE html><html><title>Sign in | Slack</title></html>';
  return tokenOf(request) === undefined || request.method === 'GET'
    ? { ...text(200, page), headers: { 'content-type': 'text/html' } }
    : json(404, {});
}

/** A file as events show it: samples/slack/message-file-share.json. */
export function fileOf(
  account: SandboxAccount,
  { id, name, length, mimeType }: Pick<Upload, 'id' | 'name' | 'length' | 'mimeType'>,
  title = name,
  user = setting(account, 'botUserId'),
) {
  const at = `${base(account)}/files-pri/${setting(account, 'teamId')}-${id}`;
  return {
    id,
    name,
    title,
    mimetype: mimeType,
    user,
    size: length,
    mode: 'hosted',
    is_external: false,
    url_private: `${at}/${encodeURIComponent(name)}`,
    url_private_download: `${at}/download/${encodeURIComponent(name)}`,
    file_access: 'visible',
  };
}

function base(account: SandboxAccount): string {
  return setting(account, 'apiBaseUrl').replace(/\/api\/?$/, '');
}

async function bytesIn(request: ApiRequest): Promise<Uint8Array> {
  if (!request.headers['content-type']?.startsWith('multipart/')) return request.body;
  const [file] = [...(await multipartBody(request)).values()].filter((value) => typeof value !== 'string');
  return file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
}
