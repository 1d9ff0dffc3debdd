import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import { type ApiCall, kept, type Named, type Outbound } from '../../plan.ts';
import { type Fields, fields, id, link } from '../read.ts';
import { notSendable } from '../words.ts';
import { buttonBlocks, listBlocks, pictureBlocks } from './blocks.ts';
import { nameOf } from './emoji.ts';

type Media = Extract<Content, { mimeType?: string }>;

/** A Web API method (slack.md §2). */
export function method(account: Account, name: string, args: Fields): ApiCall {
  return {
    protocol: 'http',
    method: 'POST',
    path: `/${name}`,
    headers: { authorization: `Bearer ${account.secrets.botToken ?? ''}`, 'content-type': 'application/json; charset=utf-8' },
    body: { json: args },
    gives: 'nothing',
    unanswered: 'repeat',
  };
}

/** The Web API calls for a message, or for a change of one. */
export function renderSlack(message: Outbound, account: Account): ApiCall[] {
  switch (message.kind) {
    case 'message':
      return say(message, account);
    case 'edit':
      return edit(message, account);
    case 'unsend':
      return message.target.map(({ platformId }) => {
        const { channel, ts } = standing(platformId);
        return ts === undefined ? method(account, 'files.delete', { file: platformId }) : method(account, 'chat.delete', { channel, ts });
      });
    case 'reaction':
      return react(message, account);
    case 'typing':
    case 'read':
      return [];
  }
}

