import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { act, attempt, hear, meet, mergeCustomers, openConversation, texts, untilSent } from './desk.ts';
import { type Stage, stage, story } from './stage.ts';

/** A mutation, an input for it, another input, and what its payload shows. */
type Wish = [mutation: string, input: object, other: object, selection: string];

async function wishes(on: Stage): Promise<Wish[]> {
  const [ana, bob, cyd, dan] = [
    await meet(on, 'messenger', 'A'),
    await meet(on, 'messenger', 'B'),
    await meet(on, 'messenger', 'C'),
    await meet(on, 'messenger', 'D'),
  ];
  const conversationId = await openConversation(on, ana);
  const { agent } = await act<{ agent: { id: string } }>(on, 'createAgent', { name: 'Kim' }, 'agent { id }');
  const undone = [await mergeCustomers(on, cyd.id, dan.id), await mergeCustomers(on, bob.id, dan.id)] as const;
  const rule = { name: 'Greeting', condition: { on: 'CONVERSATION_OPENED' }, reply: 'Hello!' };
  const { automationRule } = await act<{ automationRule: { id: string } }>(on, 'saveAutomationRule', rule, 'automationRule { id }');
  const word = () => randomBytes(16).toString('hex');
  const widget = {
    channelId: 'webchat',
    name: 'Second widget',
    settings: { widgetKey: `wk_${word()}`, allowedOrigins: [] },
    secrets: { signingSecret: word() },
  };
  const { dialogueId } = ana;
  const conversation = 'conversation { id status tags assignee { id } snoozedUntil }';
  const later = new Date(Date.now() + 3_600_000).toISOString();
  return [
    ['sendMessage', { dialogueId, text: 'Once' }, { dialogueId, text: 'Twice' }, 'message { id text }'],
    ['addNote', { dialogueId, text: 'Once' }, { dialogueId, text: 'Twice' }, 'note { id text }'],
    ['assignConversation', { conversationId, agentId: agent.id }, { conversationId }, conversation],
    ['tagConversation', { conversationId, tags: ['a', 'b'] }, { conversationId, tags: ['a'] }, conversation],
    ['snoozeConversation', { conversationId, until: later }, { conversationId }, conversation],
    ['reopenConversation', { conversationId }, { conversationId: undone[0] }, conversation],
    ['closeConversation', { conversationId }, { conversationId: undone[0] }, conversation],
    ['markRead', { dialogueId }, { dialogueId: bob.dialogueId }, 'dialogue { id unreadCount }'],
    ['undoMerge', { mergeId: undone[0] }, { mergeId: undone[1] }, 'merge { id undoneAt } customers { id }'],
    ['mergeCustomers', { fromId: ana.id, intoId: cyd.id }, { fromId: ana.id, intoId: bob.id }, 'merge { id } customer { id }'],
    [
      'updateCustomer',
      { customerId: dan.id, attributes: { size: 'M' } },
      { customerId: dan.id, attributes: { size: null } },
      'customer { id attributes }',
    ],
    ['createAgent', { name: 'Lou' }, { name: 'Lou', role: 'ADMIN' }, 'agent { id name role }'],
    ['connectChannelAccount', widget, { ...widget, name: 'Third widget' }, 'channelAccount { id name }'],
    [
      'updateChannelAccount',
      { channelAccountId: on.account('webchat').id, name: 'W' },
      { channelAccountId: on.account('webchat').id, name: 'V' },
      'channelAccount { id name }',
    ],
    [
      'rotateChannelSecrets',
      { channelAccountId: on.account('messenger').id, secrets: { verifyToken: 'other' } },
      { channelAccountId: on.account('messenger').id, secrets: { verifyToken: 'another' } },
      'channelAccount { id copied { value } }',
    ],
    [
      'checkChannelAccount',
      { channelAccountId: on.account('messenger').id },
      { channelAccountId: on.account('whatsapp').id },
      'checks { shows ok problem } channelAccount { id }',
    ],
    [
      'disconnectChannelAccount',
      { channelAccountId: on.account('webchat').id },
      { channelAccountId: on.account('whatsapp').id },
      'channelAccount { id status }',
    ],
    ['saveAutomationRule', rule, { ...rule, reply: 'Hi!' }, 'automationRule { id reply }'],
    ['deleteAutomationRule', { automationRuleId: automationRule.id }, { automationRuleId: 'rul_0' }, 'deletedId'],
  ];
}

