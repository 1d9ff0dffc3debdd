import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenWorld, openDistributed } from '../worlds/world.ts';
import { type Door, openDoor } from './door.ts';
import { speakers, storm } from './storm.ts';
import { untilTold } from './truth.ts';

const page = `query ($id: ID!) { customer(id: $id) {
  identities { kind channelAccount { name channel { name } } }
  dialogue { entries(last: 20) { edges { node { at ... on Message { text author { kind } identity { channelAccount { name } } delivery { state } } } } } }
} }`;

interface Account {
  name: string;
}
interface Page {
  customer: {
    identities: { kind: string; channelAccount: (Account & { channel: Account }) | null }[];
    dialogue: { entries: { edges: { node: { text: string; identity: { channelAccount: Account | null } } }[] } };
  };
}

/** The page with holes where channels speaks. */
function without({ customer: { identities, dialogue } }: Page): Page {
  const edges = dialogue.entries.edges.map(({ node }) => ({ node: { ...node, identity: { channelAccount: null } } }));
  return { customer: { identities: identities.map((one) => ({ ...one, channelAccount: null })), dialogue: { entries: { edges } } } };
}

describe.each(['bus', 'http'])('the product as processes, whose gateway reaches services over %s', (transport) => {
  let world: OpenWorld | undefined;
  let door: Door;
  let whole: Page;
  let id: string;

  beforeAll(async () => {
    world = await openDistributed(undefined, { environment: { SUBGRAPH_TRANSPORT: transport } });
    if (!world) return;
    door = await openDoor(world);
    const people = speakers(2, 1);
    await storm(door, people).done;
    await untilTold(door, people);
    const found = await door.graph<{ customers: { edges: { node: { id: string } }[] } }>(
      '{ customers(first: 1) { edges { node { id } } } }',
    );
    id = found.customers.edges[0]!.node.id;
    whole = await door.graph<Page>(page, { id });
  });
  afterAll(() => world?.close());

  async function ask(): Promise<{ status: number; data?: Page; codes: string[] }> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${door.agentToken}` };
    const response = await fetch(`${world!.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: page, variables: { id } }),
    });
    const { data, errors = [] } = (await response.json()) as { data?: Page; errors?: { extensions: { code: string } }[] };
    return { status: response.status, data, codes: [...new Set(errors.map(({ extensions }) => extensions.code))] };
  }
  const asked = () => ask().catch(String);
  const patience = { timeout: 30_000 };

  const promise = (says: string, keep: (fleet: OpenWorld['fleet']) => Promise<void>) =>
    test(says, ({ skip }) => (world ? keep(world.fleet) : skip('NATS and Postgres are missing here')));

  promise(
    'a customer’s page comes without what a killed service would say, with a code; when it is back, all of it comes by itself',
    async (fleet) => {
      expect(without(whole)).not.toEqual(whole);
      await fleet.kill('channels');
      const holed = { status: 200, data: without(whole), codes: ['UNAVAILABLE'] };
      await expect.poll(asked, patience).toEqual(holed);
      const since = performance.now();
      for (let n = 0; n < 5; n++) expect(await asked()).toEqual(holed);
      expect(performance.now() - since).toBeLessThan(5_000);
      fleet.start('channels');
      await expect.poll(asked, patience).toEqual({ status: 200, data: whole, codes: [] });
    },
  );

  promise('the gateway starts while a service is away, and shows the rest', async (fleet) => {
    await fleet.kill('channels');
    await fleet.kill('gateway');
    fleet.start('gateway');
    await expect.poll(asked, patience).toEqual({ status: 200, data: without(whole), codes: ['UNAVAILABLE'] });
    fleet.start('channels');
    await expect.poll(asked, patience).toEqual({ status: 200, data: whole, codes: [] });
  });
});
