import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, inject, onTestFinished, test } from 'vitest';
import { deriveKeys } from '../../kit/secret.ts';
import { agentToken, signAgentToken } from '../../kit/token.ts';
import { act, attempt, meet, mergeCustomers, openConversation, refusal, timeline, undoMerge } from './desk.ts';
import { dialogueChanged, follow, here } from './live.ts';
import { type Stage, stage, story, until } from './stage.ts';

/** A workspace with something of everything in it. */
async function furnished() {
  const on = await stage();
  const [ana, bob, cyd] = [await meet(on, 'messenger', 'Hi'), await meet(on, 'messenger', 'B'), await meet(on, 'messenger', 'C')];
  const conversationId = await openConversation(on, ana);
  await act(on, 'tagConversation', { conversationId, tags: ['vip'] }, 'conversation { id }');
  const mergeId = await mergeCustomers(on, cyd.id, bob.id);
  const rule = { name: 'Away', enabled: false, condition: { on: 'MESSAGE_RECEIVED' }, reply: 'Away' };
  const { automationRule } = await act<{ automationRule: { id: string } }>(on, 'saveAutomationRule', rule, 'automationRule { id }');
  const { viewer } = await on.graph<{ viewer: { agent: { id: string } } }>('{ viewer { agent { id } } }');
  const messageId = (await timeline(on, ana.id))[0]!.id;
  return { on, ana, bob, conversationId, mergeId, ruleId: automationRule.id, agentId: viewer.agent.id, messageId };
}

const codes = async (answer: ReturnType<Stage['ask']>) => (await answer).errors?.map(({ extensions }) => extensions.code);

story('two workspaces', () => {
  test('see nothing of one another, by whatever id', async () => {
    const { on: theirs, ana, conversationId, agentId } = await furnished();
    const on = await stage();
    const ids = { customer: ana.id, conversation: conversationId };
    const query = 'query ($customer: ID!, $conversation: ID!) { customer(id: $customer) { id } conversation(id: $conversation) { id } }';
    expect(await on.graph(query, ids)).toEqual({ customer: null, conversation: null });
    const everything = `query ($filter: InboxFilter) { inbox(filter: $filter) { edges { node { id } } } customers { edges { node { id } } }
      automationRules { id } agents { name } channelAccounts { id } viewer { workspace { id } } }`;
    for (const filter of [{ status: ['OPEN', 'SNOOZED', 'CLOSED'] }, { assigneeId: agentId }, { tag: 'vip' }]) {
      expect(await on.graph(everything, { filter })).toEqual({
        inbox: { edges: [] },
        customers: { edges: [] },
        automationRules: [],
        agents: [{ name: 'Robin Vale' }],
        channelAccounts: on.accounts.map(({ id }) => ({ id })),
        viewer: { workspace: { id: on.workspaceId } },
      });
    }
    expect(on.workspaceId).not.toBe(theirs.workspaceId);
  });

  test('change nothing of one another, by whatever id', async () => {
    const { on: theirs, ana, bob, conversationId, mergeId, ruleId, agentId, messageId } = await furnished();
    const on = await stage();
    const mine = await meet(on, 'messenger', 'Hi');
    const own = await openConversation(on, mine);
    const condition = { on: 'MESSAGE_RECEIVED' };
    const conversation = 'conversation { id }';
    const wishes: [string, object, string][] = [
      ['sendMessage', { dialogueId: ana.dialogueId, text: 'x' }, 'message { id }'],
      ['sendMessage', { dialogueId: mine.dialogueId, text: 'x', replyTo: messageId }, 'message { id }'],
      ['sendMessage', { dialogueId: mine.dialogueId, text: 'x', identityId: ana.identityId }, 'message { id }'],
      ['addNote', { dialogueId: ana.dialogueId, text: 'x' }, 'note { id }'],
      ['markRead', { dialogueId: ana.dialogueId }, 'dialogue { id }'],
      ['markRead', { dialogueId: mine.dialogueId, entryId: messageId }, 'dialogue { id }'],
      ['assignConversation', { conversationId }, conversation],
      ['assignConversation', { conversationId: own, agentId }, conversation],
      ['closeConversation', { conversationId }, conversation],
      ['snoozeConversation', { conversationId }, conversation],
      ['reopenConversation', { conversationId }, conversation],
      ['tagConversation', { conversationId, tags: [] }, conversation],
      ['mergeCustomers', { fromId: ana.id, intoId: mine.id }, 'merge { id }'],
      ['mergeCustomers', { fromId: mine.id, intoId: ana.id }, 'merge { id }'],
      ['undoMerge', { mergeId }, 'merge { id }'],
      ['updateCustomer', { customerId: bob.id, name: 'Mine' }, 'customer { id }'],
      ['updateChannelAccount', { channelAccountId: theirs.account('webchat').id, name: 'Mine' }, 'channelAccount { id }'],
      ['saveAutomationRule', { id: ruleId, name: 'Mine', condition, reply: 'x' }, 'automationRule { id }'],
      ['deleteAutomationRule', { automationRuleId: ruleId }, 'deletedId'],
    ];
    for (const [mutation, input, selection] of wishes) {
      expect([mutation, input, await refusal(on, mutation, input, selection)]).toEqual([mutation, input, ['NOT_FOUND']]);
    }
    const preview = 'query ($from: ID!, $into: ID!) { mergePreview(fromId: $from, intoId: $into) { from { id } } }';
    expect(await codes(on.ask(preview, { from: ana.id, into: mine.id }))).toEqual(['NOT_FOUND']);
    expect(await theirs.sent('messenger')).toEqual([]);
    await undoMerge(theirs, mergeId);
    const rules = await theirs.graph<{ automationRules: { name: string }[] }>('{ automationRules { name } }');
    expect(rules.automationRules).toEqual([{ name: 'Away' }]);
  });

  test('hear nothing of one another, with whatever cursor', async () => {
    const { on: theirs, ana } = await furnished();
    const on = await stage();
    const mine = await meet(on, 'messenger', 'Hi');
    const cursor = await here(theirs, ana.dialogueId);
    const foreign = follow(on, ana.dialogueId);
    await until(() => foreign.errors.flat()).toEqual([expect.objectContaining({ extensions: { code: 'NOT_FOUND' } })]);
    const inbox = on.subscribe('subscription ($after: String) { inboxChanged(after: $after) { kind conversation { id } } }', {
      after: cursor,
    });
    onTestFinished(() => inbox.cut());
    for (const following of [follow(on, mine.dialogueId, cursor), inbox]) {
      await until(() => following.errors.flat()).toEqual([expect.objectContaining({ extensions: { code: 'BAD_INPUT' } })]);
      expect(following.items).toEqual([]);
    }
  });

  test('have idempotency keys of their own', async () => {
    const input = { name: 'Kim', idempotencyKey: 'the same' };
    const made = await Promise.all(
      [stage(), stage()].map(async (on) => act<{ agent: { id: string } }>(await on, 'createAgent', input, 'agent { id }')),
    );
    expect(made[0]!.agent.id).not.toBe(made[1]!.agent.id);
  });
});

