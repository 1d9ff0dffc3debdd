import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, Body, FormPart, MediaItem } from '../../plan.ts';
import { kept } from '../../plan.ts';
import { type Fields, known, link } from '../read.ts';
import { telegramCall } from './call.ts';
import type { Method } from './render.ts';

type File = Extract<Content, { mimeType?: string }>;

/** Largest files that Telegram fetches by a link itself; larger ones are sent to it (telegram.md, Outbound). */
const fetched = { image: 5_242_880, video: 20_971_520, audio: 20_971_520, file: 20_971_520, sticker: 5_242_880 };

/** The method for a file: by Telegram's own id, by its link where Telegram fetches such a file, else with its bytes. */
export function mediaCall(item: File): Method {
  const [method, field] = methodOf(item);
  const given: Fields = item.caption === undefined ? {} : { caption: item.caption, parse_mode: 'HTML' };
  const url = link(item.url);
  if (item.platformId !== undefined) return { method, given: { [field]: item.platformId, ...given } };
  if (url === undefined) throw new CodedError('BAD_INPUT', `The ${item.type} has no http(s) address to fetch it from.`);
  if (!mustBeSent(item)) return { method, given: { [field]: url, ...given } };
  const file = { name: field, file: known({ url, name: item.name, mimeType: item.mimeType }) };
  return { method, given, body: (all) => multipart(all, file) };
}

function methodOf({ type, mimeType = '' }: File): [method: string, field: string] {
  switch (type) {
    case 'image':
      return mimeType === 'image/gif' ? ['sendAnimation', 'animation'] : ['sendPhoto', 'photo'];
    case 'video':
      return ['sendVideo', 'video'];
    case 'audio':
      return mimeType.startsWith('audio/ogg') ? ['sendVoice', 'voice'] : ['sendAudio', 'audio'];
    case 'file':
      return ['sendDocument', 'document'];
    case 'sticker':
      return ['sendSticker', 'sticker'];
  }
}

/** Our own copies may have no address that Telegram reaches; of documents it fetches only some types by itself (Bot API docs, Sending files). */
function mustBeSent({ type, mediaId, size = 0, mimeType = '' }: File): boolean {
  const fetchable = type !== 'file' || ['application/pdf', 'application/zip', 'image/gif'].includes(mimeType);
  return mediaId !== undefined || size > fetched[type] || !fetchable;
}

/** In a form everything but a file is text, JSON where it is more. */
function multipart(given: Fields, file: FormPart): Body {
  const parts = Object.entries(given).map(([name, value]) => ({ name, value: typeof value === 'string' ? value : JSON.stringify(value) }));
  return { parts: [...parts, file] };
}

/** A file by its id: where it is now, and then it; the link holds the token and lives for an hour (telegram.md, Files). */
export function fetchTelegram(item: MediaItem, account: Account): ApiCall[] {
  if (item.platformId === undefined) return [];
  const part = { gives: 'nothing', unanswered: 'repeat' } as const;
  return [
    telegramCall(account, 'getFile', { file_id: item.platformId }, { ...part, keep: { path: 'result.file_path' } }),
    {
      ...part,
      protocol: 'http',
      method: 'GET',
      path: `/file/bot${account.secrets.botToken ?? ''}/${kept('path')}`,
      headers: {},
      body: null,
    },
  ];
}
