import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cage, cage, type Ground, type Happening, noon, openGround, robin, says } from './ground.ts';

const hour = 3_600_000;
let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

describe('What is known of a person', () => {
  test('is known by every address of theirs: when they wrote, where, and what their device can', async () => {
    const on = await cage(ground);
    const contact = { addresses: [...robin.addresses, { kind: 'ring', value: '7' }] as never, place: { thread: 'a' }, abilities: ['sing'] };
    await on.hear(says('hello', { contact }));
    for (const recipient of ['nest:robin', 'ring:7'])
      expect(await on.contact(recipient)).toMatchObject({
        last_inbound_at: new Date(noon),
        last_platform_id: 'p-hello',
        place: { thread: 'a' },
        abilities: ['sing'],
        window_until: null,
      });
    const messages = await on.db.selectFrom('messages').select('place').where('account_id', '=', on.accountId).execute();
    expect(messages).toEqual([{ place: { thread: 'a' } }]);
  });

  test('is not what a failure says that tells of the time before they wrote again', async () => {
    const on = await cage(ground);
    await on.hear(says('hello'), says('back again', { at: noon + hour }));
    const failed = async (kind: 'recipient_blocked' | 'window_closed', at: number) => {
      const reference = await on.delivery([{ type: 'text', text: 'well?' }], 'sent');
      const failure = { ok: false, class: kind, code: '1', message: 'No.' } as const;
      await on.hear({ kind: 'delivery', state: 'failed', contact: robin, reference, failure, at });
    };
    await failed('recipient_blocked', noon + hour / 2);
    await failed('window_closed', noon + hour / 2);
    expect(await on.contact()).toMatchObject({ standing: 'open', window_until: null });
    await failed('recipient_blocked', noon + 2 * hour);
    await failed('window_closed', noon + 3 * hour);
    expect(await on.contact()).toMatchObject({ standing: 'blocked', window_until: new Date(noon + 3 * hour) });
  });

  test('an event that counts as a word of theirs opens the window, and no other does', async () => {
    const on = await cage(ground);
    const event = { kind: 'event', name: 'call', contact: robin, data: {} } as const;
    await on.hear(says('hello'), { ...event, at: noon + hour });
    expect(await on.contact('nest:robin')).toMatchObject({ last_inbound_at: new Date(noon) });
    await on.hear({ ...event, at: noon + 2 * hour, windowHours: 24 });
    expect(await on.contact('nest:robin')).toMatchObject({
      last_inbound_at: new Date(noon + 2 * hour),
      last_platform_id: 'p-hello',
      window_until: null,
    });
    await on.hear({ ...event, at: noon + 3 * hour, windowHours: 168 });
    expect(await on.contact('nest:robin')).toMatchObject({ window_until: new Date(noon + 171 * hour) });
  });

  test('is the latest of it, in whatever order it comes', async () => {
    const events = [
      says('one', { at: noon, contact: { ...robin, place: 1 } }),
      says('two', { at: noon + hour, contact: { ...robin, place: 2 } }),
      says('three', { at: noon + 2 * hour, contact: { ...robin, place: 3 } }),
    ];
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const on = await cage(ground);
      for (const index of [...order, ...order]) await on.hear(events[index]!);
      expect(await on.contact()).toMatchObject({ last_inbound_at: new Date(noon + 2 * hour), last_platform_id: 'p-three', place: 3 });
      expect((await on.told()).length).toBe(3);
    }
  });

  test('moves to a new address with them, and what was offered them too', async () => {
    const on = await cage(ground);
    await on.hear(says('stop', { at: noon }));
    const offer = { account_id: on.accountId, recipient: 'nest:robin', message_id: 'msg_1', choices: '[]' };
    await on.db.insertInto('offers').values(offer).execute();
    const to = { addresses: [{ kind: 'nest', value: 'robin-2' }] as never };
    await on.hear({ kind: 'identity_changed', from: robin, to, at: noon + hour });
    expect(await on.contact('nest:robin-2')).toMatchObject({ last_inbound_at: new Date(noon), standing: 'opted_out' });
    const offers = await on.db.selectFrom('offers').select('recipient').where('account_id', '=', on.accountId).execute();
    expect(offers).toEqual([{ recipient: 'nest:robin-2' }]);
  });
});

