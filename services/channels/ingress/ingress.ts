import { z } from 'zod';
import type { Json } from '../../../kit/bus/bus.ts';
import { found } from '../../../kit/database.ts';
import { isId } from '../../../kit/id.ts';
import { timed } from '../../../kit/metrics.ts';
import { accept } from '../acceptance/accept.ts';
import { adapterOf, openAccount } from '../accounts/account.ts';
import type { WebhookReply, WebhookRequest } from '../adapter.ts';
import type { ChannelsParts } from '../parts.ts';
import { accountById } from '../store/accounts.ts';
import type { AccountRow } from '../tables.ts';
import { authenticate, shake } from './authentic.ts';
import { route } from './route.ts';

const webhook = z.object({
  accountId: z.string(),
  method: z.enum(['GET', 'POST']),
  url: z.string(),
  query: z.record(z.string(), z.string()),
  headers: z.record(z.string(), z.string()),
  /** Base64 of the raw bytes. */
  body: z.string(),
  receivedAt: z.number(),
});

/** `webhook.channels`: a request of a platform to an account's webhook. The answer is given when everything in it is stored. */
export async function receiveWebhook(parts: ChannelsParts, body: Json): Promise<Json> {
  const { accountId, body: encoded, ...rest } = webhook.parse(body);
  const request: WebhookRequest = { ...rest, body: Buffer.from(encoded, 'base64') };
  let channel = 'none';
  return timed(
    async () => {
      const row = found(isId(accountId, 'account') ? await accountById(parts.db, accountId) : undefined, 'channel account', accountId);
      channel = row.channel;
      return receive(parts, row, request);
    },
    (outcome, seconds) => parts.meters.webhooks.observe({ channel, outcome }, seconds),
  );
}

/**
 * Nothing begins at an account that is disconnected, and what comes for it is dropped; but it is answered as ever: a platform that is refused tries
 * for days, and in the end stops calling the other accounts of the app too (messenger.md §1).
 */
async function receive(parts: ChannelsParts, row: AccountRow, request: WebhookRequest): Promise<Json> {
  const adapter = adapterOf(parts.adapters, row.channel);
  if (row.status !== 'disconnected') {
    const answered = await shake(parts, adapter, row, request);
    if (answered) return replyJson(answered);
  }
  await authenticate(parts, adapter, row, request);
  const body = await adapter.decode(request);
  const events = adapter.parse(body, request, openAccount(row, parts));
  const routed = await route(parts, adapter, row, request, events);
  for (const [target, own] of routed) if (target.status !== 'disconnected') await accept(parts, openAccount(target, parts), own);
  return replyJson(adapter.accepted(body));
}

function replyJson({ status, contentType, body }: WebhookReply): Json {
  return { status, contentType, body };
}
