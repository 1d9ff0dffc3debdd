import { describe, expect, onTestFinished, test } from 'vitest';
import { ask, openWorld, socket } from './world.ts';

const page = `query ($id: ID!) { viewer { kind } customer(id: $id) {
  name dialogue { id unreadCount } conversations(first: 1) { edges { cursor } } } }`;
const variables = { id: 'cus_1' };
const whole = {
  viewer: { kind: 'AGENT' },
  customer: { name: 'Name of cus_1', dialogue: { id: 'dlg_1', unreadCount: 3 }, conversations: { edges: [] } },
};

async function open(transport: string, settings: Record<string, string> = {}) {
  const world = await openWorld({ SUBGRAPH_TRANSPORT: transport, ...settings }, 50);
  onTestFinished(async () => {
    await world.close();
    for (const host of Object.values(world.hosts)) await host.stop();
  });
  return world;
}

describe.each(['bus', 'http'])('with subgraphs over %s', (transport) => {
  test('a page is put together from all of them, and so are subscriptions', async () => {
    const world = await open(transport);
    expect((await ask(world, page, { variables })).data).toEqual(whole);
    const got = socket(world).subscribe('subscription { dialogueChanged(dialogueId: "dlg_9") { dialogue { customer { name } } } }');
    await expect.poll(() => world.heard).toContain('conversations.dialogue.dlg_9');
    world.feeds.happen('dlg_9');
    await expect.poll(() => got.results[0]?.data?.dialogueChanged).toEqual({ dialogue: { customer: { name: 'Name of cus_1' } } });
  });

  test('a page comes without what one of them would say, with a code; when it is back, the rest comes by itself', async () => {
    const world = await open(transport);
    await world.hosts.conversations!.stop();
    const holed = { ...whole, customer: { ...whole.customer, dialogue: null, conversations: null } };
    for (let n = 0; n < 4; n++) {
      const { status, data, codes, text } = await ask(world, page, { variables });
      expect({ status, data, codes: [...new Set(codes)] }).toEqual({ status: 200, data: holed, codes: ['UNAVAILABLE'] });
      expect(text).not.toMatch(/127\.0|ECONN|graph\./);
    }
    await world.start('conversations');
    await expect.poll(() => ask(world, page, { variables }).then(({ data }) => data), { timeout: 5_000 }).toEqual(whole);
  });

  test('an operation ends in its time, with what is there, however slow one of them is', async () => {
    const world = await open(transport, { REQUEST_TIMEOUT: '300' });
    const slow = `{ viewer { kind } customer(id: "cus_slow") { name conversations(first: 1) { edges { cursor } } } }`;
    const { data, codes } = await ask(world, slow);
    expect({ data, codes }).toEqual({
      data: { viewer: { kind: 'AGENT' }, customer: { name: 'Name of cus_slow', conversations: null } },
      codes: ['TIMEOUT'],
    });
  });
});
