import type { Transaction } from 'kysely';
import type { Adapter } from '../adapter.ts';
import type { Pace } from '../capabilities.ts';
import type { ApiCall } from '../plan.ts';
import { lockLanes, setLanes } from '../store/lanes.ts';
import type { ChannelsTables, DeliveryRow } from '../tables.ts';
import { pace } from './pace.ts';

type Tx = Transaction<ChannelsTables>;

/** A lane to take, and how fast it lets through. */
export interface Lane {
  lane: string;
  pace: Pace;
}

/** The lanes that every part of a message takes: its account's and its recipient's. */
export function lanesOf({ capabilities }: Adapter, { account_id, recipient }: Pick<DeliveryRow, 'account_id' | 'recipient'>): Lane[] {
  const { account, recipient: person } = capabilities.pace;
  return [
    ...(account ? [{ lane: account_id, pace: account }] : []),
    ...(person ? [{ lane: `${account_id}:${recipient}`, pace: person }] : []),
  ];
}

/** The lane of its own that a call names, counted for each account. */
export function laneOf({ capabilities }: Adapter, { account_id }: Pick<DeliveryRow, 'account_id'>, { lane }: ApiCall): Lane[] {
  const allowed = lane === undefined ? undefined : capabilities.pace.lanes[lane];
  return allowed ? [{ lane: `${account_id}/${lane}`, pace: allowed }] : [];
}

/** How long each of these has to wait for its lanes, in milliseconds; who has not takes its place in them. */
export async function takeLanes(tx: Tx, wishes: Lane[][], now: number): Promise<number[]> {
  const free = await lockLanes(tx, new Set(wishes.flat().map(({ lane }) => lane)));
  const changed = new Map<string, number>();
  const waits = wishes.map((wish) => {
    const places = wish.map(({ lane, pace: allowed }) => ({ lane, ...pace(allowed, free.get(lane)!, now) }));
    const wait = Math.ceil(Math.max(0, ...places.map((place) => place.wait)));
    if (wait > 0) return wait;
    for (const { lane, freeAt } of places) {
      free.set(lane, freeAt);
      changed.set(lane, freeAt);
    }
    return 0;
  });
  await setLanes(tx, changed);
  return waits;
}

/** How long a call has to wait for its lanes. Where that is no longer than `patience`, its place in them is taken. */
export async function bookLanes(tx: Tx, wish: Lane[], now: number, patience: number): Promise<number> {
  const free = await lockLanes(tx, new Set(wish.map(({ lane }) => lane)));
  const places = wish.map(({ lane, pace: allowed }) => ({ lane, ...pace(allowed, free.get(lane)!, now) }));
  const wait = Math.ceil(Math.max(0, ...places.map((place) => place.wait)));
  if (wait <= patience) await setLanes(tx, new Map(places.map(({ lane, freeAt }) => [lane, freeAt])));
  return wait;
}
