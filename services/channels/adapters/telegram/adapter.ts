import { z } from 'zod';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import { defineAdapter } from '../../define.ts';
import type { ApiCall } from '../../plan.ts';
import { same } from '../proof.ts';
import { id } from '../read.ts';
import { readTelegram, telegramCall } from './call.ts';
import { fetchTelegram } from './media.ts';
import { parseTelegram } from './parse.ts';
import { renderTelegram } from './render.ts';

/** Telegram, as the Bot API docs have it. */
export const telegram = defineAdapter({
  channel: 'telegram',
  name: 'Telegram',
  capabilities: {
    text: { limit: 4096, unit: 'utf16', markup: 'telegram' },
    media: {
      image: { bytes: 10_485_760, types: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'], caption: 1024 },
      video: { bytes: 52_428_800, types: ['video/mp4'], caption: 1024 },
      audio: { bytes: 52_428_800, types: ['audio/mpeg', 'audio/mp4', 'audio/ogg'], caption: 1024 },
      file: { bytes: 52_428_800, types: null, caption: 1024 },
      sticker: { bytes: 524_288, types: ['image/webp', 'video/webm', 'application/x-tgsticker'], caption: 0 },
    },
    location: true,
    contact: true,
    buttons: { least: 1, most: 100, title: 64, payload: 64, text: 4096, url: true, call: false },
    // A press sends the title as a text: the payload stays with us.
    quickReplies: { least: 1, most: 100, title: 64, payload: 0, text: 4096 },
    replyTo: 'native',
    hears: { reaction: true, edit: true, unsend: true, typing: false },
    does: { reaction: true, edit: true, unsend: true, typing: true, read: true },
    // About 30 a second in all and one a second in a chat (telegram.md, Limits).
    pace: { account: { interval: 35, burst: 1 }, recipient: { interval: 1_050, burst: 1 }, lanes: {} },
    note: 'People begin with /start. Unsent messages are heard, and read marks set, only through a Telegram Business connection.',
  },
  settings: z.object({
    botId: z.string().regex(/^\d+$/),
    botUsername: z.string().min(1).optional(),
    apiBaseUrl: z.url().default('https://api.telegram.org'),
  }),
  secrets: z.object({
    botToken: z.string().regex(/^\d+:[\w-]+$/),
    webhookSecret: z.string().regex(/^[\w-]{1,256}$/),
  }),
  copied: ['webhookSecret'],
  externalId: (settings) => id(settings.botId) ?? '',
  /** The header is the secret itself; the body is not signed (telegram.md, Auth). */
  verify: async ({ headers }, { secrets }) => {
    const given = headers['x-telegram-bot-api-secret-token'];
    if (!given || !secrets.webhookSecret || !same(given, secrets.webhookSecret)) throw new CodedError('BAD_SIGNATURE');
  },
  parse: parseTelegram,
  fetchMedia: fetchTelegram,
  render: renderTelegram,
  read: readTelegram,
  checks: (account) => [
    { shows: 'the bot token', call: ask(account, 'getMe') },
    { shows: 'the webhook', call: ask(account, 'getWebhookInfo') },
  ],
});

function ask(account: Account, method: string): ApiCall {
  return telegramCall(account, method, {}, { gives: 'nothing', unanswered: 'repeat' });
}
