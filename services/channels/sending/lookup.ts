import type { Json } from '../../../kit/bus/bus.ts';
import type { ChannelsParts } from '../parts.ts';
import type { ApiCall, Lookup } from '../plan.ts';
import { knownNames } from '../store/names.ts';
import { lastAttempt } from '../store/outbound.ts';
import type { DeliveryRow } from '../tables.ts';
import { filled } from './kept.ts';
import type { Prepared } from './prepare.ts';
import { valueAt } from './value.ts';

/** So far may a platform's clock be from ours, in milliseconds. */
const clocks = 5_000;

/**
 * Asks a platform what it took since the last try of a delivery began. Gives its id of what is ours, `null` where there is no such thing, and
 * `undefined` where it does not say. What we know already is something else that looks the same.
 */
export async function look(
  { db, outside }: ChannelsParts,
  { account }: Prepared,
  row: DeliveryRow,
  lookup: Lookup,
  headers: ApiCall['headers'],
): Promise<string | null | undefined> {
  const asking: ApiCall = {
    protocol: 'http',
    method: 'GET',
    path: lookup.path,
    headers,
    body: null,
    gives: 'nothing',
    unanswered: 'repeat',
  };
  const call = filled(asking, row.kept);
  const reply = call && (await outside.call(account, call).catch(() => undefined));
  const items = reply && reply.status < 300 ? valueAt(reply.body, lookup.items) : undefined;
  if (!Array.isArray(items)) return undefined;
  const began = (await lastAttempt(db, row.message_id))?.getTime() ?? 0;
  const ours = items.filter((item) => isMatch(item, lookup) && (millisOf(valueAt(item, lookup.at)) ?? 0) >= began - clocks);
  const ids = ours.map((item) => String(valueAt(item, lookup.id) ?? '')).filter((id) => id !== '');
  const known = await knownNames(db, row.account_id, ids);
  return ids.find((id) => !known.has(id)) ?? null;
}

function isMatch(item: Json, { match }: Lookup): boolean {
  return Object.entries(match).every(([path, value]) => String(valueAt(item, path) ?? '') === value);
}

/** A platform's time in milliseconds: a date, or a number of seconds or milliseconds, with or without a fraction. */
function millisOf(value: Json | undefined): number | undefined {
  const number = typeof value === 'number' ? value : typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
  if (number !== undefined) return number < 1e12 ? number * 1_000 : number;
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}
