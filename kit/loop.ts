import { setTimeout } from 'node:timers/promises';
import { createAlarm } from './alarm.ts';
import type { Bell } from './bell.ts';
import type { Subscription } from './bus/bus.ts';
import { isOutage } from './database.ts';
import type { Log } from './log.ts';

/** The longest rest between two turns, in milliseconds. */
export const idle = 2_000;

interface LoopOptions {
  bell: Bell;
  log: Log;
  /** Does what is due; gives the milliseconds until something else may be. */
  turn(): Promise<number>;
  /** What the log says when a turn fails. */
  complaint: string;
  /** Milliseconds between two turns at least, however often it is woken. */
  calm?: number;
}

/** A loop that runs. */
export interface Loop extends Subscription {
  /** Has it look again at once. */
  wake(): void;
}

/** Takes turns until it is stopped: when the bell rings, when it is woken, when its rest is over. A turn that fails is tried again after a rest. */
export function startLoop({ bell, log, turn, complaint, calm = 0 }: LoopOptions): Loop {
  const alarm = createAlarm();
  let stopped = false;
  let rung = false;

  const wake = () => {
    rung = true;
    alarm.ring();
  };

  async function run(): Promise<void> {
    while (!stopped) {
      rung = false;
      let wait = idle;
      try {
        wait = Math.min(await turn(), idle);
      } catch (error) {
        log[isOutage(error) ? 'warn' : 'error']({ error: String(error) }, complaint);
      }
      if (wait > 0 && !rung && !stopped) await alarm.sleep(wait);
      if (calm > 0 && !stopped) await setTimeout(calm);
    }
  }

  const hush = bell.listen(wake);
  const running = run();
  return {
    wake,
    stop: async () => {
      hush();
      stopped = true;
      wake();
      await running;
    },
  };
}
