import { expect, test } from 'vitest';
import {
  act,
  attempt,
  type Entry,
  hear,
  meet,
  mergeCustomers,
  type Person,
  refusal,
  send,
  texts,
  timeline,
  undoMerge,
  untilSent,
} from './desk.ts';
import { type Stage, stage, story } from './stage.ts';

const whole = `query ($id: ID!) { customer(id: $id) { id identities { value } dialogue { id customer { id } }
  merges { id fromId intoId reason by { kind } undoneAt } } }`;
type Whole = {
  customer: {
    id: string;
    identities: { value: string }[];
    dialogue: { id: string; customer: { id: string } };
    merges: { id: string; fromId: string; intoId: string; reason: string | null; by: { kind: string }; undoneAt: string | null }[];
  };
};
const look = async (on: Stage, id: string) => (await on.graph<Whole>(whole, { id })).customer;

/** Seconds since ten minutes ago, in milliseconds: WhatsApp's clock counts whole seconds. */
function clock() {
  const start = Math.floor(Date.now() / 1000) * 1000 - 600_000;
  return (second: number) => ({ timestamp: start + second * 1000 });
}

/** The same woman on Messenger and on WhatsApp. */
async function pair(on: Stage) {
  return { facebook: await meet(on, 'messenger', 'one'), phone: await meet(on, 'whatsapp', 'two', { name: 'Ana Berg' }) };
}

/** The same, who wrote to and fro. */
async function ana(on: Stage) {
  const at = clock();
  const facebook = await meet(on, 'messenger', 'one', at(1));
  const phone = await meet(on, 'whatsapp', 'two', { ...at(2), name: 'Ana Berg' });
  await hear(on, facebook, 'three', at(3));
  await hear(on, phone, 'five', at(5));
  await hear(on, facebook, 'four', at(4));
  await hear(on, facebook, 'six', at(6));
  await hear(on, phone, 'six as well', at(6));
  return { facebook, phone, at };
}

const everything = ['one', 'two', 'three', 'four', 'five', 'six', 'six as well'];
const message = (entries: Entry[], text: string) => entries.find((entry) => entry.text === text)!;

