import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { createAlarm } from '../../kit/alarm.ts';

export interface FollowOptions {
  path: string;
  /** What is known of it. */
  text: string;
  /** Called with each other text; the next look waits for it. Must not reject. */
  onText(text: string): Promise<void>;
  /** Called once when it cannot be read any more. */
  onLost(error: unknown): void;
}

/** Milliseconds without a notice after which a change counts as written to its end. */
const settled = 100;
/** Milliseconds between looks where the system gives no notice, as with some mounted folders. */
const poll = 5_000;

/** Follows a text file that is written over, or put in place of another; the result stops it. */
export function followFile({ path, text, onText, onLost }: FollowOptions): () => void {
  const alarm = createAlarm();
  let known: string | undefined = text;
  let changed = false;
  let stopped = false;
  const notices = watchFolder(path, () => {
    changed = true;
    alarm.ring();
  });

  async function look(): Promise<void> {
    try {
      const found = await readFile(path, 'utf8');
      if (found === known || stopped) return;
      known = found;
      await onText(found);
    } catch (error) {
      if (known !== undefined) onLost(error);
      known = undefined;
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      if (!changed) await alarm.sleep(poll);
      while (!stopped && !(await alarm.sleep(settled)));
      changed = false;
      if (!stopped) await look();
    }
  }

  run();
  return () => {
    stopped = true;
    notices?.close();
    alarm.ring();
  };
}

/** Hears of the file and of links that lead to it, as a mounted configuration is exchanged. A folder that cannot be watched is only looked at. */
function watchFolder(path: string, onNotice: () => void) {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(path) || name.startsWith('..')) onNotice();
    });
    return watcher.on('error', () => watcher.close());
  } catch {
    return undefined;
  }
}
