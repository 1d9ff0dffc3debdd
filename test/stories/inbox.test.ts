import { expect, test } from 'vitest';
import { act, hear, meet, type Person, refusal, send, timeline } from './desk.ts';
import { type Stage, stage, story, until } from './stage.ts';

interface Conversation {
  id: string;
  status: string;
  assignee: { id: string; name: string } | null;
  tags: string[];
  snoozedUntil: string | null;
  closedAt: string | null;
  customer: { id: string };
  lastMessage: { text: string } | null;
}

const fields = 'id status assignee { id name } tags snoozedUntil closedAt customer { id } lastMessage { text }';
const selection = `conversation { ${fields} }`;
const everyStatus = ['OPEN', 'SNOOZED', 'CLOSED'];

async function conversations(on: Stage, { id }: Person): Promise<Conversation[]> {
  type Answer = { customer: { conversations: { edges: { node: Conversation }[] } } };
  const query = `query ($id: ID!) { customer(id: $id) { conversations { edges { node { ${fields} } } } } }`;
  return (await on.graph<Answer>(query, { id })).customer.conversations.edges.map(({ node }) => node);
}

async function inbox(on: Stage, filter?: object): Promise<string[]> {
  type Answer = { inbox: { edges: { node: Conversation }[] } };
  const query = `query ($filter: InboxFilter) { inbox(filter: $filter) { edges { node { ${fields} } } } }`;
  return (await on.graph<Answer>(query, { filter })).inbox.edges.map(({ node }) => node.id);
}

const change = async (on: Stage, mutation: string, input: object) =>
  (await act<{ conversation: Conversation }>(on, mutation, input, selection)).conversation;

async function newAgent(on: Stage, name: string): Promise<{ id: string; token: string }> {
  const { agent, token } = await act<{ agent: { id: string }; token: string }>(on, 'createAgent', { name }, 'agent { id } token');
  return { id: agent.id, token };
}

const events = async (on: Stage, { id }: Person) => (await timeline(on, id)).flatMap(({ name }) => name ?? []);

story('a conversation', () => {
  test('opens with the first message and goes on with the next, on whatever channel', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    expect(await conversations(on, ana)).toMatchObject([{ status: 'OPEN', assignee: null, tags: [], lastMessage: { text: 'Hi' } }]);
    await hear(on, ana, 'Anybody?');
    await send(on, { dialogueId: ana.dialogueId, text: 'Yes' });
    const [conversation, ...others] = await conversations(on, ana);
    expect([conversation!.lastMessage, others]).toEqual([{ text: 'Yes' }, []]);
    expect(await inbox(on)).toEqual([conversation!.id]);
  });

  test('keeps its place and its latest message when an earlier one comes late', async () => {
    const on = await stage();
    const early = await meet(on, 'messenger', 'At noon');
    const later = await meet(on, 'messenger', 'Just now');
    await hear(on, early, 'This morning', { timestamp: Date.now() - 3_600_000 });
    expect((await conversations(on, early))[0]!.lastMessage).toEqual({ text: 'At noon' });
    expect(await inbox(on)).toEqual([(await conversations(on, later))[0]!.id, (await conversations(on, early))[0]!.id]);
  });

  test('is woken from its snooze by the customer, not by an answer', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const conversationId = (await conversations(on, ana))[0]!.id;
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect(await change(on, 'snoozeConversation', { conversationId, until })).toMatchObject({ status: 'SNOOZED', snoozedUntil: until });
    await send(on, { dialogueId: ana.dialogueId, text: 'We will see' });
    expect(await conversations(on, ana)).toMatchObject([{ status: 'SNOOZED' }]);
    await hear(on, ana, 'Please do');
    expect(await conversations(on, ana)).toMatchObject([{ id: conversationId, status: 'OPEN', snoozedUntil: null }]);
    const past = new Date(Date.now() - 1_000).toISOString();
    expect(await refusal(on, 'snoozeConversation', { conversationId, until: past }, selection)).toEqual(['BAD_INPUT']);
  });

  test('wakes when its time has come', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const conversationId = (await conversations(on, ana))[0]!.id;
    await change(on, 'snoozeConversation', { conversationId, until: new Date(Date.now() + 1_000).toISOString() });
    await until(async () => (await conversations(on, ana))[0]!.status).toBe('OPEN');
    expect(await events(on, ana)).toEqual(['snoozed', 'reopened']);
  });

  test('is closed until somebody reopens it; the next message of the customer opens another', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const first = (await conversations(on, ana))[0]!.id;
    expect(await change(on, 'closeConversation', { conversationId: first })).toMatchObject({
      status: 'CLOSED',
      closedAt: expect.any(String),
    });
    expect(await inbox(on)).toEqual([]);
    expect(await inbox(on, { status: everyStatus })).toEqual([first]);
    expect(await refusal(on, 'snoozeConversation', { conversationId: first }, selection)).toEqual(['CONFLICT']);
    await hear(on, ana, 'One more thing');
    const [second, ...others] = await conversations(on, ana);
    expect(second).toMatchObject({ status: 'OPEN', lastMessage: { text: 'One more thing' } });
    expect(others).toMatchObject([{ id: first, status: 'CLOSED', lastMessage: { text: 'Hi' } }]);
    expect(await change(on, 'reopenConversation', { conversationId: first })).toMatchObject({ status: 'OPEN', closedAt: null });
    expect(await events(on, ana)).toEqual(['closed', 'reopened']);
  });

  test('is given to an agent of the workspace, or to nobody, and to nobody else', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const conversationId = (await conversations(on, ana))[0]!.id;
    const kim = await newAgent(on, 'Kim');
    expect(await change(on, 'assignConversation', { conversationId, agentId: kim.id })).toMatchObject({
      assignee: { id: kim.id, name: 'Kim' },
    });
    expect([await inbox(on, { assigneeId: kim.id }), await inbox(on, { unassigned: true })]).toEqual([[conversationId], []]);
    for (const agentId of ['agt_01ARZ3NDEKTSV4RRFFQ69G5FAV', ana.id]) {
      expect(await refusal(on, 'assignConversation', { conversationId, agentId }, selection)).toEqual(['NOT_FOUND']);
    }
    expect(await change(on, 'assignConversation', { conversationId })).toMatchObject({ assignee: null });
    expect([await inbox(on, { assigneeId: kim.id }), await inbox(on, { unassigned: true })]).toEqual([[], [conversationId]]);
  });

  test('has tags to find it by, each once, as many as are allowed', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'Hi');
    const conversationId = (await conversations(on, ana))[0]!.id;
    expect(await change(on, 'tagConversation', { conversationId, tags: [' refund ', 'vip', 'refund'] })).toMatchObject({
      tags: ['refund', 'vip'],
    });
    expect([await inbox(on, { tag: 'refund' }), await inbox(on, { tag: 'ref' })]).toEqual([[conversationId], []]);
    const many = Array.from({ length: 21 }, (_, n) => `tag ${n}`);
    for (const tags of [many, [''], ['x'.repeat(51)]]) {
      expect(await refusal(on, 'tagConversation', { conversationId, tags }, selection)).toEqual(['BAD_INPUT']);
    }
    expect(await change(on, 'tagConversation', { conversationId, tags: [] })).toMatchObject({ tags: [] });
  });

  test('that is not there cannot be changed, and says so', async () => {
    const on = await stage();
    const conversationId = 'cnv_01ARZ3NDEKTSV4RRFFQ69G5FAV';
    for (const mutation of ['assignConversation', 'closeConversation', 'snoozeConversation', 'reopenConversation']) {
      expect(await refusal(on, mutation, { conversationId }, selection)).toEqual(['NOT_FOUND']);
    }
    expect(await refusal(on, 'tagConversation', { conversationId, tags: [] }, selection)).toEqual(['NOT_FOUND']);
    expect(await on.graph('query ($id: ID!) { conversation(id: $id) { id } }', { id: conversationId })).toEqual({ conversation: null });
  });
});

