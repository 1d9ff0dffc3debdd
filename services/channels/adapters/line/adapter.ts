import { z } from 'zod';
import { defineAdapter } from '../../define.ts';
import { checkMac } from '../proof.ts';
import { id, text } from '../read.ts';
import { lineCall, readLine } from './call.ts';
import { parseLine } from './parse.ts';
import { renderLine } from './render.ts';

/** LINE, as the Messaging API docs have it. */
export const line = defineAdapter({
  channel: 'line',
  name: 'LINE',
  capabilities: {
    text: { limit: 5000, unit: 'utf16', markup: 'plain' },
    media: {
      image: { bytes: 10_485_760, types: ['image/jpeg', 'image/png'], caption: 0 },
      video: { bytes: 209_715_200, types: ['video/mp4'], caption: 0 },
      audio: { bytes: 209_715_200, types: ['audio/mpeg', 'audio/mp4', 'audio/x-m4a'], caption: 0 },
      file: null,
      // A sticker of LINE's own goes by its ids; others are pictures.
      sticker: { bytes: 10_485_760, types: ['image/jpeg', 'image/png'], caption: 0 },
    },
    location: true,
    buttons: { least: 1, most: 4, title: 20, payload: 300, text: 160, url: true, call: true },
    quickReplies: { least: 1, most: 13, title: 20, payload: 300, text: 5000 },
    carousel: { least: 1, most: 10, title: 100, subtitle: 500, buttons: 3, button: 20, payload: 300 },
    replyTo: 'native',
    hears: { reaction: false, edit: false, unsend: true, typing: false },
    does: { reaction: false, edit: false, unsend: false, typing: true, read: true },
    // 2,000 a second (line.md, Limits).
    pace: { account: { interval: 0.6, burst: 100 }, recipient: null, lanes: {} },
    note: 'Every message sent counts in the monthly quota of the account. A message to who blocked it is accepted and never seen.',
  },
  settings: z.object({
    /** `destination` in webhooks. */
    botUserId: z.string().min(1),
    /** The picture that stands for a video until it is played. */
    videoPreviewUrl: z.url().optional(),
    apiBaseUrl: z.url().default('https://api.line.me'),
    dataBaseUrl: z.url().default('https://api-data.line.me'),
  }),
  secrets: z.object({ channelSecret: z.string().min(1), channelAccessToken: z.string().min(1) }),
  externalId: (settings) => id(settings.botUserId) ?? '',
  /** Base64 HMAC-SHA256 of the raw body with the channel secret (line.md, Inbound). */
  verify: async ({ headers, body }, { secrets }) => {
    checkMac({ algorithm: 'sha256', key: secrets.channelSecret, bytes: body, encoding: 'base64', given: headers['x-line-signature'] });
  },
  parse: parseLine,
  fetchMedia: (item, account) => {
    if (item.type === 'sticker' || item.platformId === undefined) return [];
    const base = text(account.settings.dataBaseUrl) ?? '';
    return [lineCall(account, `${base}/v2/bot/message/${encodeURIComponent(item.platformId)}/content`, null)];
  },
  render: renderLine,
  read: readLine,
  checks: (account) => [
    { shows: 'the channel access token', call: lineCall(account, '/v2/bot/info', null) },
    { shows: 'the message quota', call: lineCall(account, '/v2/bot/message/quota', null) },
  ],
});
