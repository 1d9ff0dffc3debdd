import { z } from 'zod';
import type { Json } from '../../kit/bus/bus.ts';
import { found } from '../../kit/database.ts';
import { isId } from '../../kit/id.ts';
import { timed } from '../../kit/metrics.ts';
import { CodedError } from '../../schema/errors.ts';
import { accept } from './acceptance/accept.ts';
import { adapterOf, openAccount } from './accounts/account.ts';
import type { Account, Adapter, AdapterContext, WebhookReply, WebhookRequest } from './adapter.ts';
import type { Inbound } from './inbound.ts';
import type { ChannelsParts } from './parts.ts';
import { accountByExternalId, accountById } from './store/accounts.ts';
import type { AccountRow } from './tables.ts';

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

async function receive(parts: ChannelsParts, row: AccountRow, request: WebhookRequest): Promise<Json> {
  const adapter = adapterOf(parts.adapters, row.channel);
  const account = openAccount(row, parts);
  const context = contextAt(parts, request.receivedAt);
  const answered = await adapter.handshake(request, account, context);
  if (answered) return replyJson(answered);
  await adapter.verify(request, account, context);
  const body = await adapter.decode(request);
  const events = adapter.parse(body, request, account);
  const routed = await route(parts, adapter, account, events);
  for (const [target, own] of routed) await accept(parts, target, own);
  return replyJson(adapter.accepted(body));
}

function contextAt({ keys }: ChannelsParts, now: number): AdapterContext {
  const document = () => Promise.reject(new CodedError('UNAVAILABLE', 'Documents of platforms cannot be fetched yet.'));
  return { sessionKey: keys.session, now, document };
}

function replyJson({ status, contentType, body }: WebhookReply): Json {
  return { status, contentType, body };
}

/**
 * Which events are for which account. One app of a platform may serve several accounts through one URL: events of another account of the
 * workspace are taken only when it shares the secret that signed them. What is for nobody is kept, as unknown, with the account it came to.
 */
async function route(parts: ChannelsParts, adapter: Adapter, account: Account, events: Inbound[]): Promise<Map<Account, Inbound[]>> {
  const own = adapter.externalId(account.settings);
  const routed = new Map<Account, Inbound[]>();
  for (const [externalId, group] of Map.groupBy(events, (event) => event.externalId)) {
    const target = externalId === own ? account : await sibling(parts, account, externalId);
    const kept = target ? group : group.map((event): Inbound => ({ ...event, key: `${externalId}:${event.key}`, kind: 'unknown' }));
    routed.set(target ?? account, [...(routed.get(target ?? account) ?? []), ...kept]);
  }
  return routed;
}

async function sibling(parts: ChannelsParts, account: Account, externalId: string): Promise<Account | undefined> {
  const row = await accountByExternalId(parts.db, account.workspaceId, account.channel, externalId);
  const other = row && openAccount(row, parts);
  return other?.secrets.appSecret !== undefined && other.secrets.appSecret === account.secrets.appSecret ? other : undefined;
}