describe('A window', () => {
  const until = async (...events: Happening[]) => {
    const on = await cage(ground);
    for (const event of events) await on.hear(event);
    return on;
  };

  test('that an advertisement opened is never shortened by an answer within it, whichever comes first', async () => {
    const ad = says('ad', { at: noon, windowHours: 168 });
    const later = says('later', { at: noon + hour });
    for (const on of [await until(ad, later), await until(later, ad)])
      expect(await on.contact()).toMatchObject({ last_inbound_at: new Date(noon + hour), window_until: new Date(noon + 168 * hour) });
  });

  test('goes on as usual when the advertisement’s is over sooner', async () => {
    const on = await until(says('ad', { at: noon, windowHours: 72 }), says('later', { at: noon + 70 * hour }));
    expect((await on.contact())?.window_until).toBeNull();
  });

  test('that the platform has closed is opened again by what is said later, and by nothing older', async () => {
    const on = await until(says('hello'));
    await on.db
      .updateTable('contacts')
      .set({ window_until: new Date(noon + hour) })
      .where('account_id', '=', on.accountId)
      .execute();
    await on.hear(says('older', { at: noon - hour }));
    expect((await on.contact())?.window_until).toEqual(new Date(noon + hour));
    await on.hear(says('later', { at: noon + 2 * hour }));
    expect((await on.contact())?.window_until).toBeNull();
  });
});

describe('Whether a person wants us', () => {
  const noticed = async (on: Cage) => (await on.told()).flatMap(({ told, name }) => (told === 'contact.noticed' ? [name] : []));

  test.each(['STOP', ' stop. ', '"Unsubscribe!"'])('is ended by the word alone: %s', async (word) => {
    const on = await cage(ground);
    await on.hear(says(word));
    expect((await on.contact())?.standing).toBe('opted_out');
    expect(await noticed(on)).toEqual(['opted_out']);
  });

  test.each(['please stop', 'nonstop', 'stop it'])('is not ended by a sentence: %s', async (words) => {
    const on = await cage(ground);
    await on.hear(says(words));
    expect((await on.contact())?.standing).toBe('open');
    expect(await noticed(on)).toEqual([]);
  });

  test('after an opt-out begins again by the word or an event, and by no other message', async () => {
    const on = await cage(ground);
    await on.hear(says('stop'), says('where is it?', { at: noon + hour }));
    expect((await on.contact())?.standing).toBe('opted_out');
    await on.hear(says('Start', { at: noon + 2 * hour }));
    expect((await on.contact())?.standing).toBe('open');
    await on.hear({ kind: 'standing', contact: robin, standing: 'opted_out', data: {}, at: noon + 3 * hour });
    await on.hear({ kind: 'standing', contact: robin, standing: 'open', data: {}, at: noon + 4 * hour });
    expect(await noticed(on)).toEqual(['opted_out', 'opted_in', 'opted_out', 'opted_in']);
  });

  test.each([
    ['blocked', ['blocked', 'unblocked']],
    ['closed', ['chat_closed']],
  ] as const)('when they had %s us shows when they write again', async (standing, told) => {
    const on = await cage(ground);
    await on.hear({ kind: 'standing', contact: robin, standing, data: {}, at: noon });
    expect((await on.contact())?.standing).toBe(standing);
    await on.hear(says('before', { at: noon - hour }));
    expect((await on.contact())?.standing).toBe(standing);
    await on.hear(says('after', { at: noon + hour }));
    expect((await on.contact())?.standing).toBe('open');
    expect(await noticed(on)).toEqual(told);
  });

  test('is told once, however often and late the event comes', async () => {
    const on = await cage(ground);
    const blocked = { kind: 'standing', contact: robin, standing: 'blocked', data: {}, at: noon } as const;
    const open = { kind: 'standing', contact: robin, standing: 'open', data: {}, at: noon + hour } as const;
    await on.hear(open);
    await on.hear(blocked, blocked);
    await on.hear(open, { ...blocked, key: 'again' });
    expect((await on.contact())?.standing).toBe('open');
    expect(await noticed(on)).toEqual([]);
  });
});
