import type { Subscription } from '../../../kit/bus/bus.ts';
import { idle, startLoop } from '../../../kit/loop.ts';
import { scanned } from '../../../kit/media/keep.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { ChannelsParts } from '../parts.ts';
import { changeMedia, dueMedia, letUnusedGo, nextMediaDue } from '../store/media.ts';
import type { MediaRow } from '../tables.ts';
import { fetchFile } from './fetch.ts';
import { afterFailure } from './retry.ts';
import { settle } from './settle.ts';

const atOnce = 8;
/** How long a file stays with a process that is silent: longer than fetching and scanning may take. */
const lease = 300_000;
/** Milliseconds before a scanner that is away is asked again. */
const scannerWait = 5_000;

/** Fetches files while their links live, has them scanned, and removes what nobody is to see any more. Replicas share the work. */
export function startKeeper(parts: ChannelsParts): Subscription {
  const running = new Set<Promise<void>>();

  /** Begins with what is due; gives how long nothing else is. */
  async function turn(): Promise<number> {
    if (running.size >= atOnce) return idle;
    const next = await nextMediaDue(parts.db);
    const wait = next ? next.getTime() - Date.now() : idle;
    if (wait > 0) return wait;
    for (const row of await claim(parts, atOnce - running.size)) {
      const work = attend(parts, row)
        .catch((error: unknown) => parts.log.error({ media: row.id, error: String(error) }, 'a file could not be attended to'))
        .finally(() => {
          running.delete(work);
          loop.wake();
        });
      running.add(work);
    }
    return 0;
  }

  // The bell mostly rings for messages without files.
  const loop = startLoop({ bell: parts.bell, log: parts.log, turn, complaint: 'the files that wait cannot be read now', calm: 50 });
  return {
    stop: async () => {
      await loop.stop();
      await Promise.all(running);
    },
  };
}

/** Takes what is due; whatever becomes of this process, it is due again when the lease is over. */
function claim(parts: ChannelsParts, limit: number): Promise<MediaRow[]> {
  return parts.change(async (tx) => {
    const now = Date.now();
    const rows = await dueMedia(tx, new Date(now), limit);
    for (const row of rows) {
      const fetching = row.state === 'waiting' && row.uploaded_by === null;
      await changeMedia(tx, row.id, { due_at: new Date(now + lease), ...(fetching && { kept: true, tries: row.tries + 1 }) });
    }
    return rows.map((row) => ({ ...row, tries: row.tries + 1 }));
  });
}

/** Does with a file what is to be done. */
async function attend(parts: ChannelsParts, row: MediaRow): Promise<void> {
  if (row.state === 'stored') return letUnusedGo(parts.db, row, 'Nobody used it.');
  if (row.state !== 'waiting') return remove(parts, row);
  if (row.uploaded_by !== null) return letUnusedGo(parts.db, row, 'The upload was never finished.');
  const here = row.size === null ? await bring(parts, row) : row;
  if (here) await examine(parts, here);
}

async function remove({ db, store }: ChannelsParts, { id }: MediaRow): Promise<void> {
  await store.remove(id);
  await changeMedia(db, id, { kept: false });
}

/** Fetches a file into the store; `undefined` when that failed, and what follows is written down. */
async function bring(parts: ChannelsParts, row: MediaRow): Promise<MediaRow | undefined> {
  try {
    const { mimeType, size, name } = await fetchFile(parts, row);
    const facts = { mime_type: mimeType, size, name };
    await changeMedia(parts.db, row.id, facts);
    return { ...row, ...facts };
  } catch (error) {
    const next = afterFailure(error, row.tries);
    if ('wait' in next) await changeMedia(parts.db, row.id, { due_at: new Date(Date.now() + next.wait), reason: String(error) });
    else await settle(parts, row, next);
    return undefined;
  }
}

/** Nobody sees a file before the scanner has seen it; one that is away is waited for. */
async function examine(parts: ChannelsParts, row: MediaRow): Promise<void> {
  try {
    const verdict = await scanned(parts.store, parts.settings, row.id);
    if (verdict.clean) await settle(parts, row, { state: 'stored', reason: null });
    else await settle(parts, row, { state: 'infected', reason: `The virus scanner found ${verdict.name}.` });
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    parts.log.warn({ media: row.id, error: error.message }, 'a file waits for the virus scanner');
    await changeMedia(parts.db, row.id, { due_at: new Date(Date.now() + scannerWait) });
  }
}