story('the inbox', () => {
  test('has everything that is not closed, the latest first, and what its filter asks for', async () => {
    const on = await stage();
    const people = [await meet(on, 'messenger', 'A'), await meet(on, 'messenger', 'B'), await meet(on, 'messenger', 'C')];
    const [a, b, c] = await Promise.all(people.map(async (person) => (await conversations(on, person))[0]!.id));
    expect(await inbox(on)).toEqual([c, b, a]);
    await hear(on, people[0]!, 'A again');
    await change(on, 'snoozeConversation', { conversationId: b! });
    await change(on, 'closeConversation', { conversationId: c! });
    expect(await inbox(on)).toEqual([a, b]);
    expect(await inbox(on, { status: ['OPEN'] })).toEqual([a]);
    expect(await inbox(on, { status: ['SNOOZED', 'CLOSED'] })).toEqual([c, b]);
    await change(on, 'tagConversation', { conversationId: a!, tags: ['vip'] });
    expect(await inbox(on, { tag: 'vip', unassigned: true, status: ['OPEN'] })).toEqual([a]);
    expect(await inbox(on, { tag: 'vip', status: ['SNOOZED'] })).toEqual([]);
  });

  test('counts what each agent has not read, until the agent has', async () => {
    const on = await stage();
    const ana = await meet(on, 'messenger', 'one');
    await hear(on, ana, 'two');
    await send(on, { dialogueId: ana.dialogueId, text: 'ours counts for nobody' });
    const kim = await newAgent(on, 'Kim');
    type Unread = { customer: { dialogue: { unreadCount: number } } };
    const unread = async (token?: string) => {
      const { data } = await on.ask('query ($id: ID!) { customer(id: $id) { dialogue { unreadCount } } }', { id: ana.id }, token);
      return (data as unknown as Unread).customer.dialogue.unreadCount;
    };
    expect([await unread(), await unread(kim.token)]).toEqual([2, 2]);
    const [one] = await timeline(on, ana.id);
    const read = (input: object, token?: string) =>
      act<{ dialogue: { unreadCount: number } }>(
        on,
        'markRead',
        { dialogueId: ana.dialogueId, ...input },
        'dialogue { unreadCount }',
        token,
      );
    expect((await read({ entryId: one!.id })).dialogue.unreadCount).toBe(1);
    expect((await read({}, kim.token)).dialogue.unreadCount).toBe(0);
    expect([await unread(), await unread(kim.token)]).toEqual([1, 0]);
    await read({});
    await read({ entryId: one!.id });
    await hear(on, ana, 'three');
    expect([await unread(), await unread(kim.token)]).toEqual([1, 1]);
    const other = await meet(on, 'messenger', 'Hi');
    const foreign = { dialogueId: other.dialogueId, entryId: one!.id };
    expect(await refusal(on, 'markRead', foreign, 'dialogue { id }')).toEqual(['NOT_FOUND']);
  });
});
