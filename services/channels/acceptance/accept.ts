import type { Transaction } from 'kysely';
import { type Emission, emit } from '../../../kit/outbox/emit.ts';
import { adapterOf } from '../accounts/account.ts';
import type { Account } from '../adapter.ts';
import type { Inbound } from '../inbound.ts';
import { isMedia, registerMedia } from '../media/register.ts';
import type { ChannelsParts } from '../parts.ts';
import type { MediaItem } from '../plan.ts';
import { verdict } from '../sending/delivery.ts';
import { pauseAccount } from '../sending/pause.ts';
import { reportDeliveries } from '../sending/report.ts';
import { accountsByIds } from '../store/accounts.ts';
import { addEarly, addKey, addReceived, emptyUnsent } from '../store/inbound.ts';
import type { ChannelsTables } from '../tables.ts';
import { chosen } from './choice.ts';
import { oblige } from './courtesy.ts';
import { forget, tellEarly, tellEdit } from './early.ts';
import { ownEchoes, takenBy } from './echo.ts';
import { type Names, nameAll } from './names.ts';
import { withOrigins } from './origin.ts';
import { notePeople } from './people.ts';
import { type Altering, alteringTold, eventTold, movedTold, saidTold } from './told.ts';

type Tx = Transaction<ChannelsTables>;
type Of<K extends Inbound['kind']> = Extract<Inbound, { kind: K }>;

/**
 * Stores an account's events and tells the others of those that are new: all of them or none. `also` is done in the same transaction, events
 * or none.
 */
export async function accept(parts: ChannelsParts, account: Account, events: Inbound[], also?: (tx: Tx) => Promise<void>): Promise<void> {
  const all = withOrigins(events).map(dated);
  const [passing, stored] = [all.filter(({ kind }) => kind === 'typing'), all.filter(({ kind }) => kind !== 'typing')];
  const work = async (tx: Tx) => {
    const news = stored.length > 0 ? await store(parts, tx, account, stored) : [];
    await also?.(tx);
    return news;
  };
  const news = stored.length > 0 || also ? await parts.change(work) : [];
  if (news.some((event) => 'content' in event && event.content.some(isMedia))) parts.bell.ring();
  oblige(parts, account, [...passing, ...news]);
}

/** How far a platform's clock may be ahead of ours, in milliseconds: some forget their time zone. */
const ahead = 86_400_000;

/** What a clock says that is far ahead would be the last word for years, and leave a window open as long: such a time is that of its coming. */
function dated(event: Inbound): Inbound {
  const now = Date.now();
  return event.at > now + ahead ? { ...event, at: now } : event;
}

/** Everything new of what came, in the transaction; gives it. */
async function store(parts: ChannelsParts, tx: Tx, account: Account, events: Inbound[]): Promise<Inbound[]> {
  const { capabilities } = adapterOf(parts.adapters, account.channel);
  const fresh = await addReceived(tx, account.id, events);
  const news = events.filter(({ key }) => fresh.delete(key));
  const own = await ownEchoes(tx, capabilities, account, news);
  const names = await nameAll(tx, account, news, own);
  const changes = await notePeople(tx, capabilities, account, news);
  const scene: Scene = { parts, tx, account, names, said: new Set() };
  const emissions: Emission[] = [];
  for (const event of inOrder(news)) emissions.push(...(await tell(scene, event)), ...(changes.get(event) ?? []));
  await emit(tx, emissions);
  return news;
}

/** What changes a message comes after what may be that message, whatever the order in the body. */
function inOrder(events: Inbound[]): Inbound[] {
  const changes = ({ kind }: Inbound) => kind === 'reaction' || kind === 'edit' || kind === 'unsend';
  return [...events.filter((event) => !changes(event)), ...events.filter(changes)];
}

interface Scene {
  parts: ChannelsParts;
  tx: Tx;
  account: Account;
  names: Names;
  /** Messages told of in this body: platforms may tell twice. */
  said: Set<string>;
}

/** What the others are told of an event. */
async function tell(scene: Scene, event: Inbound): Promise<Emission[]> {
  const { tx, account } = scene;
  switch (event.kind) {
    case 'message':
    case 'echo':
      return tellSaid(scene, event);
    case 'reaction':
    case 'edit':
    case 'unsend':
      return tellAltered(scene, event);
    case 'delivery':
      return reportDeliveries(tx, account, event);
    case 'event':
      return [eventTold(account, event)];
    case 'identity_changed':
      return [movedTold(account, event)];
    case 'account':
      return heedAccount(scene, event);
    case 'standing':
    case 'typing':
    case 'call':
    case 'unknown':
      return [];
  }
}

/** What the platform says of the account stops it as the refusal of a message would. */
async function heedAccount({ parts, tx, account }: Scene, { failure }: Of<'account'>): Promise<Emission[]> {
  if (!failure || verdict(failure, 1, 0).do !== 'pause') return [];
  const [row] = await accountsByIds(tx, account.workspaceId, [account.id]);
  if (row) await pauseAccount(tx, parts.log, row, failure);
  return [];
}

async function tellSaid({ parts, tx, account, names, said }: Scene, event: Of<'message' | 'echo'>): Promise<Emission[]> {
  const { id, fresh, awaited } = names(event.platformId)!;
  if (!fresh || said.has(id)) {
    const { unsent } = await addKey(tx, account.id, id, event.key);
    if (unsent) await emptyUnsent(tx, account.id, [id]);
    return event.kind === 'echo' ? reportDeliveries(tx, account, takenBy(event)) : [];
  }
  said.add(id);
  const { content, offeredIn } = event.kind === 'message' ? await chosen(tx, account, event) : { content: event.content };
  const replyTo = (event.replyTo ? names(event.replyTo)?.id : undefined) ?? offeredIn ?? null;
  const isOpen = (item: MediaItem) => adapterOf(parts.adapters, account.channel).fetchMedia(item, account).length === 0;
  const registered = await registerMedia(tx, account, id, content, 'inbound', { from: event.contact.addresses, isOpen });
  const told = saidTold(account, { ...event, content: registered }, id, replyTo);
  return awaited ? [told, ...(await tellEarly(tx, account, event.platformId, id))] : [told];
}

async function tellAltered({ tx, account, names }: Scene, event: Altering): Promise<Emission[]> {
  const target = names(event.target);
  if (!target) {
    if (!event.target.startsWith('msg_')) await addEarly(tx, account.id, event.target, { ...event, raw: null });
    return [];
  }
  if (event.kind === 'edit' && !target.answer) return tellEdit(tx, account, event, target.id);
  if (event.kind === 'unsend' && !target.answer) await forget(tx, account, event.target, target.id);
  return alteringTold(account, event, target);
}
