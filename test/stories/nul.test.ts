import { expect, test } from 'vitest';
import { stage, story } from './stage.ts';

/** JSON may carry it, Postgres keeps none of it. */
const nul = '\u0000';

story('a text that cannot be kept', () => {
  test.each([
    ['an id', 'query ($text: ID!) { customer(id: $text) { id } }'],
    ['an id of another service', 'query ($text: ID!) { conversation(id: $text) { id } }'],
    ['a search', 'query ($text: String!) { customers(search: $text) { edges { node { id } } } }'],
    ['what a wish is about', 'mutation ($text: ID!) { addNote(input: { dialogueId: $text, text: "x" }) { note { id } } }'],
    ['an idempotency key', 'mutation ($text: String!) { createAgent(input: { name: "x", idempotencyKey: $text }) { token } }'],
  ])('%s with a NUL is for the caller to put right', async (_name, query) => {
    const on = await stage();
    const { errors } = await on.ask(query, { text: `cus_${nul}` });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_INPUT']);
  });

  test('attributes with a NUL are for the caller to put right', async () => {
    const on = await stage();
    await on.say('messenger', {});
    const query = 'mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { customer { id } userErrors { code } } }';
    const find = () => on.graph<{ customers: { edges: { node: { id: string } }[] } }>('{ customers { edges { node { id } } } }');
    await expect.poll(async () => (await find()).customers.edges.length, { timeout: 20_000, interval: 20 }).toBe(1);
    const customerId = (await find()).customers.edges[0]!.node.id;
    const { errors } = await on.ask(query, { input: { customerId, attributes: { word: nul } } });
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_INPUT']);
  });
});
