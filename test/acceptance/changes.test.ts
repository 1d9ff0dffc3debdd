import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cage, cage, type Ground, type Happening, noon, openGround, robin, says } from './ground.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

const message = says('helo', { platformId: 'p-1', at: noon });
const edit: Happening = { kind: 'edit', contact: robin, target: 'p-1', content: [{ type: 'text', text: 'hello' }], at: noon + 1_000 };
const reaction: Happening = { kind: 'reaction', contact: robin, target: 'p-1', emoji: '👍', at: noon + 2_000 };
const unsend: Happening = { kind: 'unsend', contact: robin, target: 'p-1', at: noon + 3_000 };

const told = async (on: Cage) => (await on.told()).map((event) => event.told);
function orders<T>(items: T[]): T[][] {
  return items.length < 2
    ? [items]
    : items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

describe('What becomes of a message', () => {
  test('is told after the message, in whatever order it comes, each once however often', async () => {
    for (const order of orders([message, edit, reaction])) {
      const on = await cage(ground);
      for (const event of [...order, ...order]) await on.hear(event);
      const all = await on.told();
      expect(all.map((event) => event.told).toSorted()).toEqual(['message.edited', 'message.reacted', 'message.received']);
      expect(all[0]?.told).toBe('message.received');
      expect(new Set(all.map(({ messageId }) => messageId)).size).toBe(1);
    }
  });

  test('is told also where a platform’s own ids look like ours', async () => {
    const on = await cage(ground);
    await on.hear(says('helo', { platformId: 'msg_1' }));
    await on.hear({ ...edit, target: 'msg_1' }, { ...reaction, target: 'msg_1' });
    expect((await told(on)).toSorted()).toEqual(['message.edited', 'message.reacted', 'message.received']);
  });

  test('is told of a message of ours whose answer comes after it', async () => {
    const on = await cage(ground);
    const id = await on.delivery([{ type: 'text', text: 'hello' }], 'sending');
    await on.hear(reaction);
    expect(await told(on)).toEqual([]);
    await on.hear({ kind: 'delivery', state: 'sent', contact: robin, platformIds: ['p-1'], reference: id });
    expect((await on.told()).map((event) => [event.told, event.messageId]).toSorted()).toEqual([
      ['delivery.changed', id],
      ['message.reacted', id],
    ]);
  });

  test('is not what another person says: a message told twice under two keys is one', async () => {
    const on = await cage(ground);
    await on.hear(message, { ...message, key: 'twin' });
    await on.hear({ ...message, key: 'triplet' });
    expect(await told(on)).toEqual(['message.received']);
  });
});

test('a platform’s clock that is far ahead opens no window for years, and is not the last word for ever', async () => {
  const on = await cage(ground);
  await on.hear(says('from the year 9999', { at: Date.parse('9999-01-01T00:00:00Z') } as object));
  const [event] = await on.told();
  expect(Number(event?.at)).toBeLessThan(Date.now() + 1_000);
  expect((await on.contact())?.last_inbound_at?.getTime()).toBeLessThan(Date.now() + 1_000);
});

describe('What was taken back', () => {
  test('is in no event that is kept, in whatever order they came, and is shown nowhere', async () => {
    for (const order of orders([message, edit, unsend])) {
      const on = await cage(ground);
      for (const event of order) await on.hear(event);
      const kept = [...(await on.raws()).values()].map((raw) => JSON.stringify(raw)).join();
      expect(kept).not.toContain('helo');
      expect(kept).not.toContain('hello');
      const all = await told(on);
      if (order.indexOf(unsend) < order.indexOf(message)) expect(all).not.toContain('message.received');
      else expect(all).toContain('message.unsent');
      const waiting = await on.db.selectFrom('early').select('report').where('account_id', '=', on.accountId).execute();
      expect(waiting).toEqual([]);
    }
  });

  test('leaves other messages as they are', async () => {
    const on = await cage(ground);
    await on.hear(says('stays'), message);
    await on.hear(unsend);
    expect([...(await on.raws()).values()].map((raw) => JSON.stringify(raw)).join()).toContain('stays');
  });
});

describe('An album', () => {
  test('is several messages of one burst', async () => {
    const on = await cage(ground);
    await on.hear(says('one', { burst: 'a-1' }), says('two', { burst: 'a-1' }), says('three'));
    expect((await on.told()).map(({ burst }) => burst)).toEqual(['a-1', 'a-1', null]);
  });
});

describe('What the platform says of the account', () => {
  const status = async (on: Cage) =>
    on.db.selectFrom('accounts').select(['status', 'status_reason']).where('id', '=', on.accountId).executeTakeFirstOrThrow();
  const failure = (name: 'auth_invalid' | 'rate_limited') =>
    ({ ok: false, class: name, code: '190', message: 'The token was revoked' }) as const;

  test('pauses it, with the reason, where nothing can be sent any more', async () => {
    const on = await cage(ground);
    await on.hear({ kind: 'account', name: 'tokens_revoked', data: {}, failure: failure('auth_invalid') });
    expect(await status(on)).toEqual({ status: 'paused', status_reason: expect.stringContaining('The token was revoked') });
  });

  test('is only kept where it passes, or is for people to read', async () => {
    const on = await cage(ground);
    await on.hear(
      { kind: 'account', name: 'quality', data: {} },
      { kind: 'account', name: 'limits', data: {}, failure: failure('rate_limited') },
    );
    expect(await status(on)).toEqual({ status: 'active', status_reason: null });
    expect((await on.raws()).size).toBe(2);
  });
});
