import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { choiceTyped } from '../../services/channels/acceptance/choice.ts';
import { type Cage, cage, type Ground, noon, openGround, says } from './ground.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const day = 86_400_000;
const choices = [
  { number: 1, title: 'Red', payload: 'colour:red' },
  { number: 2, title: 'Dark blue', payload: 'colour:blue' },
];
const unnumbered = [
  { number: null, title: 'Yes', payload: 'yes' },
  { number: null, title: '2', payload: 'two' },
];

async function offered(on: Cage, messageId: string, at = noon - day, made: object[] = choices, recipient = 'nest:robin') {
  const row = { account_id: on.accountId, recipient, message_id: messageId, choices: JSON.stringify(made), at: new Date(at) };
  await on.db.insertInto('offers').values(row).execute();
}
const heard = async (on: Cage) => {
  const [last] = (await on.told()).slice(-1);
  return { content: last?.content, replyTo: last?.replyTo };
};

describe('What is typed after an offer', () => {
  test.each([
    ['2', 'colour:blue'],
    ['2)', 'colour:blue'],
    ['2.', 'colour:blue'],
    [' 1 ', 'colour:red'],
    ['dark BLUE ', 'colour:blue'],
  ])('is the choice it stands for: %j', async (typed, payload) => {
    const on = await cage(ground);
    await offered(on, 'msg_OFFER');
    await on.hear(says(typed));
    const text = choices.find((choice) => choice.payload === payload)?.title;
    expect(await heard(on)).toEqual({ content: [{ type: 'choice', text, payload }], replyTo: 'msg_OFFER' });
  });

  test.each(['3', '0', '2 please', 'blue', '22', 'green'])('is what was said where it stands for none: %j', async (typed) => {
    const on = await cage(ground);
    await offered(on, 'msg_OFFER');
    await on.hear(says(typed));
    expect(await heard(on)).toEqual({ content: [{ type: 'text', text: typed }], replyTo: null });
  });

  test('is of the newest offer alone, of the last seven days, to this person', async () => {
    const on = await cage(ground);
    await offered(on, 'msg_OLD', noon - 2 * day);
    await offered(on, 'msg_NEW', noon - day, unnumbered);
    await on.hear(says('Red'));
    expect(await heard(on)).toMatchObject({ content: [{ type: 'text' }], replyTo: null });
    await on.hear(says('yes'));
    expect(await heard(on)).toMatchObject({ content: [{ type: 'choice', payload: 'yes' }], replyTo: 'msg_NEW' });
    await on.hear(says('yes ', { contact: { addresses: [{ kind: 'nest', value: 'wren' }] } }));
    expect(await heard(on)).toMatchObject({ content: [{ type: 'text' }] });
  });

  test('is no choice after seven days', async () => {
    const on = await cage(ground);
    await offered(on, 'msg_NEW', noon - 7 * day - 1, unnumbered);
    await on.hear(says('Yes'));
    expect(await heard(on)).toMatchObject({ content: [{ type: 'text' }] });
  });

  test('is no choice by its number once we said something else: that may be what it answers; by its title it still is', async () => {
    const on = await cage(ground);
    await offered(on, 'msg_OFFER', noon - 2 * day);
    await offered(on, 'msg_ELSE', noon - day, []);
    await on.hear(says('2'));
    expect(await heard(on)).toEqual({ content: [{ type: 'text', text: '2' }], replyTo: null });
    await on.hear(says('red'));
    expect(await heard(on)).toMatchObject({ content: [{ type: 'choice', payload: 'colour:red' }], replyTo: 'msg_OFFER' });
  });

  test('is no choice where it was said before the offer and only comes late', async () => {
    const on = await cage(ground);
    await offered(on, 'msg_OFFER', noon);
    await on.hear(says('2', { at: noon - 60_000 }));
    expect(await heard(on)).toMatchObject({ content: [{ type: 'text' }] });
  });

  test('counts by number only where we wrote numbers', () => {
    expect(choiceTyped('1', unnumbered)).toBeUndefined();
    expect(choiceTyped('2', unnumbered)?.payload).toBe('two');
  });
});

describe('A pressed button whose payload was too long for the channel', () => {
  const pressed = (payload: string) =>
    says('press', { platformId: `p-${payload}`, content: [{ type: 'choice', text: 'Dark blue', payload }] });

  test('gives the payload it stands for', async () => {
    const on = await cage(ground);
    await offered(on, 'msg_OFFER', noon - 30 * day);
    await on.hear(pressed('~msg_OFFER.2'));
    expect(await heard(on)).toEqual({ content: [{ type: 'choice', text: 'Dark blue', payload: 'colour:blue' }], replyTo: 'msg_OFFER' });
  });

  test('stays as it is where it is not theirs, or none of ours', async () => {
    const on = await cage(ground);
    await offered(on, 'msg_OTHER', noon, choices, 'nest:wren');
    for (const payload of ['~msg_OTHER.1', '~msg_NONE.1', '~msg_OTHER.9']) {
      await on.hear(pressed(payload));
      expect(await heard(on)).toMatchObject({ content: [{ type: 'choice', payload }], replyTo: null });
    }
  });
});
