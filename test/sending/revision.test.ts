import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type Scene, type World } from './world.ts';

interface Entry {
  id: string;
  text?: string | null;
  editedAt?: string | null;
  reactions?: { emoji: string; by: string }[];
  name?: string;
  data?: object;
}

async function entries({ graph }: Scene): Promise<Entry[]> {
  const entry = 'node { id ... on Message { text editedAt reactions { emoji by } } ... on Event { name data } }';
  type Everybody = { customers: { edges: { node: { dialogue: { entries: { edges: { node: Entry }[] } } } }[] } };
  const { customers } = await graph<Everybody>(
    `{ customers(first: 5) { edges { node { dialogue { entries(last: 20) { edges { ${entry} } } } } } } }`,
  );
  return customers.edges.flatMap(({ node }) => node.dialogue.entries.edges.map((edge) => edge.node));
}

const find = async (on: Scene, id: string) => (await entries(on)).find((entry) => entry.id === id);
const bodies = ({ loft }: Scene, path: string) => loft.calls.filter((call) => call.path === path).map(({ body }) => JSON.parse(body));

describe('what was said', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  test('is changed by the platform under every name that it has there, and shows so when that is done', async () => {
    const on = await world.founded();
    const id = await on.say('paced twice');
    await expect.poll(async () => (await on.fate(id))?.state).toBe('SENT');
    expect(await on.mutate('editMessage', 'EditMessageInput', '', { messageId: id, text: 'paced again' })).toMatchObject({
      userErrors: [],
    });
    await expect.poll(() => find(on, id)).toMatchObject({ text: 'paced again', editedAt: expect.any(String) });
    expect(bodies(on, '/edit')).toEqual([['m1', 'm2']]);
  });

  test('is changed after it was sent, however long that takes', async () => {
    const on = await world.founded();
    const open = Promise.withResolvers<void>();
    on.loft.next('/say', { until: open.promise });
    const id = await on.say('one');
    await on.mutate('editMessage', 'EditMessageInput', '', { messageId: id, text: 'two' });
    await expect.poll(() => on.loft.count('/say')).toBe(1);
    expect(on.loft.count('/edit')).toBe(0);
    open.resolve();
    await expect.poll(async () => (await find(on, id))?.text).toBe('two');
    expect(on.loft.calls.map(({ path }) => path)).toEqual(['/say', '/edit']);
  });

  test('is reacted to, and tried again where the platform was away for a moment', async () => {
    const on = await world.founded();
    on.loft.next('/react', { status: 503 });
    const [said] = await entries(on);
    await on.mutate('reactToMessage', 'ReactToMessageInput', '', { messageId: said!.id, emoji: '👍' });
    await expect.poll(async () => (await find(on, said!.id))?.reactions).toEqual([{ emoji: '👍', by: 'AGENT' }]);
    expect(bodies(on, '/react')).toEqual(Array.from({ length: 2 }, () => ({ of: `in-${said!.text}`, emoji: '👍' })));
  });

  test('stays as it is where the channel cannot change it, and the dialogue says why', async () => {
    const on = await world.founded();
    const id = await on.say('for ever');
    await expect.poll(async () => (await on.fate(id))?.state).toBe('SENT');
    await on.mutate('unsendMessage', 'UnsendMessageInput', '', { messageId: id });
    const refused = async () => (await entries(on)).find(({ name }) => name === 'revision_refused')?.data;
    const message = 'On Carrier, what was said cannot be taken back by us.';
    await expect.poll(refused).toMatchObject({ messageId: id, change: 'unsend', code: 'content_invalid', message });
    expect((await find(on, id))?.text).toBe('for ever');
  });

  test('stays as it is where the platform refuses the change', async () => {
    const on = await world.founded();
    const id = await on.say('old');
    await expect.poll(async () => (await on.fate(id))?.state).toBe('SENT');
    on.loft.next('/edit', { status: 400, body: { why: 'Too late.' } });
    await on.mutate('editMessage', 'EditMessageInput', '', { messageId: id, text: 'new' });
    const refused = async () => (await entries(on)).find(({ name }) => name === 'revision_refused')?.data;
    await expect.poll(refused).toMatchObject({ messageId: id, change: 'edit', message: expect.stringContaining('Too late.') });
    expect((await find(on, id))?.text).toBe('old');
  });
});