function say(message: Extract<Outbound, { kind: 'message' }>, account: Account): ApiCall[] {
  const { channel, opening } = roomOf(message, account);
  const thread = message.replyTo ? threadBelow(message.replyTo) : id(fields(message.place).threadTs);
  const where: Fields = { channel, ...(thread === undefined ? {} : { thread_ts: thread }) };
  const payload = { message: message.id, to: personOf(message.to) ?? null };
  const post = (body: Fields): ApiCall => ({
    ...method(account, 'chat.postMessage', { ...where, ...body, metadata: { event_type: 'parlor_message', event_payload: payload } }),
    gives: 'message',
    // Our own message comes back as an event with its metadata (slack.md §2).
    unanswered: 'report',
  });
  const calls = message.content.flatMap((item, index): ApiCall[] => {
    const file = isMedia(item) ? item : undefined;
    if (file?.size !== undefined && file.size > 0 && link(file.url)) return upload(file, where, index, account);
    return [post(bodyOf(item))];
  });
  if (calls.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
  return [...opening, ...calls];
}

/** Three calls: a place to put the bytes, the bytes, and the file shown in the channel (slack.md §2, file). */
function upload(file: Media, where: Fields, index: number, account: Account): ApiCall[] {
  const name = file.name ?? nameFrom(file);
  const asked = method(account, 'files.getUploadURLExternal', {});
  const shown = { files: [{ id: kept(`file${index}`), title: name }], channel_id: where.channel ?? null };
  return [
    {
      ...asked,
      headers: { authorization: asked.headers.authorization ?? '' },
      body: {
        form: [
          ['filename', name],
          ['length', String(file.size)],
        ],
      },
      keep: { [`file${index}`]: 'file_id', [`url${index}`]: 'upload_url' },
      gives: 'message',
    },
    {
      ...asked,
      path: kept(`url${index}`),
      headers: {},
      body: { file: { url: file.url ?? '', name, ...(file.mimeType === undefined ? {} : { mimeType: file.mimeType }) } },
    },
    {
      ...method(account, 'files.completeUploadExternal', {
        ...shown,
        ...(where.thread_ts === undefined ? {} : { thread_ts: where.thread_ts }),
        ...(file.caption ? { initial_comment: file.caption } : {}),
      }),
      gives: 'message',
      unanswered: 'report',
    },
  ];
}

function bodyOf(item: Content): Fields {
  switch (item.type) {
    case 'text':
      return { text: item.text };
    case 'buttons':
      return buttonBlocks(item);
    case 'list':
      return listBlocks(item);
    case 'image':
    case 'sticker':
    case 'video':
    case 'audio':
    case 'file': {
      const url = link(item.url);
      if (url === undefined) throw new CodedError('BAD_INPUT', `The ${item.type} has no http(s) address to fetch it from.`);
      const name = item.name ?? nameFrom(item);
      if ((item.type === 'image' || item.type === 'sticker') && url.length <= 3000)
        return pictureBlocks(url, item.caption || undefined, name);
      return { text: [item.caption, `<${escaped(url).replaceAll('|', '%7C')}|${escaped(name)}>`].filter(Boolean).join('\n') };
    }
    default:
      throw notSendable(item.type, 'Slack');
  }
}

/** The words of an edit take the place of the words that stand there; files stay as they are. */
function edit({ target, content }: Extract<Outbound, { kind: 'edit' }>, account: Account): ApiCall[] {
  const targets = target.map(({ platformId }) => standing(platformId)).filter(({ ts }) => ts !== undefined);
  const bodies = content.filter((item) => !isMedia(item)).map(bodyOf);
  if (bodies.length > targets.length) throw new CodedError('BAD_INPUT', 'The new words take more messages than the old ones did.');
  return targets.map(({ channel, ts = '' }, index) => {
    const body = bodies[index];
    return body ? method(account, 'chat.update', { channel, ts, blocks: [], ...body }) : method(account, 'chat.delete', { channel, ts });
  });
}

function react({ target, emoji, was }: Extract<Outbound, { kind: 'reaction' }>, account: Account): ApiCall[] {
  const { channel, ts = '' } = standing(target.platformId);
  const call = (name: string, sign: string): ApiCall => {
    const reaction = nameOf(sign);
    if (reaction === undefined) throw new CodedError('BAD_INPUT', `Slack has no reaction ${sign}.`);
    return method(account, name, { channel, timestamp: ts, name: reaction });
  };
  const taken = was === undefined || was === emoji ? [] : [call('reactions.remove', was)];
  return emoji === null ? taken : [...taken, call('reactions.add', emoji)];
}

/** The channel to write to, and the call that opens a DM where there is none yet. */
function roomOf({ to, place }: Outbound, account: Account): { channel: string; opening: ApiCall[] } {
  const known = id(fields(place).channel) ?? to.find(({ kind }) => kind === 'slack_im')?.value.split(':')[1];
  if (known !== undefined) return { channel: known, opening: [] };
  const user = personOf(to)?.split(':')[1];
  if (user === undefined) throw new CodedError('BAD_INPUT', 'The recipient has no Slack address (slack_user).');
  return {
    channel: kept('channel'),
    opening: [{ ...method(account, 'conversations.open', { users: user }), keep: { channel: 'channel.id' } }],
  };
}

function personOf(to: Outbound['to']): string | undefined {
  return to.find(({ kind }) => kind === 'slack_user')?.value;
}

/** The thread that an answer to a message stands in. */
function threadBelow({ platformId, place }: Named): string | undefined {
  return id(fields(place).threadTs) ?? standing(platformId).ts;
}

function standing(platformId: string): { channel: string; ts?: string } {
  const [, channel, ts] = /^([A-Z][A-Z0-9]+):(\d+\.\d+)$/.exec(platformId) ?? [];
  return channel === undefined || ts === undefined ? { channel: '' } : { channel, ts };
}

function isMedia(item: Content): item is Media {
  return ['image', 'video', 'audio', 'file', 'sticker'].includes(item.type);
}

function nameFrom({ type, url }: Media): string {
  return decodeURIComponentSafe(/\/([^/?#]+)(?:[?#]|$)/.exec(url?.replace(/^https?:\/\/[^/]+/, '') ?? '')?.[1] ?? type);
}

function decodeURIComponentSafe(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
