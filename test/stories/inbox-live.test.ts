import { expect, onTestFinished, test } from 'vitest';
import { act, hear, meet, openConversation } from './desk.ts';
import { type Stage, stage, story, until } from './stage.ts';

interface Change {
  inboxChanged: { kind: string; cursor: string; conversation: { id: string; customer: { id: string } } };
}
const inboxChanged = `subscription ($filter: InboxFilter, $after: String) { inboxChanged(filter: $filter, after: $after) {
  kind cursor conversation { id customer { id } } } }`;

function follow(on: Stage, filter?: object, after?: string) {
  const following = on.subscribe<Change>(inboxChanged, { filter, after });
  onTestFinished(() => following.cut());
  return following;
}

const change = (on: Stage, mutation: string, input: object) => act(on, mutation, input, 'conversation { id }');

/** A cursor behind all that has happened in the inbox so far. */
async function here(on: Stage): Promise<string> {
  const { items } = follow(on);
  await until(async () => {
    if (items.length === 0) await meet(on, 'messenger', 'Is it live?');
    return items.length;
  }).toBeGreaterThan(0);
  const mark = await meet(on, 'messenger', 'It is');
  const found = () => items.find(({ inboxChanged }) => inboxChanged.conversation.customer.id === mark.id);
  await until(() => found()?.inboxChanged.kind).toBe('ENTERED');
  return found()!.inboxChanged.cursor;
}

story('an inbox that is followed', () => {
  test('tells what enters it, changes in it and leaves it, as its filter sees it', async () => {
    const on = await stage();
    const after = await here(on);
    const { agent } = await act<{ agent: { id: string } }>(on, 'createAgent', { name: 'Kim' }, 'agent { id }');
    const filters = {
      all: undefined,
      open: { status: ['OPEN'] },
      closed: { status: ['CLOSED'] },
      kims: { assigneeId: agent.id },
      nobodys: { unassigned: true },
      vip: { tag: 'vip' },
    };
    const followed = Object.entries(filters).map(([name, filter]) => [name, follow(on, filter, after)] as const);
    const ana = await meet(on, 'messenger', 'Hi');
    const conversationId = await openConversation(on, ana);
    await hear(on, ana, 'Anybody?');
    await change(on, 'assignConversation', { conversationId, agentId: agent.id });
    await change(on, 'tagConversation', { conversationId, tags: ['vip'] });
    await change(on, 'snoozeConversation', { conversationId });
    await hear(on, ana, 'Hello?');
    await change(on, 'tagConversation', { conversationId, tags: [] });
    await change(on, 'closeConversation', { conversationId });
    const expected: Record<string, string[]> = {
      all: ['ENTERED', 'CHANGED', 'CHANGED', 'CHANGED', 'CHANGED', 'CHANGED', 'CHANGED', 'LEFT'],
      open: ['ENTERED', 'CHANGED', 'CHANGED', 'CHANGED', 'LEFT', 'ENTERED', 'CHANGED', 'LEFT'],
      closed: ['ENTERED'],
      kims: ['ENTERED', 'CHANGED', 'CHANGED', 'CHANGED', 'CHANGED', 'LEFT'],
      nobodys: ['ENTERED', 'CHANGED', 'LEFT'],
      vip: ['ENTERED', 'CHANGED', 'CHANGED', 'LEFT'],
    };
    for (const [name, { items }] of followed) {
      await until(() => [name, items.map(({ inboxChanged: { kind } }) => kind)]).toEqual([name, expected[name]]);
      expect(new Set(items.map(({ inboxChanged }) => inboxChanged.conversation.id))).toEqual(new Set([conversationId]));
    }
  });

  test('goes on behind any of its cursors, through the same filter', async () => {
    const on = await stage();
    const after = await here(on);
    const seen = follow(on, { status: ['OPEN'] }, after);
    const people = [await meet(on, 'messenger', 'A'), await meet(on, 'messenger', 'B'), await meet(on, 'messenger', 'C')];
    for (const person of people) await change(on, 'snoozeConversation', { conversationId: await openConversation(on, person) });
    for (const person of people) await hear(on, person, 'back');
    await until(() => seen.items.map(({ inboxChanged: { kind } }) => kind)).toEqual([
      ...people.map(() => 'ENTERED'),
      ...people.map(() => 'LEFT'),
      ...people.map(() => 'ENTERED'),
    ]);
    for (const [
      n,
      {
        inboxChanged: { cursor },
      },
    ] of seen.items.entries()) {
      const resumed = follow(on, { status: ['OPEN'] }, cursor);
      await until(() => resumed.items).toEqual(seen.items.slice(n + 1));
    }
    const garbage = follow(on, undefined, 'garbage');
    await until(() => garbage.errors.flat()).toEqual([expect.objectContaining({ extensions: { code: 'BAD_INPUT' } })]);
  });
});
