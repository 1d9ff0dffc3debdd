import { expect, inject, test } from 'vitest';
import { deriveKeys } from '../../kit/secret.ts';
import { mintSession, readSession } from '../../kit/session.ts';
import {
  act,
  type Entry,
  hear,
  meet,
  mergeCustomers,
  openConversation,
  type Person,
  send,
  texts,
  timeline,
  undoMerge,
  untilSent,
} from './desk.ts';
import { follow, here } from './live.ts';
import { type Stage, stage, story, until } from './stage.ts';

/** Numbers from 0 to 1 that a seed decides. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const ids = async (on: Stage, person: Person) => (await timeline(on, person.id)).map(({ id }) => id);

story('a merge that is undone', () => {
  test('gives two timelines again: each as it was, with what came since on its own identity', async () => {
    const on = await stage();
    const page = await meet(on, 'messenger', 'on the page');
    const phone = await meet(on, 'whatsapp', 'on the phone');
    await send(on, { dialogueId: page.dialogueId, text: 're page' });
    await act(on, 'addNote', { dialogueId: phone.dialogueId, text: 'Calls on Mondays' }, 'note { id }');
    const before = [await ids(on, page), await ids(on, phone)] as const;
    const mergeId = await mergeCustomers(on, phone.id, page.id);
    await hear(on, phone, 'since, on the phone');
    await hear(on, page, 'since, on the page');
    const reply = await send(on, { dialogueId: page.dialogueId, text: 're phone', identityId: phone.identityId });
    expect(await timeline(on, page.id)).toHaveLength(7);
    await undoMerge(on, mergeId);
    expect(await texts(on, page.id)).toEqual(['on the page', 're page', 'since, on the page']);
    expect(await texts(on, phone.id)).toEqual(['on the phone', 'since, on the phone', 're phone']);
    expect((await ids(on, page)).filter((id) => before[0].includes(id))).toEqual(before[0]);
    expect((await ids(on, phone)).filter((id) => before[1].includes(id))).toEqual(before[1]);
    expect(await timeline(on, phone.id)).toContainEqual(expect.objectContaining({ id: reply.id, identity: reply.identity }));
    await hear(on, phone, 'again on the phone');
    expect(await texts(on, page.id)).not.toContain('again on the phone');
  });

  test('leaves in each inbox what was said on its side, with nothing of the other', async () => {
    const on = await stage();
    const page = await meet(on, 'messenger', 'on the page');
    const phone = await meet(on, 'whatsapp', 'on the phone');
    type Inbox = { inbox: { edges: { node: { id: string; customer: { id: string }; lastMessage: { text: string } } }[] } };
    const inbox = async () => {
      const { inbox } = await on.graph<Inbox>('{ inbox { edges { node { id customer { id } lastMessage { text } } } } }');
      return Object.fromEntries(inbox.edges.map(({ node }) => [node.customer.id, node.lastMessage.text]));
    };
    await act(on, 'closeConversation', { conversationId: await openConversation(on, page) }, 'conversation { id }');
    const mergeId = await mergeCustomers(on, page.id, phone.id);
    await hear(on, page, 'back on the page');
    expect(await inbox()).toEqual({ [phone.id]: 'back on the page' });
    await undoMerge(on, mergeId);
    expect(await inbox()).toEqual({ [page.id]: 'back on the page', [phone.id]: 'on the phone' });
  });

  test('can be undone in any order where one merge was built on another', async () => {
    const on = await stage();
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const people = [await meet(on, 'messenger', 'A'), await meet(on, 'messenger', 'B'), await meet(on, 'webchat', 'C')] as const;
      const [a, b, c] = people;
      const merges = [await mergeCustomers(on, a.id, b.id), await mergeCustomers(on, a.id, c.id)] as const;
      for (const person of people) expect(await texts(on, person.id)).toEqual(['A', 'B', 'C']);
      await undoMerge(on, merges[order[0]]);
      expect([await texts(on, a.id), await texts(on, b.id), await texts(on, c.id)]).toEqual(
        order[0] === 0 ? [['A'], ['B', 'C'], ['B', 'C']] : [['A', 'B'], ['A', 'B'], ['C']],
      );
      await undoMerge(on, merges[order[1]]);
      expect([await texts(on, a.id), await texts(on, b.id), await texts(on, c.id)]).toEqual([['A'], ['B'], ['C']]);
      for (const { dialogueId } of people) await send(on, { dialogueId, text: 'yours' });
      for (const person of people) expect((await texts(on, person.id)).slice(1)).toEqual(['yours']);
    }
  });

  test('shows a visitor whose session began meanwhile nothing of the other any more', async () => {
    const on = await stage();
    const page = await meet(on, 'messenger', 'on the page');
    const visitor = await meet(on, 'webchat', 'in the chat');
    const { sessionToken } = await on.say('webchat', { from: visitor.from, text: 'again' });
    // Another token of the same visitor, which nobody has shown before.
    const { sub, acc, wid, chn } = readSession(sessionToken!)!;
    const { token } = await mintSession({ sub, acc, wid, chn }, deriveKeys(inject('world').secret).session, Date.now() - 60_000);
    const myself = async () => {
      const { data } = await on.ask('{ viewer { customer { id name dialogue { id } } } }', {}, token);
      return (data as { viewer: { customer: { id: string; name: string | null; dialogue: { id: string } } } }).viewer.customer;
    };
    const mergeId = await mergeCustomers(on, visitor.id, page.id);
    expect(await myself()).toMatchObject({ id: page.id, dialogue: { id: page.dialogueId } });
    await undoMerge(on, mergeId);
    await act(on, 'updateCustomer', { customerId: page.id, name: 'Someone else' }, 'customer { id }');
    const after = await myself();
    expect(after).toMatchObject({ id: visitor.id, dialogue: { id: visitor.dialogueId } });
    expect(after.name).not.toBe('Someone else');
  });

  test('says twice what is undone twice only once, even at the same moment', async () => {
    const on = await stage();
    const [page, phone] = [await meet(on, 'messenger', 'A'), await meet(on, 'whatsapp', 'B')];
    const mergeId = await mergeCustomers(on, page.id, phone.id);
    const undo = `mutation ($input: UndoMergeInput!) { undoMerge(input: $input) { merge { id } customers { id } userErrors { code } } }`;
    const answers = await Promise.all(Array.from({ length: 5 }, () => on.graph(undo, { input: { mergeId } })));
    const done = { undoMerge: { merge: { id: mergeId }, customers: [{ id: page.id }, { id: phone.id }], userErrors: [] } };
    const late = { undoMerge: { userErrors: [{ code: 'CONFLICT' }] } };
    expect(answers.filter((answer) => (answer as typeof done).undoMerge.userErrors.length === 0)).toEqual([done]);
    expect(answers).toEqual(expect.arrayContaining([expect.objectContaining({ undoMerge: expect.objectContaining(late.undoMerge) })]));
  });

  test('loses nothing of what is said, sent and noted at the same moment, and tells of each once', async () => {
    const on = await stage();
    const people = [await meet(on, 'messenger', 'A'), await meet(on, 'messenger', 'B')] as const;
    const [a, b] = people;
    const followed = [
      follow(on, a.dialogueId, await here(on, a.dialogueId)),
      follow(on, b.dialogueId, await here(on, b.dialogueId)),
    ] as const;
    const numbers = Array.from({ length: 12 }, (_, n) => n);
    const talk = ({ from, dialogueId, identityId }: Person, name: string) =>
      numbers.flatMap((n) => [
        on.say('messenger', { from, text: `${name} says ${n}` }),
        act(on, 'sendMessage', { dialogueId, identityId, text: `${name} hears ${n}` }, 'message { id }'),
        act(on, 'addNote', { dialogueId, text: `${name} noted ${n}` }, 'note { id }'),
      ]);
    const toAndFro = async () => {
      for (let n = 0; n < 4; n++) await undoMerge(on, await mergeCustomers(on, people[n % 2]!.id, people[1 - (n % 2)]!.id));
    };
    await Promise.all([toAndFro(), ...talk(a, 'A'), ...talk(b, 'B')]);
    for (const [i, name] of ['A', 'B'].entries()) {
      const expected = [name, ...numbers.flatMap((n) => [`${name} says ${n}`, `${name} hears ${n}`])];
      await until(async () => (await texts(on, people[i]!.id)).toSorted()).toEqual(expected.toSorted());
      const told = () =>
        followed[i]!.items.flatMap(({ dialogueChanged: { kind, entry } }) => (kind === 'APPENDED' ? (entry?.text ?? []) : []));
      await until(() =>
        told()
          .filter((text) => text.startsWith(name))
          .toSorted(),
      ).toEqual(expected.slice(1).toSorted());
    }
    const notes = (await Promise.all(people.map(({ id }) => timeline(on, id)))).flat().flatMap(({ note }) => note ?? []);
    const noted = ['A', 'B'].flatMap((name) => numbers.map((n) => `${name} noted ${n}`));
    expect(notes.filter((note) => note !== 'Here').toSorted()).toEqual(noted.toSorted());
  });

  test.each([1, 2])('leaves every dialogue as if there had been no merge, and nobody with what was for others (seed %i)', async (seed) => {
    const on = await stage();
    const roll = dice(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)]!;
    const people: Person[] = [];
    for (const channel of ['messenger', 'whatsapp', 'messenger', 'webchat'] as const)
      people.push(await meet(on, channel, `${channel} ${people.length}`));
    const said: { by: Person; entry: Entry }[] = [];
    for (const by of people) said.push({ by, entry: (await timeline(on, by.id))[0]! });
    const merges = new Map<string, [Person, Person]>();
    const parent = new Map<Person, [string, Person]>();
    const rootOf = (person: Person): Person => (parent.has(person) ? rootOf(parent.get(person)![1]) : person);
    /** What was said to and by these, by the platforms' times and then in the order of arrival. */
    const of = (...some: Person[]) =>
      said
        .filter(({ by }) => some.includes(by))
        .map(({ entry }) => entry)
        .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
    const words = (entries: Entry[]) => entries.map(({ text }) => text!);
    const together = (person: Person) => people.filter((other) => rootOf(other) === rootOf(person));

    const deeds = {
      hear: async (n: number) => {
        const person = pick(people);
        said.push({ by: person, entry: await hear(on, person, `heard ${n}`) });
      },
      send: async (n: number) => {
        const person = pick(people);
        const messages = (await timeline(on, person.id)).filter(({ __typename }) => __typename === 'Message');
        const replyTo = roll() < 0.5 ? pick(messages) : undefined;
        const sent = await send(on, { dialogueId: person.dialogueId, text: `sent ${n}`, replyTo: replyTo?.id });
        const owner = together(person).find(({ identityId }) => identityId === sent.identity!.id);
        expect(owner).toBeDefined();
        if (replyTo) expect(sent.identity!.id).toBe(replyTo.identity!.id);
        said.push({ by: owner!, entry: sent });
      },
      merge: async () => {
        const [from, into] = [rootOf(pick(people)), rootOf(pick(people))];
        if (from === into) return;
        const id = await mergeCustomers(on, from.id, into.id);
        merges.set(id, [from, into]);
        parent.set(from, [id, into]);
      },
      undo: async () => {
        if (merges.size === 0) return;
        const id = pick([...merges.keys()]);
        await undoMerge(on, id);
        parent.delete(merges.get(id)![0]);
        merges.delete(id);
      },
    };

    for (let n = 0; n < 15; n++) {
      await pick([deeds.hear, deeds.send, deeds.merge, deeds.merge, deeds.undo])(n);
      for (const person of people) {
        expect(await texts(on, person.id)).toEqual(words(of(...together(person))));
      }
    }
    while (merges.size > 0) await deeds.undo();
    for (const person of people) expect(await texts(on, person.id)).toEqual(words(of(person)));
    for (const person of people.filter(({ channel }) => channel !== 'webchat')) {
      await untilSent(on, person, words(of(person).filter(({ direction }) => direction === 'OUTBOUND')));
    }
  });
});
