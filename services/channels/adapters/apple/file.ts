import { createHmac } from 'node:crypto';
import type { Account } from '../../adapter.ts';
import { type ApiCall, kept, type MediaItem, type Outbound } from '../../plan.ts';
import { type Fields, link } from '../read.ts';
import { askCall, sendCall } from './call.ts';
import { placeholder } from './content.ts';
import { richLink, titleLimit } from './interactive.ts';

/**
 * A file goes up enciphered before the message that names it (apple-messages.md §2). Apple wants its size first: one whose size nobody knows goes as a
 * rich link to it.
 */
export function fileCalls(item: MediaItem, message: Outbound, account: Account, index: number): ApiCall[] {
  const url = link(item.url) ?? '';
  if (item.size === undefined) return linkCalls({ ...item, url }, message, account, index);
  const key = keyOf(message, account, index);
  const named = (value: string) => `file${index}.${value}`;
  const keep = { [named('to')]: 'upload-url', [named('owner')]: 'mmcs-owner', [named('url')]: 'mmcs-url' };
  const mimeType = item.mimeType ?? 'application/octet-stream';
  const name = item.name ?? `${item.type}.${mimeType.split('/')[1]?.split(/[;+]/)[0] ?? 'bin'}`;
  const attachment: Fields = {
    name,
    'mime-type': mimeType,
    size: String(item.size),
    'signature-base64': kept(named('signature')),
    key: `00${key}`,
    url: kept(named('url')),
    owner: kept(named('owner')),
  };
  return [
    { ...askCall(account, '/v1/preUpload', { size: String(item.size) }), keep },
    {
      protocol: 'http',
      method: 'POST',
      path: kept(named('to')),
      headers: { 'content-type': 'application/octet-stream' },
      body: { file: { url, name, mimeType }, cipher: { key } },
      keep: { [named('signature')]: 'singleFile.fileChecksum' },
      gives: 'nothing',
      unanswered: 'repeat',
    },
    sendCall(message, account, index, { type: 'text', body: `${placeholder}${item.caption ?? ''}`, attachments: [attachment] }),
  ];
}

/** The link under the caption as its title; one too long for a title follows as a text. */
function linkCalls(
  { url, name, caption = '' }: MediaItem & { url: string },
  message: Outbound,
  account: Account,
  index: number,
): ApiCall[] {
  const short = [...caption].length <= titleLimit;
  const link = sendCall(message, account, index, richLink(url, (short && caption) || name));
  return short ? [link] : [link, sendCall(message, account, `${index}.caption`, { type: 'text', body: caption })];
}

/** The calls that fetch a file of theirs; it comes enciphered with the key in `source` (apple-messages.md §1). */
export function fetchCalls({ source }: MediaItem, account: Account): ApiCall[] {
  const { url, owner, signature } = source ?? {};
  if (url === undefined || owner === undefined || signature === undefined) return [];
  return [
    { ...askCall(account, '/v1/preDownload', { url, owner, signature }), keep: { from: 'download-url' } },
    { protocol: 'http', method: 'GET', path: kept('from'), headers: {}, body: null, gives: 'nothing', unanswered: 'repeat' },
  ];
}

/** The key of a file: 32 bytes in hex, the same at every try. */
function keyOf({ id }: Outbound, account: Account, index: number): string {
  return createHmac('sha256', account.secrets.mspSecret ?? '')
    .update(`file:${id}:${index}`)
    .digest('hex');
}
