import { expect, test } from 'vitest';
import { messaging, sample, take, waMessage } from './payload.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { answer, type Customer, customers, delivery, entries, met, texts } from './timeline.ts';

const bsuid = 'US.13491208655302741918';
const wamid = 'wamid.HBgLMTU1NTAwMDIyMjIVAgASGBQzQTAwMDE=';
const phone = '15550002222';
const say = (body: string, from: object) => waMessage({ type: 'text', text: { body } }, from);

/** Every address of every identity of every customer. */
function addresses(all: Customer[]): string[][][] {
  return all.map(({ identities }) =>
    identities.map(({ kind, value, aliases }) => [{ kind, value }, ...aliases].map((each) => `${each.kind}:${each.value}`).sort()),
  );
}

async function known(on: Stage): Promise<string[][][]> {
  return addresses(await customers(on)).map((identities) => identities.map((each) => [...new Set(each)]));
}

story('who a customer is', () => {
  test('a person without a phone number is known by the business-scoped id, and can be answered', async () => {
    const on = await stage();
    const { dialogue } = await met(on, 'whatsapp', { from: bsuid, name: 'Robin Vale' });
    expect(await known(on)).toEqual([[[`bsuid:${bsuid}`]]]);
    const id = await answer(on, dialogue.id, 'Hello Robin');
    await until(async () => (await delivery(on, id)).state).toBe('READ');
    expect(await on.sent('whatsapp')).toMatchObject([{ to: bsuid, text: 'Hello Robin' }]);
  });

  test.each([
    ['text', 'text-bsuid-only'],
    ['text-bsuid-only', 'text'],
  ])('a person met as %s, then as %s, is one identity of one customer', async (first, second) => {
    const on = await stage();
    const number = on.account('whatsapp');
    await take(on, number, sample('whatsapp', first));
    await until(async () => (await entries(on)).length).toBe(1);
    await take(on, number, sample('whatsapp', second, { [wamid]: 'wamid.SECOND' }));
    await until(async () => (await entries(on)).length).toBe(2);
    expect(await known(on)).toEqual([[[`bsuid:${bsuid}`, `wa_id:${phone}`]]]);
    expect(await customers(on)).toMatchObject([{ name: 'Robin Vale', identities: [{ name: 'Robin Vale' }] }]);
  });

  test('a person met by the number alone, before the new ids, is the same with both', async () => {
    const on = await stage();
    const number = on.account('whatsapp');
    await take(on, number, sample('whatsapp', 'text-legacy-no-bsuid'));
    await until(known.bind(null, on)).toEqual([[[`wa_id:${phone}`]]]);
    await take(on, number, sample('whatsapp', 'text'));
    await take(on, number, sample('whatsapp', 'text-bsuid-only', { [wamid]: 'wamid.THIRD' }));
    await until(async () => (await texts(on)).length).toBe(3);
    expect(await known(on)).toEqual([[[`bsuid:${bsuid}`, `wa_id:${phone}`]]]);
  });

  test('two addresses known as two people are one customer as soon as the platform says so', async () => {
    const on = await stage();
    const number = on.account('whatsapp');
    await take(on, number, say('by number', { from: phone }));
    await take(on, number, say('by id', { from_user_id: bsuid }));
    await until(async () => (await customers(on)).length).toBe(2);
    await take(on, number, sample('whatsapp', 'text'));
    await until(async () => (await texts(on)).toSorted()).toEqual(['Does it come in another colour?', 'by id', 'by number']);
    await until(async () => (await customers(on)).length).toBe(1);
  });

  test('a new number keeps the identity and the customer, and answers go there', async () => {
    const on = await stage();
    const number = on.account('whatsapp');
    const { dialogue, identities } = await met(on, 'whatsapp', { from: phone, text: 'Old number' });
    await take(on, number, sample('whatsapp', 'system-user-changed-number'));
    await take(on, number, sample('whatsapp', 'system-user-changed-number'));
    const moved = { kind: 'Event', name: 'identity_changed', data: { to: [{ kind: 'wa_id', value: '15550003333' }] } };
    await until(() => entries(on)).toMatchObject([moved, { text: 'Old number' }]);
    await until(async () => (await customers(on))[0]!.identities[0]).toMatchObject({ id: identities[0]!.id, value: '15550003333' });
    await on.say('whatsapp', { from: '15550003333', text: 'New number' });
    await until(async () => (await entries(on)).map(({ text }) => text)).toEqual([undefined, 'Old number', 'New number']);
    expect(await customers(on)).toMatchObject([{ identities: [{ id: identities[0]!.id, value: '15550003333' }] }]);
    await answer(on, dialogue.id, 'Noted');
    await until(() => on.sent('whatsapp')).toMatchObject([{ to: '15550003333', text: 'Noted' }]);
  });

  test('one person on two channels is two customers until somebody says otherwise', async () => {
    const on = await stage();
    await take(on, on.account('messenger'), messaging({ message: { mid: 'm_1', text: 'on Messenger' } }));
    await take(on, on.account('whatsapp'), say('on WhatsApp', { from: phone }));
    await until(async () => (await texts(on)).toSorted()).toEqual(['on Messenger', 'on WhatsApp']);
    expect(await customers(on)).toHaveLength(2);
  });
});
