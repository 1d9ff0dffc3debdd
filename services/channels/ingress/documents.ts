import { text } from 'node:stream/consumers';
import { limited } from '../../../kit/media/stream.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { Account } from '../adapter.ts';
import { askOnce } from '../media/download.ts';
import { originsOf } from '../sending/http.ts';

/** The public documents by which platforms prove who they are, kept for a day for all accounts. */
export interface Documents {
  /** What one request reads of them. */
  open(account: Account): Reading;
}

/** The documents one request reads. */
export interface Reading {
  /** The text of a document: over https, or whatever the account's own settings say of the host. BAD_INPUT, or UNAVAILABLE for now. */
  document(url: string): Promise<string>;
  /** Fetches anew what was read and is older than a minute: keys change. False when there was no such thing. */
  renew(): Promise<boolean>;
}

interface Kept {
  text: Promise<string>;
  at: number;
}

const day = 86_400_000;
const minute = 60_000;
/** Certificates and key sets are a few kilobytes. */
const largest = 1_048_576;
const patience = 10_000;
/** No workspace can make us keep more. */
const most = 200;

/** Keeps none at first; everybody who wants a document that is on its way waits for the same. */
export function createDocuments(clock: () => number = Date.now, fetch: typeof fetched = fetched): Documents {
  const kept = new Map<string, Kept>();

  function get(url: string, account: Account, age: number): Kept {
    const known = kept.get(url);
    if (known && clock() - known.at < age) return known;
    const entry = { text: fetch(url, account), at: clock() };
    kept.delete(url);
    if (kept.size >= most) kept.delete(kept.keys().next().value ?? '');
    kept.set(url, entry);
    entry.text.catch(() => {
      if (kept.get(url) === entry) kept.delete(url);
    });
    return entry;
  }

  return {
    open: (account) => {
      const read = new Map<string, Kept>();
      return {
        document: (url) => {
          const entry = get(url, account, day);
          read.set(url, entry);
          return entry.text;
        },
        renew: async () => {
          const renewed = [...read].filter(([url, entry]) => get(url, account, minute) !== entry);
          return renewed.length > 0;
        },
      };
    },
  };
}

async function fetched(url: string, account: Account): Promise<string> {
  const hosts = [...originsOf(account)].map((origin) => new URL(origin).host);
  const target = URL.parse(url);
  if (!target || (target.protocol !== 'https:' && !hosts.includes(target.host)))
    throw new CodedError('BAD_INPUT', 'A document of a platform is only read over https.');
  try {
    const way = { allowed: hosts, signal: AbortSignal.timeout(patience) };
    const answer = await askOnce({ method: 'GET', url, headers: {}, body: null }, way);
    try {
      if (answer.status !== 200) throw new CodedError('UNAVAILABLE', `${target.host} answers ${answer.status} for a document.`);
      return await text(limited(answer.stream, largest));
    } finally {
      await answer.close();
    }
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError('UNAVAILABLE', `A document of ${target.host} cannot be read now.`);
  }
}
