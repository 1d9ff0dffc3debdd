import type { Outcome, Webhook } from './webhook.ts';

/** Milliseconds before each further attempt; the last one repeats. */
const waits = [100, 300, 1_000, 3_000, 10_000, 30_000];
/** Meta unsubscribes an app that fails for about an hour (messenger.md §1): then a webhook is lost. */
const patience = 3_600_000;

/** Webhooks under way, each person's in order. */
export interface Lanes {
  /** Queues a webhook; resolves with the next outcome in its lane, its own or that of the one that blocks it. */
  post(webhook: Webhook): Promise<Outcome>;
  close(): void;
}

/** What the lanes ask of the one who opens them. */
export interface LaneOptions {
  attempt(webhook: Webhook): Promise<Outcome>;
  /** Called once for each webhook that needs no further attempt; `outcome.ok` false: given up. */
  done(webhook: Webhook, outcome: Outcome): void;
  refused(webhook: Webhook, outcome: Outcome, attempts: number): void;
}

interface Lane {
  queue: { webhook: Webhook; settle: (outcome: Outcome) => void; attempts: number; since: number }[];
  wake: () => void;
}

/** Starts with no webhooks; one lane a person runs while it has any. */
export function openLanes(options: LaneOptions): Lanes {
  const lanes = new Map<string, Lane>();
  let closed = false;

  async function run(key: string, lane: Lane) {
    for (let head = lane.queue[0]; head && !closed; head = lane.queue[0]) {
      const outcome = await options.attempt(head.webhook);
      head.attempts += 1;
      const over = outcome.ok || Date.now() - head.since > patience;
      if (!outcome.ok) for (const waiting of lane.queue) waiting.settle(outcome);
      if (closed) return;
      if (over) {
        lane.queue.shift();
        options.done(head.webhook, outcome);
        head.settle(outcome);
      } else {
        options.refused(head.webhook, outcome, head.attempts);
        await pause(lane, waits[Math.min(head.attempts, waits.length) - 1] ?? 0);
      }
    }
    lanes.delete(key);
  }

  return {
    post(webhook) {
      const key = `${webhook.account} ${webhook.person}`;
      const lane = lanes.get(key) ?? { queue: [], wake() {} };
      const settled = new Promise<Outcome>((settle) => lane.queue.push({ webhook, settle, attempts: 0, since: Date.now() }));
      if (lanes.has(key)) lane.wake();
      else {
        lanes.set(key, lane);
        void run(key, lane);
      }
      return settled;
    },
    close() {
      closed = true;
      for (const lane of lanes.values()) {
        for (const waiting of lane.queue) waiting.settle({ ok: false, status: null, body: '', reason: 'the sandbox is closing' });
        lane.wake();
      }
    },
  };
}

/** Ends early when something new happens in the lane: a person who writes again should not wait for an old retry. */
function pause(lane: Lane, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    lane.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
