import { expect, test } from 'vitest';
import { act, hear, meet, mergeCustomers, openConversation, send, undoMerge } from './desk.ts';
import { type Change, dialogueChanged, events, type Following, follow, here } from './live.ts';
import { stage, story, until } from './stage.ts';

/** A change in one line: what kind, of what, and how it stands. */
function line({ dialogueChanged: change }: { dialogueChanged: Change }): string {
  const { kind, entry, conversation, late } = change;
  const words = [entry?.text ?? entry?.note ?? entry?.__typename, conversation && !entry ? conversation.status : undefined];
  return [kind, ...words, late ? 'late' : undefined].filter(Boolean).join(' ');
}
const lines = ({ items }: Following<{ dialogueChanged: Change }>) => items.map(line);

/** Which change stands where. */
const placed = ({ items }: Following<{ dialogueChanged: Change }>) =>
  items.map(({ dialogueChanged: { kind, cursor } }) => `${kind} ${cursor}`);

story('a dialogue that is followed', () => {
  test('tells each change once and in order: what is said, done, edited, taken back, delivered, merged and parted', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const web = await meet(on, 'webchat', 'Hello from the shop');
    const conversationId = await openConversation(on, ana);
    const after = await here(on, ana.dialogueId);
    const seen = follow(on, ana.dialogueId, after);
    const account = on.account('messenger').id;
    const { messageId } = await on.say('messenger', { from: ana.from, text: 'Where is my kettle?' });
    await until(() => lines(seen)).toContain('APPENDED Where is my kettle?');
    const edit = { account, from: ana.from, messageId, text: 'Where is my pot?' };
    await on.control('messenger/edit', edit);
    await until(() => lines(seen)).toContain('EDITED Where is my pot?');
    await on.control('messenger/react', { account, from: ana.from, messageId, emoji: '👍' });
    await until(() => lines(seen)).toContain('REACTED Where is my pot?');
    await on.control('messenger/unsend', { account, from: ana.from, messageId });
    await until(() => lines(seen)).toContain('UNSENT Message');
    await act(on, 'tagConversation', { conversationId, tags: ['pots'] }, 'conversation { id }');
    await until(() => lines(seen)).toContain('CONVERSATION OPEN');
    await act(on, 'snoozeConversation', { conversationId }, 'conversation { id }');
    await until(() => lines(seen)).toContain('CONVERSATION SNOOZED');
    await hear(on, ana, 'Earlier', { timestamp: Date.now() - 60_000 });
    await send(on, { dialogueId: ana.dialogueId, text: 'On its way' });
    await until(() => seen.items.at(-1)?.dialogueChanged.entry?.delivery?.state).toBe('READ');
    const mergeId = await mergeCustomers(on, web.id, ana.id);
    await undoMerge(on, mergeId);
    await act(on, 'closeConversation', { conversationId }, 'conversation { id }');
    await until(() => lines(seen).at(-1)).toBe('CONVERSATION CLOSED');
    const told = lines(seen);
    const deliveries = told.filter((each) => each.startsWith('DELIVERY'));
    expect(deliveries.length).toBeGreaterThan(0);
    expect(deliveries.length).toBeLessThanOrEqual(3);
    expect(told.filter((each) => !each.startsWith('DELIVERY'))).toEqual([
      'APPENDED Where is my kettle?',
      'EDITED Where is my pot?',
      'REACTED Where is my pot?',
      'UNSENT Message',
      'CONVERSATION OPEN',
      'APPENDED Event',
      'CONVERSATION SNOOZED',
      'APPENDED Earlier late',
      'CONVERSATION OPEN',
      'APPENDED On its way',
      'MERGED',
      'UNMERGED',
      'APPENDED Event',
      'CONVERSATION CLOSED',
    ]);
    expect(new Set(seen.items.map(({ dialogueChanged }) => dialogueChanged.cursor)).size).toBe(seen.items.length);
    const again = follow(on, ana.dialogueId, after);
    await until(() => placed(again)).toEqual(placed(seen));
    expect([...seen.errors, ...again.errors]).toEqual([]);
  });

  test('is the same for two who follow it, over WebSocket and as server-sent events', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const after = await here(on, ana.dialogueId);
    const followers = [
      follow(on, ana.dialogueId, after),
      follow(on, ana.dialogueId, after),
      events<{ dialogueChanged: Change }>(on, dialogueChanged, { id: ana.dialogueId, after }),
    ];
    for (let n = 1; n <= 5; n++) await hear(on, ana, `say ${n}`);
    const expected = [1, 2, 3, 4, 5].map((n) => `APPENDED say ${n}`);
    for (const follower of followers) await until(() => lines(follower)).toEqual(expected);
    expect(followers[1]!.items).toEqual(followers[0]!.items);
    expect(followers[2]!.items).toEqual(followers[0]!.items);
  });

  test('leads through a merge and its undoing whoever follows the customer that was merged', async () => {
    const on = await stage();
    const page = await meet(on, 'messenger', 'A');
    const shop = await meet(on, 'messenger', 'B');
    const [pageStart, shopStart] = [await here(on, page.dialogueId), await here(on, shop.dialogueId)];
    const onPage = follow(on, page.dialogueId, pageStart);
    const onShop = follow(on, shop.dialogueId, shopStart);
    await hear(on, page, 'A alone');
    const mergeId = await mergeCustomers(on, page.id, shop.id);
    await hear(on, page, 'A together');
    await hear(on, shop, 'B together');
    const between = follow(on, page.dialogueId);
    await undoMerge(on, mergeId);
    await hear(on, page, 'A again');
    await hear(on, shop, 'B again');
    const common = ['MERGED', 'APPENDED A together', 'APPENDED B together', 'UNMERGED'];
    const ofPage = ['APPENDED A alone', ...common, 'APPENDED A again'];
    await until(() => lines(onPage).filter((each) => !each.startsWith('CONVERSATION'))).toEqual(ofPage);
    await until(() => lines(onShop).filter((each) => !each.startsWith('CONVERSATION'))).toEqual([...common, 'APPENDED B again']);
    await until(() => lines(between).at(-1)).toBe('APPENDED A again');
    // Every cursor of the way leads on, also one from before the merge and one from within it.
    for (const [n, { dialogueChanged }] of onPage.items.entries()) {
      const resumed = follow(on, page.dialogueId, dialogueChanged.cursor);
      await until(() => placed(resumed)).toEqual(placed(onPage).slice(n + 1));
    }
    expect([...onPage.errors, ...onShop.errors, ...between.errors]).toEqual([]);
  });

  test('leads through merges that were built on one another, undone in their own order', async () => {
    const on = await stage();
    const [a, b, c] = [await meet(on, 'messenger', 'A'), await meet(on, 'messenger', 'B'), await meet(on, 'messenger', 'C')];
    const seen = follow(on, a.dialogueId, await here(on, a.dialogueId));
    const first = await mergeCustomers(on, a.id, b.id);
    const second = await mergeCustomers(on, b.id, c.id);
    await hear(on, c, 'all three');
    await undoMerge(on, second);
    await hear(on, b, 'A and B');
    await hear(on, c, 'not for A');
    await undoMerge(on, first);
    await hear(on, b, 'not for A either');
    await hear(on, a, 'A');
    await until(() => lines(seen).filter((each) => !each.startsWith('CONVERSATION'))).toEqual([
      ...['MERGED', 'MERGED', 'APPENDED all three', 'UNMERGED', 'APPENDED A and B', 'UNMERGED', 'APPENDED A'],
    ]);
  });

  test('refuses a cursor that is not one of it, with a code', async () => {
    const on = await stage();
    const [ana, other] = [await meet(on, 'messenger', 'Hi'), await meet(on, 'messenger', 'Hi')];
    const elsewhere = await here(on, other.dialogueId);
    const encoded = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
    const topic = `dialogue.${ana.dialogueId}`;
    const wrong = ['garbage', '', elsewhere, ...[[topic, -1], [topic, 1.5], [`${topic}\u0000`, 1], ['inbox', 1], [topic]].map(encoded)];
    for (const after of wrong) {
      const refused = follow(on, ana.dialogueId, after);
      await until(() => refused.errors.flat()).toEqual([expect.objectContaining({ extensions: { code: 'BAD_INPUT' } })]);
      expect(refused.items).toEqual([]);
    }
    const ahead = follow(on, ana.dialogueId, encoded([topic, 1e9]));
    await until(() => lines(ahead)).toEqual(['LAGGED']);
    const nowhere = follow(on, 'dlg_01ARZ3NDEKTSV4RRFFQ69G5FAV');
    await until(() => nowhere.errors.flat()).toEqual([expect.objectContaining({ extensions: { code: 'NOT_FOUND' } })]);
  });
});