story('a wish with an idempotency key', () => {
  test('is done once: repeated, it gives the same result; with another input, a conflict', async () => {
    const on = await stage();
    for (const [mutation, input, other, selection] of await wishes(on)) {
      const idempotencyKey = randomUUID();
      const first = await attempt(on, mutation, { ...input, idempotencyKey }, selection);
      expect([mutation, first.userErrors]).toEqual([mutation, []]);
      const second = await attempt(on, mutation, { ...input, idempotencyKey }, selection);
      expect([mutation, second]).toEqual([mutation, first]);
      const { userErrors } = await attempt(on, mutation, { ...other, idempotencyKey }, selection);
      expect([mutation, userErrors.map(({ code }) => code)]).toEqual([mutation, ['IDEMPOTENCY_CONFLICT']]);
    }
  });

  test('is done once even when it comes twenty times at the same moment', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const [bob, cyd] = [await meet(on, 'messenger', 'B'), await meet(on, 'messenger', 'C')];
    const twenty = (mutation: string, input: object, selection: string) =>
      Promise.all(
        Array.from({ length: 20 }, () => attempt<object>(on, mutation, { ...input, idempotencyKey: `the same ${mutation}` }, selection)),
      );
    for (const [mutation, input, selection] of [
      ['sendMessage', { dialogueId: ana.dialogueId, text: 'Only once' }, 'message { id }'],
      ['addNote', { dialogueId: ana.dialogueId, text: 'Only once' }, 'note { id }'],
      ['mergeCustomers', { fromId: bob.id, intoId: cyd.id }, 'merge { id } customer { id }'],
      ['createAgent', { name: 'Kim' }, 'agent { id }'],
    ] as const) {
      const [first, ...others] = await twenty(mutation, input, selection);
      expect(first).toMatchObject({ userErrors: [] });
      for (const other of others) expect(other).toEqual(first);
    }
    expect(await texts(on, ana.id)).toEqual(['Hi', 'Only once']);
    await untilSent(on, ana, ['Only once']);
    expect((await on.graph<{ agents: { name: string }[] }>('{ agents { name } }')).agents.map(({ name }) => name)).toEqual([
      'Kim',
      'Robin Vale',
    ]);
  });

  test('that was refused is free to be tried again, with the same key', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const input = { dialogueId: ana.dialogueId, idempotencyKey: 'again' };
    expect((await attempt(on, 'sendMessage', { ...input, text: ' ' }, 'message { id }')).userErrors).toMatchObject([{ code: 'BAD_INPUT' }]);
    await act(on, 'sendMessage', { ...input, text: 'Better' }, 'message { id }');
    for (const idempotencyKey of ['', 'x'.repeat(201)]) {
      const { userErrors } = await attempt(on, 'sendMessage', { ...input, text: 'Hi', idempotencyKey }, 'message { id }');
      expect(userErrors).toMatchObject([{ code: 'BAD_INPUT' }]);
    }
  });

  test('has its key for itself: that of another agent, or none, is another wish', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const { token } = await act<{ token: string }>(on, 'createAgent', { name: 'Kim' }, 'token');
    const input = { dialogueId: ana.dialogueId, text: 'Hello', idempotencyKey: 'mine' };
    await act(on, 'sendMessage', input, 'message { id }');
    await act(on, 'sendMessage', input, 'message { id }', token);
    for (let n = 0; n < 2; n++) await act(on, 'sendMessage', { ...input, idempotencyKey: null }, 'message { id }');
    await hear(on, ana, 'Four times?');
    expect(await texts(on, ana.id)).toEqual(['Hi', 'Hello', 'Hello', 'Hello', 'Hello', 'Four times?']);
  });
});
