import { secret } from '../../account.ts';
import type { Bucket } from '../../pace.ts';
import type { Platform } from '../../platform.ts';
import { digits, word } from '../../random.ts';
import { answer } from './api.ts';
import { deedsOf } from './people.ts';
import { busy, refused } from './refusal.ts';

const unauthorized = () => refused(401, 'Unauthorized').answer;

/** Telegram, as bots and the people who write to them meet it (telegram.md). */
export const telegram: Platform = {
  channel: 'telegram',
  needed: { settings: ['botId'], secrets: ['botToken', 'webhookSecret'] },
  open(sandboxUrl) {
    const botId = digits(10);
    return {
      name: 'Bot',
      settings: { botId, botUsername: `shop_${digits(6)}_bot`, apiBaseUrl: `${sandboxUrl}/telegram` },
      secrets: { botToken: `${botId}:${word(26)}`, webhookSecret: word() },
    };
  },
  play(world) {
    const buckets = new Map<string, Bucket>();
    return {
      deeds: deedsOf(world),
      webhooks: {
        contentType: 'application/json',
        patience: 10_000,
        // Tried again for about a day (telegram.md, Inbound).
        retries: { waits: [1_000, 2_000, 5_000, 15_000, 60_000, 300_000], repeat: 86_400_000 },
        sign: ({ account }) => ({ 'x-telegram-bot-api-secret-token': secret(account, 'webhookSecret') }),
      },
      api: {
        whose: ({ path }) => {
          const token = /^(?:\/file)?\/bot([^/]+)\//.exec(path)?.[1];
          return world.memory.accountsOn('telegram').find((account) => secret(account, 'botToken') === decodeURIComponent(token ?? ''));
        },
        stranger: ({ path }) => (/^(?:\/file)?\/bot/.test(path) ? unauthorized() : refused(404, 'Not Found').answer),
        answer: (request, account) => answer(world, account, request, buckets),
        failing: {
          rate_limit: busy(1).answer,
          server_error: refused(502, 'Bad Gateway').answer,
          token_revoked: unauthorized(),
          wrap: (error) => ({ ok: false, ...error }),
        },
      },
    };
  },
};
