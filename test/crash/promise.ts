import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Farewell, type Ground, polite } from './ground.ts';
import { answer, dialogues, type Settled, settled } from './replies.ts';
import { type Ending, play } from './scene.ts';

/** A world, how large its storm is, and what is killed in it. */
export interface Trial {
  name: string;
  open(): Promise<Ground | undefined>;
  webhooks: number;
  customers: number;
  mortal: string[];
  /** What sends replies to platforms. */
  sender: string;
}

/** What holds in a world whatever crashes. */
export function crashPromises({ name, open, webhooks, customers, mortal, sender }: Trial): void {
  describe(name, () => {
    let ground: Ground | undefined;
    let replies: Promise<Settled> | undefined;
    beforeAll(async () => {
      ground = await open();
    });
    afterAll(() => ground?.close());

    /** Where neither the servers run nor their programs are installed, there is nothing to kill. */
    const promise = (says: string, keep: (here: Ground) => Promise<void>) =>
      test(says, ({ skip }) => (ground ? keep(ground) : skip('NATS and Postgres are missing here')));

    promise(`accepts replies while ${sender} is killed with SIGKILL`, async (here) => {
      const waiting = await dialogues(here, 20);
      const accepted = await answer(waiting, 6, [here.victims.get(sender)!]);
      expect(accepted.length).toBe(120);
      // Where nobody knows whether a reply arrived, time has to tell: meanwhile the storm.
      replies = settled(waiting, accepted);
    });

    promise(
      `keeps ${webhooks} signed webhooks of ${customers} customers while SIGKILL hits ${mortal.join(', ')}: each acknowledged one is there once, in order`,
      async (here) => {
        const victims = mortal.map((each) => here.victims.get(each)!);
        expectKept(await play(here, { webhooks, customers, victims }), webhooks);
      },
    );

    promise(
      'finishes what it has in hand when its parts are told to stop: within ten seconds, and no acknowledged webhook is lost',
      async (here) => {
        const farewells: Farewell[] = [];
        expectKept(await play(here, { webhooks: 100, customers: 25, victims: polite(here, farewells) }), 100);
        expect(farewells.map((each) => [each.name, each.code])).toEqual(here.world.fleet.parts.map((part) => [part, 0]));
        expect(Math.max(...farewells.map(({ milliseconds }) => milliseconds))).toBeLessThan(10_000);
      },
    );

    promise('has sent each accepted reply once and in order, or says that nobody knows its end', async () => {
      const { accepted, reached, unknown, misordered } = await replies!;
      expect(reached.filter((id, index) => reached.indexOf(id) !== index)).toEqual([]);
      expect([...reached, ...unknown].toSorted()).toEqual(accepted.toSorted());
      expect(misordered).toEqual([]);
    });
  });
}

/** Every acknowledged webhook is there once, each customer's in order, and all feeds are whole. */
function expectKept({ acknowledged, wrong, inbox, feeds }: Ending, webhooks: number): void {
  expect(acknowledged).toBe(webhooks);
  expect(wrong).toEqual({ lost: [], doubled: [], misordered: [], foreign: [] });
  const whole = Array.from({ length: webhooks }, (_, index) => index + 1);
  expect(inbox.live).toEqual(whole);
  expect(inbox.late).toEqual(whole);
  expect(feeds.told).toEqual(feeds.shown);
}
