import type { Capabilities } from '../capabilities.ts';
import type { Inbound } from '../inbound.ts';
import type { ContactRow } from '../tables.ts';
import { wordIn } from './standing.ts';

type Of<K extends Inbound['kind']> = Extract<Inbound, { kind: K }>;

const hour = 3_600_000;
/** Platforms that count in seconds date what is new up to so many milliseconds back. */
const second = 1_000;

/** What is known of a person after an event. Events may come in any order: what is older than what is known changes nothing of it. */
export function personAfter(before: ContactRow, event: Inbound, capabilities: Capabilities): ContactRow {
  switch (event.kind) {
    case 'message':
      return { ...seenIn(before, event), ...heard(before, event, capabilities), ...standingAfterMessage(before, event, capabilities) };
    case 'standing': {
      const isOld = before.standing_at !== null && event.at < before.standing_at.getTime();
      const standing = isOld ? {} : { standing: event.standing, standing_at: new Date(event.at) };
      return { ...seenIn(before, event), ...standing };
    }
    case 'event': {
      const { windowHours } = event;
      return { ...seenIn(before, event), ...(windowHours === undefined ? {} : heard(before, { ...event, windowHours }, capabilities)) };
    }
    case 'echo':
      return seenIn(before, event);
    default:
      return before;
  }
}

/** Where they are and what their device can, as the latest event says. */
function seenIn(before: ContactRow, { at, contact: { place, abilities } }: Of<'message' | 'standing' | 'echo' | 'event'>): ContactRow {
  if (before.last_inbound_at && at < before.last_inbound_at.getTime()) return before;
  return {
    ...before,
    ...(place === undefined ? {} : { place: place as ContactRow['place'] }),
    ...(abilities === undefined ? {} : { abilities }),
  };
}

/** They wrote, or did what counts as writing. */
function heard(
  before: ContactRow,
  { at, platformId, windowHours }: Pick<Of<'message'>, 'at' | 'windowHours'> & { platformId?: string },
  { window }: Capabilities,
): Partial<ContactRow> {
  const last = before.last_inbound_at?.getTime() ?? Number.NEGATIVE_INFINITY;
  const isLatest = at >= last;
  const latest = isLatest ? { last_inbound_at: new Date(at), ...(platformId === undefined ? {} : { last_platform_id: platformId }) } : {};
  if (!window) return latest;
  const until = before.window_until?.getTime();
  const own = at + (windowHours ?? window.hours) * hour;
  const usual = Math.max(at, last) + window.hours * hour;
  // A platform closed it since: only what was said later opens it again.
  const isClosed = !isLatest && until !== undefined && until < last + window.hours * hour;
  const next = isClosed ? until : Math.max(own, until ?? usual, usual);
  return { ...latest, window_until: next === usual ? null : new Date(next) };
}

function standingAfterMessage(before: ContactRow, { at, content }: Of<'message'>, { optOut }: Capabilities): Partial<ContactRow> {
  if (before.standing_at && at + second <= before.standing_at.getTime()) return {};
  const word = wordIn(content, optOut);
  const goesOn = before.standing === 'blocked' || before.standing === 'closed';
  const standing = word === 'stop' ? 'opted_out' : word === 'start' || goesOn ? 'open' : before.standing;
  return standing === before.standing ? {} : { standing, standing_at: new Date(at) };
}
