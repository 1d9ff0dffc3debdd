import { expect, test } from 'vitest';
import { type Stage, stage, story, until } from './stage.ts';
import { answer, customers, delivery, entries, met } from './timeline.ts';
import { says, seenOf, visit } from './visitor.ts';

type Node = { kind: string; id: string; text?: string };
type Seen = {
  viewer: {
    kind: string;
    agent: null;
    customer: { id: string; identities: { id: string }[]; dialogue: { id: string; entries: { edges: { node: Node }[] } } };
  };
};
const self = `{ viewer { kind agent { id } customer { id identities { id } dialogue { id entries(first: 100) { edges { node { kind: __typename id ... on Message { text } } } } } } } }`;

/** A visitor who asked and was answered; beside it a note, an event, and a person on Messenger. */
async function scene(on: Stage) {
  const visitor = await visit(on);
  await visitor.send(says('c_0', 'Is it back?'));
  await until(async () => (await seenOf(on, visitor)).length).toBe(1);
  const [mine] = await customers(on);
  const id = await answer(on, mine!.dialogue.id, 'Yes, it is back today.');
  await on.graph('mutation ($input: AddNoteInput!) { addNote(input: $input) { note { id } userErrors { code } } }', {
    input: { dialogueId: mine!.dialogue.id, text: 'a difficult one' },
  });
  const conversationId = mine!.conversations.edges[0]!.node.id;
  await on.graph('mutation ($input: CloseConversationInput!) { closeConversation(input: $input) { userErrors { code } } }', {
    input: { conversationId },
  });
  await on.say('messenger', { text: 'On Messenger' });
  await until(async () => (await customers(on)).length).toBe(2);
  const other = (await customers(on)).find((customer) => customer.id !== mine!.id)!;
  const asks = async (query: string, variables?: Record<string, unknown>) => on.ask(query, variables, visitor.token);
  return { visitor, mine: mine!, other, id, conversationId, asks };
}

/** What only staff may ask. */
const refused: [string, string][] = [
  ['customers', '{ customers { edges { node { id } } } }'],
  ['the inbox', '{ inbox { edges { node { id } } } }'],
  ['the staff', '{ agents { id } }'],
  ['channel accounts', '{ channelAccounts { id } }'],
  ['settings of the account it writes to', '{ viewer { customer { identities { channelAccount { id settings } } } } }'],
  ['which secrets the account has', '{ viewer { customer { identities { channelAccount { id secretNames } } } } }'],
  ['its conversations', '{ viewer { customer { conversations { edges { node { id } } } } } }'],
  ['a conversation', 'query ($conversationId: ID!) { conversation(id: $conversationId) { id } }'],
  ['what a merge would bring', 'query ($mine: ID!, $other: ID!) { mergePreview(fromId: $mine, intoId: $other) { from { id } } }'],
  [
    'sending as the company',
    'mutation ($dialogueId: ID!) { sendMessage(input: { dialogueId: $dialogueId, text: "I am the company" }) { message { id } } }',
  ],
  ['a note', 'mutation ($dialogueId: ID!) { addNote(input: { dialogueId: $dialogueId, text: "note" }) { note { id } } }'],
  ['closing', 'mutation ($conversationId: ID!) { closeConversation(input: { conversationId: $conversationId }) { conversation { id } } }'],
  ['renaming itself', 'mutation ($mine: ID!) { updateCustomer(input: { customerId: $mine, name: "Admin" }) { customer { id } } }'],
  ['merging', 'mutation ($mine: ID!, $other: ID!) { mergeCustomers(input: { fromId: $other, intoId: $mine }) { merge { id } } }'],
  [
    'connecting an account',
    'mutation { connectChannelAccount(input: { channelId: "webchat", name: "x", settings: {}, secrets: {} }) { channelAccount { id } } }',
  ],
  ['a new agent', 'mutation { createAgent(input: { name: "x", role: ADMIN }) { token } }'],
];