story('a merge of two customers', () => {
  test("shows one timeline at once, by the platforms' times and then by arrival, with all identities on one customer", async () => {
    const on = await stage();
    const { facebook, phone } = await ana(on);
    await mergeCustomers(on, phone.id, facebook.id);
    expect(await texts(on, facebook.id)).toEqual(everything);
    const merged = await look(on, facebook.id);
    expect(merged.identities.map(({ value }) => value).sort()).toEqual([facebook.address, phone.address].sort());
    const web = await meet(on, 'webchat', 'from the shop');
    await mergeCustomers(on, facebook.id, web.id);
    expect(await texts(on, web.id)).toEqual([...everything, 'from the shop']);
    expect((await look(on, web.id)).identities).toHaveLength(3);
  });

  test('lets the old ids of the customer and of the dialogue lead to the one that remains', async () => {
    const on = await stage();
    const { facebook, phone } = await ana(on);
    await mergeCustomers(on, phone.id, facebook.id);
    const byOld = await look(on, phone.id);
    expect(byOld).toEqual(await look(on, facebook.id));
    expect(byOld).toMatchObject({ id: facebook.id, dialogue: { id: facebook.dialogueId, customer: { id: facebook.id } } });
    await send(on, { dialogueId: phone.dialogueId, text: 'by the old id' });
    expect((await texts(on, facebook.id)).at(-1)).toBe('by the old id');
    const { note } = await act<{ note: { dialogue: { id: string } } }>(
      on,
      'addNote',
      { dialogueId: phone.dialogueId, text: 'VIP' },
      'note { dialogue { id } }',
    );
    expect(note.dialogue.id).toBe(facebook.dialogueId);
  });

  test('lets every reply leave on the identity of the message it answers, and others where the customer wrote last', async () => {
    const on = await stage();
    const { facebook, phone, at } = await ana(on);
    const dialogueId = facebook.dialogueId;
    await mergeCustomers(on, facebook.id, phone.id);
    const entries = await timeline(on, phone.id);
    for (const text of everything) await send(on, { dialogueId, text: `re ${text}`, replyTo: message(entries, text).id });
    await hear(on, phone, 'seven', at(7));
    await send(on, { dialogueId, text: 'to the phone' });
    await hear(on, facebook, 'eight', at(8));
    await send(on, { dialogueId, text: 'to the page' });
    await send(on, { dialogueId, text: 'to the phone by name', identityId: phone.identityId });
    await untilSent(on, facebook, ['re one', 're three', 're four', 're six', 'to the page']);
    await untilSent(on, phone, ['re two', 're five', 're six as well', 'to the phone', 'to the phone by name']);
  });

  test('never lets a message go to an identity of somebody else', async () => {
    const on = await stage();
    const { facebook, phone } = await pair(on);
    const stranger = await meet(on, 'messenger', 'Hello');
    const theirs = (await timeline(on, stranger.id))[0]!;
    const text = 'not for you';
    const { dialogueId } = facebook;
    const mergeId = await mergeCustomers(on, phone.id, facebook.id);
    const mine = message(await timeline(on, facebook.id), 'two');
    for (const wish of [{ identityId: stranger.identityId }, { replyTo: theirs.id }]) {
      expect(await refusal(on, 'sendMessage', { dialogueId, text, ...wish }, 'message { id }')).toEqual(['NOT_FOUND']);
    }
    const torn = { dialogueId, text, replyTo: mine.id, identityId: facebook.identityId };
    expect(await refusal(on, 'sendMessage', torn, 'message { id }')).toEqual(['BAD_INPUT']);
    await undoMerge(on, mergeId);
    for (const wish of [{ identityId: phone.identityId }, { replyTo: mine.id }]) {
      expect(await refusal(on, 'sendMessage', { dialogueId, text, ...wish }, 'message { id }')).toEqual(['NOT_FOUND']);
    }
    expect(await on.sent('messenger')).toEqual([]);
    expect(await on.sent('whatsapp')).toEqual([]);
  });

  test('refuses what cannot be merged, as something to put right', async () => {
    const on = await stage();
    const { facebook, phone } = await pair(on);
    const wish = (fromId: string, intoId: string) => refusal(on, 'mergeCustomers', { fromId, intoId }, 'merge { id }');
    const nobody = 'cus_01ARZ3NDEKTSV4RRFFQ69G5FAV';
    expect(await wish(facebook.id, facebook.id)).toEqual(['CONFLICT']);
    expect(await wish(facebook.id, nobody)).toEqual(['NOT_FOUND']);
    expect(await wish(nobody, facebook.id)).toEqual(['NOT_FOUND']);
    await mergeCustomers(on, phone.id, facebook.id);
    expect(await wish(phone.id, facebook.id)).toEqual(['CONFLICT']);
    expect(await wish(facebook.id, phone.id)).toEqual(['CONFLICT']);
    expect(await refusal(on, 'undoMerge', { mergeId: 'mrg_01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 'merge { id }')).toEqual(['NOT_FOUND']);
    expect((await texts(on, phone.id)).toSorted()).toEqual(['one', 'two']);
  });

  test('can be seen before it is done, with what the two differ on', async () => {
    const on = await stage();
    const { facebook, phone } = await pair(on);
    const know = (customerId: string, attributes: object) => act(on, 'updateCustomer', { customerId, attributes }, 'customer { id }');
    await know(facebook.id, { size: 'M', city: 'Oslo' });
    await know(phone.id, { size: 'L', city: 'Oslo', tier: 1 });
    const preview = `query ($from: ID!, $into: ID!) { mergePreview(fromId: $from, intoId: $into) { from { id } into { id } identities { value } conflicts } }`;
    const { mergePreview } = await on.graph<{ mergePreview: { identities: { value: string }[]; conflicts: string[] } }>(preview, {
      from: phone.id,
      into: facebook.id,
    });
    expect(mergePreview).toMatchObject({ from: { id: phone.id }, into: { id: facebook.id }, conflicts: ['size'] });
    expect(mergePreview.identities.map(({ value }) => value).sort()).toEqual([facebook.address, phone.address].sort());
    expect((await look(on, phone.id)).id).toBe(phone.id);
    const { errors } = await on.ask(preview, { from: phone.id, into: phone.id });
    expect(errors?.[0]?.extensions.code).toBe('CONFLICT');
  });

  test('is on record with who did it and why, and when it was taken back', async () => {
    const on = await stage();
    const { facebook, phone } = await pair(on);
    const wish = { fromId: phone.id, intoId: facebook.id, reason: 'Same address' };
    const { merge } = await act<{ merge: { id: string } }>(on, 'mergeCustomers', wish, 'merge { id } customer { id }');
    const record = { id: merge.id, fromId: phone.id, intoId: facebook.id, reason: 'Same address', by: { kind: 'agent' } };
    expect((await look(on, facebook.id)).merges).toEqual([{ ...record, undoneAt: null }]);
    await undoMerge(on, merge.id);
    expect((await look(on, facebook.id)).merges).toEqual([{ ...record, undoneAt: expect.any(String) }]);
    const { userErrors } = await attempt(on, 'undoMerge', { mergeId: merge.id }, 'merge { id }');
    expect(userErrors).toMatchObject([{ code: 'CONFLICT', message: expect.stringContaining(merge.id) }]);
  });

  test('never changes where a message that was accepted goes', async () => {
    const on = await stage();
    const { facebook, phone } = await ana(on);
    const mergeId = await mergeCustomers(on, facebook.id, phone.id);
    const entries = await timeline(on, phone.id);
    for (const channel of ['messenger', 'whatsapp'] as const)
      await on.control(`${channel}/settings`, { account: on.account(channel).id, latency: 150 });
    const say = (person: Person, text: string, replyTo: string) =>
      send(on, { dialogueId: person.dialogueId, text, replyTo: message(entries, replyTo).id });
    await say(phone, 'page 1', 'one');
    await say(facebook, 'phone 1', 'two');
    await say(phone, 'page 2', 'three');
    await undoMerge(on, mergeId);
    await mergeCustomers(on, phone.id, facebook.id);
    await untilSent(on, facebook, ['page 1', 'page 2']);
    await untilSent(on, phone, ['phone 1']);
  });
});
