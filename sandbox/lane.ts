import type { Webhooks } from './platform.ts';
import type { Outcome, Webhook } from './webhook.ts';

/** How long a webhook that is to come late waits for the next one, in milliseconds. */
const lateness = 500;

/** Webhooks under way, each person's in order. */
export interface Lanes {
  /** Queues a webhook; resolves with the next outcome in its lane, its own or that of the one that blocks it. */
  post(webhook: Webhook): Promise<Outcome>;
  close(): void;
}

/** What the lanes ask of the one who opens them. */
export interface LaneOptions {
  attempt(webhook: Webhook, attempt: number): Promise<Outcome>;
  /** When to try again. */
  retries(webhook: Webhook): Webhooks['retries'];
  /** Whether this one lets the next one in its lane pass. */
  late(webhook: Webhook): boolean;
  /** Called once for each webhook that needs no further attempt; `outcome.ok` false: given up. */
  done(webhook: Webhook, outcome: Outcome): void;
  refused(webhook: Webhook, outcome: Outcome, attempts: number): void;
}

interface Waiting {
  webhook: Webhook;
  settle: (outcome: Outcome) => void;
  attempts: number;
  since: number;
  late: boolean;
}

interface Lane {
  queue: Waiting[];
  wake: () => void;
}

/** Starts with no webhooks; one lane a person runs while it has any. */
export function openLanes(options: LaneOptions): Lanes {
  const lanes = new Map<string, Lane>();
  let closed = false;

  async function run(key: string, lane: Lane) {
    for (let head = lane.queue[0]; head && !closed; head = lane.queue[0]) {
      if (head.late) {
        head.late = false;
        if (lane.queue.length === 1) await pause(lane, lateness);
        lane.queue.splice(0, 2, ...lane.queue.slice(0, 2).reverse());
        if (lane.queue[0]) lane.queue[0].late = false;
        continue;
      }
      head.attempts += 1;
      const outcome = await options.attempt(head.webhook, head.attempts);
      const wait = next(options.retries(head.webhook), head);
      const over = outcome.ok || wait === undefined;
      if (!outcome.ok) for (const waiting of lane.queue) waiting.settle(outcome);
      if (closed) return;
      if (over) {
        lane.queue.shift();
        options.done(head.webhook, outcome);
        head.settle(outcome);
      } else {
        options.refused(head.webhook, outcome, head.attempts);
        await pause(lane, wait);
      }
    }
    lanes.delete(key);
  }

  return {
    post(webhook) {
      const key = `${webhook.account} ${webhook.person}`;
      const lane = lanes.get(key) ?? { queue: [], wake() {} };
      const late = options.late(webhook);
      const settled = new Promise<Outcome>((settle) => lane.queue.push({ webhook, settle, attempts: 0, since: Date.now(), late }));
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

/** Milliseconds until the next attempt; undefined: there is none. */
function next({ waits, repeat = 0 }: Webhooks['retries'], { attempts, since }: Waiting): number | undefined {
  return waits[attempts - 1] ?? (Date.now() - since < repeat ? waits.at(-1) : undefined);
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