story('what a customer sees of itself', () => {
  test('its own dialogue with the messages on its own identity: no notes, no events', async () => {
    const on = await stage();
    const { asks, mine, id } = await scene(on);
    const { data, errors } = await asks(self);
    expect(errors).toBeUndefined();
    const { viewer } = data as unknown as Seen;
    expect(viewer).toMatchObject({
      kind: 'CUSTOMER',
      agent: null,
      customer: { id: mine.id, identities: [{ id: mine.identities[0]!.id }], dialogue: { id: mine.dialogue.id } },
    });
    expect(viewer.customer.dialogue.entries.edges.map(({ node }) => node)).toMatchObject([
      { kind: 'Message', text: 'Is it back?' },
      { kind: 'Message', id },
    ]);
    expect((await entries(on)).map(({ kind }) => kind)).toContain('Note');
  });

  test('after a merge with somebody else still only its own identity', async () => {
    const on = await stage();
    const { asks, mine, other } = await scene(on);
    const input = { fromId: other.id, intoId: mine.id };
    await on.graph('mutation ($input: MergeCustomersInput!) { mergeCustomers(input: $input) { userErrors { code } } }', { input });
    await until(async () => (await entries(on)).map(({ text }) => text)).toContain('On Messenger');
    const { data } = await asks(self);
    const { customer } = (data as unknown as Seen).viewer;
    expect(customer.identities).toHaveLength(1);
    expect(customer.dialogue.entries.edges.map(({ node }) => node.text)).toEqual(['Is it back?', 'Yes, it is back today.']);
    const found = await asks(
      'query ($search: String) { viewer { customer { dialogue { entries(first: 9, search: $search) { edges { node { id } } } } } } }',
      { search: 'Messenger' },
    );
    expect(found.data).toMatchObject({ viewer: { customer: { dialogue: { entries: { edges: [] } } } } });
  });

  test("what is the company's is refused, each with a code", async () => {
    const on = await stage();
    const { asks, mine, other, conversationId } = await scene(on);
    const all = { mine: mine.id, other: other.id, conversationId, dialogueId: mine.dialogue.id };
    for (const [name, query] of refused) {
      const named = Object.fromEntries(Object.entries(all).filter(([variable]) => query.includes(`$${variable}`)));
      const { errors } = await asks(query, named);
      expect([name, errors?.map(({ extensions }) => extensions.code)]).toEqual([name, ['FORBIDDEN']]);
    }
  });

  test('of others, nothing', async () => {
    const on = await stage();
    const { asks, other } = await scene(on);
    const { data } = await asks('query ($id: ID!) { customer(id: $id) { id name dialogue { id } } }', { id: other.id });
    expect(data).toEqual({ customer: null });
    const { data: own } = await asks(
      '{ viewer { customer { merges { id } identities { links { id } } dialogue { openConversation { id } unreadCount } } } }',
    );
    expect(own).toMatchObject({
      viewer: { customer: { merges: [], identities: [{ links: [] }], dialogue: { openConversation: null, unreadCount: 0 } } },
    });
  });

  test('live: the messages of its own dialogue and nothing else of it; no other dialogue, no inbox', async () => {
    const on = await stage();
    const { visitor, mine, other } = await scene(on);
    type Change = { dialogueChanged: { kind: string; entry: { text?: string } | null; conversation: object | null } };
    const watch =
      'subscription ($id: ID!) { dialogueChanged(dialogueId: $id) { kind entry { id ... on Message { text } } conversation { id } } }';
    const changes = on.subscribe<Change>(watch, { id: mine.dialogue.id }, visitor.token);
    await until(async () => {
      await visitor.send(says(crypto.randomUUID(), 'knock'));
      return changes.items.length;
    }).toBeGreaterThan(0);
    await on.graph('mutation ($input: AddNoteInput!) { addNote(input: $input) { note { id } } }', {
      input: { dialogueId: mine.dialogue.id, text: 'a secret' },
    });
    const id = await answer(on, mine.dialogue.id, 'Anything else?');
    await until(async () => (await delivery(on, id)).state).toBe('SENT');
    const news = () => changes.items.map(({ dialogueChanged }) => dialogueChanged).filter(({ entry }) => entry?.text !== 'knock');
    await until(news).toMatchObject([
      { kind: 'APPENDED', entry: { text: 'Anything else?' }, conversation: null },
      { kind: 'DELIVERY', entry: { text: 'Anything else?' }, conversation: null },
    ]);
    expect(changes.errors).toEqual([]);
    changes.cut();

    const unheard = (query: string, variables = {}) => {
      const { errors, items, cut } = on.subscribe(query, variables, visitor.token);
      return until(() => ({ errors, items: items.length }))
        .toMatchObject({ errors: [[{ extensions: { code: expect.stringMatching(/NOT_FOUND|FORBIDDEN/) } }]], items: 0 })
        .finally(cut);
    };
    await unheard(watch, { id: other.dialogue.id });
    await unheard('subscription { inboxChanged { kind } }');
  });

  test('a customer of one workspace is nobody in another', async () => {
    const [on, elsewhere] = await Promise.all([stage(), stage()]);
    const { visitor } = await scene(on);
    const { id, dialogue } = await met(elsewhere, 'messenger');
    const { data, errors } = await on.ask('query ($id: ID!) { customer(id: $id) { id } }', { id }, visitor.token);
    expect([data, errors]).toEqual([{ customer: null }, undefined]);
    const watch = on.subscribe('subscription ($id: ID!) { dialogueChanged(dialogueId: $id) { kind } }', { id: dialogue.id }, visitor.token);
    await until(() => watch.errors).toMatchObject([[{ extensions: { code: 'NOT_FOUND' } }]]);
    watch.cut();
  });
});
