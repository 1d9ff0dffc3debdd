import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Content } from '../../schema/content.ts';
import { type Cage, cage, type Ground, type Happening, noon, openGround, robin } from './ground.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const echo = (content: Content[], more: object = {}): Happening => ({
  kind: 'echo',
  origin: 'unsure',
  platformId: 'p-echo',
  contact: robin,
  content,
  ...more,
});
const words = (text: string): Content[] => [{ type: 'text', text }];
const toldOf = async (on: Cage) => (await on.told()).map(({ told, by, state }) => [told, by ?? state]);
const answered = (on: Cage, messageId: string, platformId: string) =>
  on.db.insertInto('messages').values({ account_id: on.accountId, platform_id: platformId, message_id: messageId, place: null }).execute();

describe('An echo that may be ours', () => {
  test.each(['sending', 'unknown'] as const)('is ours when we are %s the same to this person: the platform has it', async (state) => {
    const on = await cage(ground);
    const id = await on.delivery(words('It is **back**, see?'), state);
    await on.hear(echo(words('it is back — see')));
    expect(await toldOf(on)).toEqual([['delivery.changed', 'sent']]);
    expect(await on.stateOf(id)).toBe('sent');
  });

  test('is ours by the kind of its file', async () => {
    const on = await cage(ground);
    const id = await on.delivery([{ type: 'image', url: 'https://files.example/kettle.png' }], 'sending');
    await on.hear(echo([{ type: 'video', url: 'https://cdn.example/1' }], { platformId: 'p-video' }));
    await on.hear(echo([{ type: 'image', url: 'https://cdn.example/2' }]));
    expect(await toldOf(on)).toEqual([
      ['message.echoed', 'person'],
      ['delivery.changed', 'sent'],
    ]);
    expect(await on.stateOf(id)).toBe('sent');
  });

  test('is ours when the answer was there before it, and nothing is said twice', async () => {
    const on = await cage(ground);
    const id = await on.delivery(words('hello'), 'sent');
    await answered(on, id, 'p-echo');
    await on.hear(echo(words('hello')), { ...echo(words('hello')), key: 'again' });
    expect(await toldOf(on)).toEqual([]);
  });

  test('is ours once: who types the same into the app at that moment says it too', async () => {
    const on = await cage(ground);
    const id = await on.delivery(words('hello'), 'sending');
    await on.hear(echo(words('hello')), echo(words('hello'), { platformId: 'p-theirs' }));
    expect((await toldOf(on)).toSorted()).toEqual([
      ['delivery.changed', 'sent'],
      ['message.echoed', 'person'],
    ]);
    expect(await on.stateOf(id)).toBe('sent');
  });

  test('stays the message it was when the same is just sent once more', async () => {
    const on = await cage(ground);
    const first = await on.delivery(words('ok'), 'sent');
    await answered(on, first, 'p-echo');
    const second = await on.delivery(words('ok'), 'sending');
    await on.hear(echo(words('ok')));
    expect(await on.stateOf(second)).toBe('sending');
    expect(await toldOf(on)).toEqual([]);
  });

  test.each([
    ['other words', words('Good morning'), 'sending'],
    ['what was sent long ago', words('hello'), 'sent'],
    ['what only waits', words('hello'), 'queued'],
  ] as const)('is a person’s in the platform’s own inbox where we are sending %s', async (_what, content, state) => {
    const on = await cage(ground);
    await on.delivery([...content], state);
    await on.hear(echo(words('hello')));
    expect(await toldOf(on)).toEqual([['message.echoed', 'person']]);
  });

  test('is a person’s where it is to somebody else', async () => {
    const on = await cage(ground);
    await on.delivery(words('hello'), 'sending');
    await on.hear(echo(words('hello'), { contact: { addresses: [{ kind: 'nest', value: 'wren' }] } }));
    expect(await toldOf(on)).toEqual([['message.echoed', 'person']]);
  });

  test('without an app’s mark is ours or another app’s', async () => {
    const on = await cage(ground);
    await on.delivery(words('hello'), 'sending');
    await on.hear(echo(words('hello'), { origin: 'own' }), echo(words('Sale!'), { origin: 'own', platformId: 'p-sale' }));
    expect(await toldOf(on)).toEqual([
      ['delivery.changed', 'sent'],
      ['message.echoed', 'app'],
    ]);
  });
});

describe('A message with several of the platform’s ids', () => {
  test('is one message by whichever it comes, and is known by all of them from then on', async () => {
    const on = await cage(ground);
    const id = await on.delivery(words('hello'), 'sent');
    await answered(on, id, 'f-1');
    await on.hear(echo(words('hello'), { platformId: 'ts-1', also: ['f-1'], at: noon }));
    await on.hear({ kind: 'reaction', contact: robin, target: 'ts-1', emoji: '👍' });
    expect((await on.told()).map(({ told, messageId }) => [told, messageId])).toEqual([['message.reacted', id]]);
  });
});
