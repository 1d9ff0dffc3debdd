import { expect, test } from 'vitest';
import { stage, story, until } from './stage.ts';

const timeline = `query ($id: ID!) { customer(id: $id) { id dialogue { id entries(first: 50) { edges { node {
  __typename id at ... on Message { text direction identity { id value channelId } delivery { state } } } } } } } }`;

type Node = {
  __typename: string;
  id: string;
  at: string;
  text: string;
  direction: string;
  identity: { id: string; value: string; channelId: string };
  delivery: { state: string } | null;
};
type Timeline = { customer: { id: string; dialogue: { id: string; entries: { edges: { node: Node }[] } } } };

story('one dialogue', () => {
  test('a customer speaks on Messenger, an agent answers, and it is seen to be delivered and read', async () => {
    const on = await stage();
    await on.say('messenger', { text: 'Hi, is the blue kettle back in stock?' });
    type Customers = { customers: { edges: { node: { id: string } }[] } };
    const customers = () => on.graph<Customers>('{ customers { edges { node { id } } } }');
    await until(async () => (await customers()).customers.edges.length).toBe(1);
    const { id } = (await customers()).customers.edges[0]!.node;
    const read = async () => (await on.graph<Timeline>(timeline, { id })).customer.dialogue;
    await until(async () => (await read()).entries.edges.map(({ node }) => node.text)).toEqual(['Hi, is the blue kettle back in stock?']);

    const dialogue = await read();
    const changes = on.subscribe<{ dialogueChanged: { kind: string; entry: { text: string; delivery: { state: string } | null } | null } }>(
      `subscription ($id: ID!) { dialogueChanged(dialogueId: $id) { kind cursor entry { id ... on Message { text delivery { state } } } } }`,
      { id: dialogue.id },
    );
    const sent = await on.graph<{ sendMessage: { message: { id: string }; userErrors: [] } }>(
      `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id delivery { state } } userErrors { code message } } }`,
      { input: { dialogueId: dialogue.id, text: 'Yes, it came in this morning.', idempotencyKey: 'first' } },
    );
    expect(sent.sendMessage.userErrors).toEqual([]);
    await until(async () => (await on.sent('messenger')).map(({ text }) => text)).toEqual(['Yes, it came in this morning.']);
    await until(async () => (await read()).entries.edges.at(-1)!.node.delivery?.state).toBe('READ');
    await until(() => changes.items.at(-1)?.dialogueChanged.entry?.delivery?.state).toBe('READ');
    expect(changes.errors).toEqual([]);
    changes.cut();
  });
});
