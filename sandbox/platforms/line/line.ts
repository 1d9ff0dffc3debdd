import { secret } from '../../account.ts';
import { tokenOf } from '../../api.ts';
import type { Platform } from '../../platform.ts';
import { hex, word } from '../../random.ts';
import { answer } from './api.ts';
import { deedsOf, signature } from './people.ts';
import { refused } from './refusal.ts';

const unauthorized = () =>
  refused(401, 'Authentication failed. Confirm that the access token in the authorization header is valid.').answer;

/** LINE, as official accounts and their friends meet it (line.md). */
export const line: Platform = {
  channel: 'line',
  needed: { settings: ['botUserId'], secrets: ['channelSecret', 'channelAccessToken'] },
  open: (sandboxUrl) => ({
    name: 'Official account',
    settings: { botUserId: `U${hex(16)}`, apiBaseUrl: `${sandboxUrl}/line`, dataBaseUrl: `${sandboxUrl}/line` },
    secrets: { channelSecret: hex(16), channelAccessToken: word(60) },
  }),
  play: (world) => ({
    deeds: deedsOf(world),
    webhooks: {
      contentType: 'application/json; charset=utf-8',
      patience: 5_000,
      // Only where the console is told to (line.md, Inbound).
      retries: { waits: [1_000, 5_000, 30_000, 60_000] },
      sign: ({ account, body }) => ({ 'x-line-signature': signature(account, body) }),
    },
    api: {
      whose: (request) => world.memory.accountsOn('line').find((account) => secret(account, 'channelAccessToken') === tokenOf(request)),
      stranger: unauthorized,
      answer: (request, account) => answer(world, account, request),
      failing: {
        rate_limit: refused(429, 'The API rate limit has been exceeded. Try again later.').answer,
        server_error: refused(500, 'An error occurred on the internal server').answer,
        token_revoked: unauthorized(),
      },
    },
  }),
};
