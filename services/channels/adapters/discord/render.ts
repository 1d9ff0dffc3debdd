import type { Json } from '../../../../kit/bus/bus.ts';
import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import { type ApiCall, type Body, kept, type Outbound } from '../../plan.ts';
import { type Fields, fields, id, link } from '../read.ts';
import { notSendable } from '../words.ts';
import { buttonRows, menuRows } from './components.ts';
import { nonceOf } from './nonce.ts';

type Method = ApiCall['method'];
type Media = Extract<Content, { mimeType?: string }>;

/** A call of the REST API; Discord wants to know by a user agent who calls (discord.md, Outbound). */
export function rest(account: Account, method: Method, path: string, body: Body = null): ApiCall {
  const headers = { authorization: `Bot ${account.secrets.botToken ?? ''}`, 'user-agent': 'DiscordBot (https://parlor.example, 1)' };
  return { protocol: 'http', method, path, headers, body, gives: 'nothing', unanswered: 'repeat' };
}

/** The calls for a message, or for a change of one. */
export function renderDiscord(message: Outbound, account: Account): ApiCall[] {
  const { channel, opening } = roomOf(message, account);
  const at = (place: Json) => id(fields(place).channel) ?? channel;
  switch (message.kind) {
    case 'message':
      return [...opening, ...say(message, channel, account)];
    case 'edit':
      return [...opening, ...edit(message, at, account)];
    case 'unsend':
      return [...opening, ...message.target.map(({ platformId, place }) => rest(account, 'DELETE', pathOf(at(place), platformId)))];
    case 'reaction': {
      const { target, emoji, was } = message;
      const path = (sign: string) => `${pathOf(at(target.place), target.platformId)}/reactions/${encodeURIComponent(signOf(sign))}/@me`;
      const taken = was === undefined || was === emoji ? [] : [rest(account, 'DELETE', path(was))];
      return [...opening, ...taken, ...(emoji === null ? [] : [rest(account, 'PUT', path(emoji))])];
    }
    case 'typing':
      return message.on ? [...opening, { ...rest(account, 'POST', `/channels/${channel}/typing`), optional: true }] : [];
    case 'read':
      return [];
  }
}

function say(message: Extract<Outbound, { kind: 'message' }>, channel: string, account: Account): ApiCall[] {
  if (message.content.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
  return message.content.map((item, index): ApiCall => {
    const answered: Fields =
      index === 0 && message.replyTo ? { message_reference: { message_id: message.replyTo.platformId, fail_if_not_exists: false } } : {};
    // The nonce makes a repeated call the same message for some minutes (discord.md, Outbound).
    const own = { nonce: nonceOf(message.id, index), enforce_nonce: true, allowed_mentions: { parse: [] } };
    const payload: Fields = { ...bodyOf(item), ...own, ...answered };
    const body: Body = isMedia(item) ? multipart(item, payload) : { json: payload };
    return { ...rest(account, 'POST', `/channels/${channel}/messages`, body), gives: 'message' };
  });
}

/** New words go where the old ones stand; files stay as they are, and words that are no longer needed go. */
function edit({ target, content }: Extract<Outbound, { kind: 'edit' }>, at: (place: Json) => string, account: Account): ApiCall[] {
  const bodies = content.filter((item) => !isMedia(item)).map(bodyOf);
  const all = content.length === target.length ? content.map((item) => (isMedia(item) ? undefined : bodyOf(item))) : bodies;
  if (all.length > target.length) throw new CodedError('BAD_INPUT', 'The new words take more messages than the old ones did.');
  return target.flatMap(({ platformId, place }, index): ApiCall[] => {
    const path = pathOf(at(place), platformId);
    if (index >= all.length) return [rest(account, 'DELETE', path)];
    const body = all[index];
    return body ? [rest(account, 'PATCH', path, { json: { components: [], ...body, allowed_mentions: { parse: [] } } })] : [];
  });
}

function bodyOf(item: Content): Fields {
  switch (item.type) {
    case 'text':
      return { content: item.text };
    case 'buttons':
      return { content: item.text, components: buttonRows(item) };
    case 'list':
      return { content: item.text, components: menuRows(item) };
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'sticker':
      return item.caption ? { content: item.caption } : {};
    default:
      throw notSendable(item.type, 'Discord');
  }
}

function multipart(item: Media, payload: Fields): Body {
  const url = link(item.url);
  if (url === undefined) throw new CodedError('BAD_INPUT', `The ${item.type} has no http(s) address to fetch it from.`);
  const file = {
    url,
    ...(item.name === undefined ? {} : { name: item.name }),
    ...(item.mimeType === undefined ? {} : { mimeType: item.mimeType }),
  };
  return {
    parts: [
      { name: 'payload_json', value: JSON.stringify(payload) },
      { name: 'files[0]', file },
    ],
  };
}

/** The channel to write to, and the call that opens a DM where there is none yet: opened again, it is the same. */
function roomOf({ to, place }: Outbound, account: Account): { channel: string; opening: ApiCall[] } {
  const known = id(fields(place).channel) ?? to.find(({ kind }) => kind === 'discord_dm')?.value;
  if (known !== undefined) return { channel: encodeURIComponent(known), opening: [] };
  const user = to.find(({ kind }) => kind === 'discord_user')?.value;
  if (user === undefined) throw new CodedError('BAD_INPUT', 'The recipient has no Discord address (discord_user).');
  const open = rest(account, 'POST', '/users/@me/channels', { json: { recipient_id: user } });
  return { channel: kept('channel'), opening: [{ ...open, keep: { channel: 'id' } }] };
}

function pathOf(channel: string, messageId: string): string {
  return `/channels/${channel}/messages/${encodeURIComponent(messageId)}`;
}

function signOf(sign: string): string {
  if (/^:.*:$/.test(sign)) throw new CodedError('BAD_INPUT', `${sign} is a guild’s own emoji: only plain ones can be sent.`);
  return sign;
}

function isMedia(item: Content): item is Media {
  return ['image', 'video', 'audio', 'file', 'sticker'].includes(item.type);
}
