import type { Transaction } from 'kysely';
import { Agent, type Dispatcher, request } from 'undici';
import { outlasting } from '../../../kit/database.ts';
import { since } from '../../../kit/metrics.ts';
import { emit } from '../../../kit/outbox/emit.ts';
import { continued, part } from '../../../kit/trace.ts';
import { CodedError } from '../../../schema/errors.ts';
import { adapterOf, openAccount } from '../accounts/account.ts';
import type { Account, Adapter } from '../adapter.ts';
import type { ChannelsParts } from '../parts.ts';
import type { ApiCall, ApiReply, Failed, Outbound, Sent } from '../plan.ts';
import { recipientOf } from '../recipient.ts';
import { accountsByIds, changeAccount } from '../store/accounts.ts';
import { addPlatformIds, countParts, lastInbound, platformIdOf } from '../store/inbound.ts';
import { changeDelivery, endAttempts, lockDeliveries } from '../store/outbound.ts';
import type { ChannelsTables, DeliveryRow } from '../tables.ts';
import { neverArrived, verdict } from './delivery.ts';
import { deliveryChanged, goOn } from './report.ts';

type P = ChannelsParts;
type Tx = Transaction<ChannelsTables>;
/** How a call ended: the platform's word, or none. */
type Outcome = Sent | Failed | { ok: 'unknown'; message: string };

const callTimeout = 15_000;
/** How long an unknown end may still become known, by an echo or a status. */
export const grace = 30_000;

/** The connections to platforms: kept alive, limited in number, time and size of an answer. */
export function platformConnections(): Dispatcher {
  const limits = { headersTimeout: callTimeout, bodyTimeout: callTimeout, maxResponseSize: 1_048_576 };
  return new Agent({ connections: 64, connect: { timeout: 5_000 }, ...limits });
}

/** Sends one claimed message: its calls in order from the first that was not accepted yet, and records how each ended. */
export function deliver(parts: P, row: DeliveryRow, connections: Dispatcher, stopping: AbortSignal): Promise<void> {
  const facts = { 'parlor.message.id': row.message_id, 'parlor.account.id': row.account_id };
  return continued(row.trace, 'channels.deliver', facts, () => callAll(parts, row, connections, stopping));
}

async function callAll(parts: P, row: DeliveryRow, connections: Dispatcher, stopping: AbortSignal): Promise<void> {
  const note = (end: End) => outlasting(() => record(parts, row, end), stopping);
  const { account, adapter, plan } = await outlasting(() => prepare(parts, row), stopping);
  if (!Array.isArray(plan)) return note({ ...plan, last: true });
  if (plan.length === 0) return note({ ok: true, platformId: undefined, last: true });
  for (const [index, call] of plan.entries()) {
    if (index < row.calls_done) continue;
    const outcome = await perform(parts, adapter, account, call, connections);
    await note({ ...outcome, last: index === plan.length - 1, done: index + 1 });
    if (outcome.ok !== true) return;
  }
}

async function prepare(parts: P, row: DeliveryRow) {
  const [accountRow] = await accountsByIds(parts.db, row.workspace_id, [row.account_id]);
  const account = openAccount(accountRow!, parts);
  const adapter = adapterOf(parts.adapters, account.channel);
  return { account, adapter, plan: await planOf(parts, adapter, account, row) };
}

/** The calls to make; or why none may be made. */
async function planOf({ db }: P, adapter: Adapter, account: Account, row: DeliveryRow): Promise<ApiCall[] | Failed> {
  const { window } = adapter.capabilities;
  if (window) {
    const windowHours = window.hours;
    const last = await lastInbound(db, account.id, row.addresses.map(recipientOf));
    if (!last || last.getTime() + windowHours * 3_600_000 < Date.now()) {
      const message = `The customer last wrote ${last ? `at ${last.toISOString()}` : 'never'}; the channel allows an answer within ${windowHours} hours.`;
      return { ok: false, class: 'window_closed', code: 'window', message };
    }
  }
  const replyTo = row.reply_to ? await platformIdOf(db, account.id, row.reply_to) : undefined;
  try {
    return adapter.render(outboundOf(row, replyTo), account);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { ok: false, class: 'content_invalid', code: error.code, message: error.message };
  }
}

/** What a delivery says, as adapters are told. */
export function outboundOf({ message_id: id, addresses: to, content, author }: DeliveryRow, replyTo?: string): Outbound {
  const answered = replyTo === undefined ? {} : { replyTo: { platformId: replyTo, place: null } };
  return { kind: 'message', id, to, place: null, author, content, ...answered };
}