story('an agent who is no admin', () => {
  test('serves customers, and may not connect accounts, add agents or change rules', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const { token } = await act<{ token: string }>(on, 'createAgent', { name: 'Kim' }, 'token');
    const viewer = await on.ask('{ viewer { kind agent { name role } } }', {}, token);
    expect(viewer.data).toEqual({ viewer: { kind: 'AGENT', agent: { name: 'Kim', role: 'AGENT' } } });
    await act(on, 'sendMessage', { dialogueId: ana.dialogueId, text: 'Hello' }, 'message { id }', token);
    const ask = (mutation: string, type: string, input: object) =>
      codes(on.ask(`mutation ($input: ${type}!) { ${mutation}(input: $input) { userErrors { code } } }`, { input }, token));
    const widget = {
      channelId: 'webchat',
      name: 'W',
      settings: { widgetKey: 'wk_1', allowedOrigins: [] },
      secrets: { signingSecret: 'secret' },
    };
    expect(await ask('connectChannelAccount', 'ConnectChannelAccountInput', widget)).toEqual(['FORBIDDEN']);
    const account = { channelAccountId: on.account('webchat').id, status: 'PAUSED' };
    expect(await ask('updateChannelAccount', 'UpdateChannelAccountInput', account)).toEqual(['FORBIDDEN']);
    expect(await ask('createAgent', 'CreateAgentInput', { name: 'Lou', role: 'ADMIN' })).toEqual(['FORBIDDEN']);
    const rule = { name: 'R', condition: { on: 'MESSAGE_RECEIVED' }, reply: 'x' };
    expect(await ask('saveAutomationRule', 'SaveAutomationRuleInput', rule)).toEqual(['FORBIDDEN']);
    expect(await ask('deleteAutomationRule', 'DeleteAutomationRuleInput', { automationRuleId: 'rul_0' })).toEqual(['FORBIDDEN']);
    for (const each of [token, on.agentToken]) {
      const found = on.ask('mutation { createWorkspace(input: { name: "W", adminName: "A" }) { token } }', {}, each);
      expect(await codes(found)).toEqual(['FORBIDDEN']);
    }
    const { userErrors } = await attempt(on, 'createAgent', { name: ' ' }, 'agent { id }');
    expect(userErrors).toMatchObject([{ code: 'BAD_INPUT' }]);
  });
});

story('a request', () => {
  test('without a valid token is refused: none, garbage, forged, expired, meant for something else', async () => {
    const on = await stage();
    const { secret } = inject('world');
    const claims = { agentId: 'agt_0', workspaceId: on.workspaceId, role: 'admin' as const };
    const key = deriveKeys(secret).agent;
    const sign = (expires: string, audience: string = agentToken.audience) =>
      new SignJWT({ wid: on.workspaceId, role: 'admin' })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('agt_0')
        .setIssuer(agentToken.issuer)
        .setAudience(audience)
        .setExpirationTime(expires)
        .sign(key);
    const [header, payload, mark] = on.agentToken.split('.') as [string, string, string];
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const decoded = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const tokens = [
      '',
      'garbage',
      await signAgentToken(claims, new Uint8Array(randomBytes(32))),
      await sign('-1m'),
      await sign('1h', 'webchat'),
      [header, encoded({ ...decoded, role: 'admin', wid: 'wsp_other' }), mark].join('.'),
      [encoded({ alg: 'none' }), payload, ''].join('.'),
    ];
    for (const token of tokens) {
      const { status, data, errors } = await on.ask('{ viewer { kind } }', {}, token);
      expect([token, status, data ?? null, errors?.map(({ extensions }) => extensions.code)]).toEqual([
        token,
        401,
        null,
        ['UNAUTHENTICATED'],
      ]);
      const following = on.subscribe(dialogueChanged, { id: 'dlg_0' }, token);
      await until(() => following.errors).toEqual([expect.objectContaining({ code: 4403 })]);
    }
    expect((await on.ask('{ viewer { kind } }', {}, await sign('1h'))).status).toBe(200);
  });
});
