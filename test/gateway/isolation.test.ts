import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import { mintSession } from '../../kit/session.ts';
import { signAgentToken } from '../../kit/token.ts';
import { session, subscribe } from './raw.ts';
import { keys, openWorld, type World } from './world.ts';

/** Somebody, whose ids end with this digit. */
interface Somebody {
  kind: 'admin' | 'agent' | 'customer';
  digit: number;
}

const kinds = ['admin', 'agent', 'customer'] as const;
const everybody: Somebody[] = kinds.flatMap((kind, n) => [1, 2, 3].map((digit) => ({ kind, digit: 3 * n + digit })));

/** What may be selected, and what somebody alone is shown of it. */
const selections: { text: string; shown(who: Somebody, id: string): object }[] = [
  { text: 'late', shown: ({ kind }) => ({ late: kind === 'admin' }) },
  {
    text: 'late dialogue { customer { name } }',
    shown: ({ kind }) => ({ late: kind === 'admin', dialogue: { customer: { name: 'Name of cus_1' } } }),
  },
  { text: 'dialogue { id unreadCount }', shown: ({ digit }, id) => ({ dialogue: { id, unreadCount: digit } }) },
  {
    text: 'late dialogue { unreadCount customer { name } }',
    shown: ({ kind, digit }) => ({ late: kind === 'admin', dialogue: { unreadCount: digit, customer: { name: 'Name of cus_1' } } }),
  },
];
const names = ['entry', 'staff', 'entry', 'hidden', 'entry'];

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.bus.respond('identity.resolve', async (body) => {
    const [{ value }] = (body as { contact: { addresses: [{ value: string }] } }).contact.addresses;
    const digit = value.at(-1);
    return { identityId: `idn_${digit}`, homeId: `cus_${digit}`, customerId: `cus_${digit}` } as Json;
  });
});
afterAll(() => world.close());

async function tokenOf({ kind, digit }: Somebody): Promise<string> {
  if (kind !== 'customer') return signAgentToken({ agentId: `agt_${digit}`, workspaceId: 'wsp_test', role: kind }, keys.agent);
  return (await mintSession({ sub: `vis_${digit}`, acc: 'acc_1', wid: 'wsp_test', chn: 'webchat' }, keys.session, Date.now())).token;
}

/** Numbers between 0 and 1 that are the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function isShown({ name }: FeedItem, { kind }: Somebody): boolean {
  return name !== 'hidden' && (name !== 'staff' || kind !== 'customer');
}

describe('many principals who follow the same dialogue at the same time', () => {
  test.each([1, 2, 3, 4, 5])('are each shown exactly what each would be shown alone (seed %i)', async (seed) => {
    const chance = random(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)]!;
    const id = `dlg_alone${seed}`;
    const people = await Promise.all(everybody.map(async (who) => ({ who, raw: await session(world, await tokenOf(who)) })));
    onTestFinished(() => people.forEach(({ raw }) => raw.socket.terminate()));
    const happened: FeedItem[] = [world.feeds.happen(id)];
    const followed: { person: (typeof people)[number]; selection: (typeof selections)[number]; key: string; behind: number }[] = [];
    for (let step = 0; step < 150; step++) {
      if (chance() < 0.4) {
        const one = {
          person: pick(people),
          selection: pick(selections),
          key: String(step),
          behind: Math.floor(chance() * happened.length),
        };
        followed.push(one);
        const query = `subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) { cursor ${one.selection.text} } }`;
        subscribe(one.person.raw, one.key, query, { id, after: `dialogue.${id}@${one.behind}` });
      } else {
        happened.push(world.feeds.happen(id, { name: pick(names) }));
      }
      if (chance() < 0.3) await new Promise((resolve) => setImmediate(resolve));
    }
    happened.push(world.feeds.happen(id));
    const shown = followed.map(
      ({ person, key }) =>
        () =>
          person.raw.of(key).map(({ payload }) => payload),
    );
    const alone = followed.map(({ person: { who }, selection, behind }) =>
      happened
        .filter((item) => item.position > behind && isShown(item, who))
        .map(({ topic, position }) => ({ data: { dialogueChanged: { cursor: `${topic}@${position}`, ...selection.shown(who, id) } } })),
    );
    await expect.poll(() => shown.map((of) => of().length), { timeout: 10_000 }).toEqual(alone.map(({ length }) => length));
    expect(shown.map((of) => of())).toEqual(alone);
  });
});