/** Makes one call, timed and traced. */
async function perform({ meters }: P, adapter: Adapter, account: Account, call: ApiCall, connections: Dispatcher): Promise<Outcome> {
  const { channel } = account;
  const start = performance.now();
  const outcome = await part('channels.call', { 'parlor.channel': channel }, () => attempt(adapter, account, call, connections));
  const name = outcome.ok === true ? 'accepted' : outcome.ok === false ? outcome.class : 'unknown';
  meters.deliveries.observe({ channel, outcome: name }, since(start));
  return outcome;
}

async function attempt(adapter: Adapter, account: Account, call: ApiCall, connections: Dispatcher): Promise<Outcome> {
  try {
    return adapter.read(await send(`${account.settings.apiBaseUrl}${call.path}`, call, connections), call);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (neverArrived(error)) return { ok: false, class: 'transient', code: 'network', message };
    return { ok: 'unknown', message };
  }
}

async function send(url: string, call: ApiCall, dispatcher: Dispatcher): Promise<ApiReply> {
  const { statusCode, headers, body } = await request(url, {
    method: call.method,
    headers: { 'content-type': 'application/json', ...call.headers },
    body: call.body && 'json' in call.body ? JSON.stringify(call.body.json) : null,
    dispatcher,
  });
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return { status: statusCode, headers: flat, body: parsed(await body.text()) };
}

function parsed(text: string): ApiReply['body'] {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** How one call of a message's plan ended; `done`: how many calls are done when it was taken. */
type End = (Outcome | { ok: true; platformId: undefined }) & { last: boolean; done?: number };

/** Writes down how a call ended, and what follows from it. */
function record(parts: P, claimed: DeliveryRow, end: End): Promise<void> {
  const now = Date.now();
  return parts.change(async (tx) => {
    const [row] = await lockDeliveries(tx, claimed.account_id, [claimed.message_id]);
    if (!row) return;
    const id = row.message_id;
    if (end.ok === true) return taken(tx, row, end, now);
    if (end.ok === 'unknown') await endAttempts(tx, id, { outcome: 'unknown', error_message: end.message });
    else await endAttempts(tx, id, { outcome: 'refused', error_class: end.class, error_code: end.code, error_message: end.message });
    if (!isOpen(row)) return;
    // An echo or a status came before this answer and says that the platform has it.
    if ((await countParts(tx, row.account_id, id)) > row.calls_done)
      return taken(tx, row, { ...end, ok: true, platformId: undefined }, now, true);
    if (end.ok === 'unknown') return changeDelivery(tx, id, { state: 'unknown', due_at: new Date(now + grace) });
    await follow(parts, tx, row, end, now);
  });
}

/** Nobody knows its end yet. It may have been taken for unknown while its process could not reach the database. */
function isOpen({ state }: DeliveryRow): boolean {
  return state === 'sending' || state === 'unknown';
}

/** The platform has this part of the message: with the last one it is sent. */
async function taken(tx: Tx, row: DeliveryRow, end: End & { ok: true }, now: number, interrupted = false): Promise<void> {
  const id = row.message_id;
  if (end.platformId) await addPlatformIds(tx, row.account_id, [{ platformId: end.platformId, messageId: id }]);
  if (end.done) await changeDelivery(tx, id, { calls_done: end.done });
  if (!end.last) return interrupted ? goOn(tx, row, end.done ?? 0) : undefined;
  await endAttempts(tx, id, { outcome: 'accepted' });
  if (!row.sent_at) await changeDelivery(tx, id, { sent_at: new Date(now) });
  if (!isOpen(row)) return;
  await changeDelivery(tx, id, { state: 'sent' });
  await emit(tx, [deliveryChanged(row, 'sent', now)]);
}

/** Acts on a refusal as its class says. */
async function follow({ log }: P, tx: Tx, row: DeliveryRow, failure: Failed, now: number): Promise<void> {
  const id = row.message_id;
  const tries = row.tries + 1;
  const next = verdict(failure, tries, Math.random());
  switch (next.do) {
    case 'retry':
      return changeDelivery(tx, id, { state: 'queued', tries, due_at: new Date(now + next.wait) });
    case 'pause': {
      const reason = `${failure.class}: ${failure.message} (${failure.code})`;
      log.error({ account: row.account_id, reason }, 'a channel account was paused: its messages wait until it is mended');
      await changeAccount(tx, row.account_id, { status: 'paused', status_reason: reason });
      return changeDelivery(tx, id, { state: 'queued', due_at: new Date(now) });
    }
    case 'done':
      await changeDelivery(tx, id, { state: 'sent', tries, sent_at: new Date(now) });
      return void (await emit(tx, [deliveryChanged(row, 'sent', now)]));
    case 'fail':
      await changeDelivery(tx, id, { state: 'failed', tries });
      return void (await emit(tx, [deliveryChanged(row, 'failed', now, failure)]));
  }
}
