import { expect, test } from 'vitest';
import { act, hear, meet, mergeCustomers, type Person, send, undoMerge } from './desk.ts';
import { type Stage, stage, story } from './stage.ts';

interface Page<N> {
  edges: { cursor: string; node: N }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}
const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

type Entries = Page<{ text?: string; note?: string }>;
const entriesQuery = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $search: String) {
  customer(id: $id) { dialogue { entries(first: $first, after: $after, last: $last, before: $before, search: $search) {
    edges { cursor node { ... on Message { text } ... on Note { note: text } } } ${pageInfo} } } } }`;

async function entries(on: Stage, { id }: Person, args: object): Promise<Entries> {
  return (await on.graph<{ customer: { dialogue: { entries: Entries } } }>(entriesQuery, { id, ...args })).customer.dialogue.entries;
}
const words = ({ edges }: Entries) => edges.map(({ node }) => node.text ?? node.note);

/** Somebody who wrote several messages, one of them late. */
async function ana(on: Stage, start = Date.now() - 60_000): Promise<Person> {
  const person = await meet(on, 'messenger', '1', { timestamp: start + 1_000 });
  for (const n of [2, 4, 3, 5]) await hear(on, person, `${n}`, { timestamp: start + n * 1_000 });
  return person;
}

/** Every page of a list, one after the other, from the start. */
async function walk<N>(page: (after: string | null) => Promise<Page<N>>): Promise<N[]> {
  const nodes: N[] = [];
  for (let after: string | null = null; ; ) {
    const { edges, pageInfo: info }: Page<N> = await page(after);
    nodes.push(...edges.map(({ node }) => node));
    if (!info.hasNextPage) return nodes;
    after = info.endCursor;
  }
}

story('a long list', () => {
  test('of entries is read in pages, from either end, each entry once', async () => {
    const on = await stage();
    const person = await ana(on);
    const first = await entries(on, person, { first: 2 });
    expect([words(first), first.pageInfo]).toMatchObject([['1', '2'], { hasNextPage: true, hasPreviousPage: false }]);
    const second = await entries(on, person, { first: 2, after: first.pageInfo.endCursor });
    expect([words(second), second.pageInfo]).toMatchObject([['3', '4'], { hasNextPage: true, hasPreviousPage: true }]);
    const third = await entries(on, person, { first: 2, after: second.pageInfo.endCursor });
    expect([words(third), third.pageInfo.hasNextPage]).toEqual([['5'], false]);
    const last = await entries(on, person, { last: 2 });
    expect([words(last), last.pageInfo]).toMatchObject([['4', '5'], { hasNextPage: false, hasPreviousPage: true }]);
    const before = await entries(on, person, { last: 3, before: last.pageInfo.startCursor });
    expect([words(before), before.pageInfo]).toMatchObject([['1', '2', '3'], { hasNextPage: true, hasPreviousPage: false }]);
    expect(words(await entries(on, person, { first: 5, after: third.pageInfo.endCursor }))).toEqual([]);
  });

  test('of entries goes on where it was when others come before and behind', async () => {
    const on = await stage();
    const start = Date.now() - 60_000;
    const person = await ana(on, start);
    const { pageInfo: info } = await entries(on, person, { first: 2 });
    await hear(on, person, '2 and a half', { timestamp: start + 2_500 });
    await send(on, { dialogueId: person.dialogueId, text: '6' });
    expect(words(await entries(on, person, { first: 10, after: info.endCursor }))).toEqual(['2 and a half', '3', '4', '5', '6']);
  });

  test('refuses arguments that make no sense, with a code', async () => {
    const on = await stage();
    const { id } = await ana(on);
    const encoded = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
    const cursors = ['garbage', '', ...[[1], ['a', 'b'], [1e300, 1], [1.5, 1], [9e15, 0], { at: 1 }].map(encoded)];
    const wrong: object[] = [
      { first: 0 },
      { first: -1 },
      { first: 101 },
      { last: 0 },
      { first: 1, last: 1 },
      ...cursors.map((after) => ({ first: 1, after })),
    ];
    wrong.push({ first: 1, before: encoded([1, 1]) }, { last: 1, after: encoded([1, 1]) });
    for (const args of wrong) {
      const { errors } = await on.ask(entriesQuery, { id, ...args });
      expect([args, errors?.map(({ extensions }) => extensions.code)]).toEqual([args, ['BAD_INPUT']]);
    }
    for (const list of ['inbox', 'customers']) {
      const query = `query ($after: String) { ${list}(first: 1, after: $after) { edges { cursor } } }`;
      for (const after of ['garbage', encoded([1, 2, 3]), encoded(['\u0000']), encoded([1e300, 'a'])]) {
        const { errors } = await on.ask(query, { after });
        expect([list, after, errors?.map(({ extensions }) => extensions.code)]).toEqual([list, after, ['BAD_INPUT']]);
      }
    }
  });

  test('of customers and of conversations is read in pages, newest and latest first', async () => {
    const on = await stage();
    const people: Person[] = [];
    for (const text of ['A', 'B', 'C', 'D', 'E']) people.push(await meet(on, 'messenger', text));
    await hear(on, people[1]!, 'B again');
    const customers = (after: string | null) =>
      on
        .graph<{ customers: Page<{ id: string }> }>(
          `query ($after: String) { customers(first: 2, after: $after) { edges { node { id } } ${pageInfo} } }`,
          { after },
        )
        .then((data) => data.customers);
    expect((await walk(customers)).map(({ id }) => id)).toEqual(people.map(({ id }) => id).toReversed());
    const inbox = (after: string | null) =>
      on
        .graph<{ inbox: Page<{ customer: { id: string } }> }>(
          `query ($after: String) { inbox(first: 2, after: $after) { edges { node { customer { id } } } ${pageInfo} } }`,
          { after },
        )
        .then((data) => data.inbox);
    const [a, b, c, d, e] = people.map(({ id }) => id);
    expect((await walk(inbox)).map(({ customer }) => customer.id)).toEqual([b, e, d, c, a]);
  });
});

story('a search', () => {
  test('in a dialogue finds text in messages and notes, whatever the case, and takes nothing for a wildcard', async () => {
    const on = await stage();
    const person = await meet(on, 'messenger', 'Is the BLUE kettle 100% steel?');
    await hear(on, person, 'or part_no 7');
    await hear(on, person, 'or C:\\kettle');
    await act(on, 'addNote', { dialogueId: person.dialogueId, text: 'Blue is sold out' }, 'note { id }');
    const found = async (search: string) => words(await entries(on, person, { search }));
    expect(await found('blue')).toEqual(['Is the BLUE kettle 100% steel?', 'Blue is sold out']);
    expect(await found('0%')).toEqual(['Is the BLUE kettle 100% steel?']);
    expect(await found('t_n')).toEqual(['or part_no 7']);
    expect(await found('\\k')).toEqual(['or C:\\kettle']);
    expect(await found('b%e')).toEqual([]);
    expect(await found('_')).toEqual(['or part_no 7']);
    expect(await found("'; drop table entries; --")).toEqual([]);
    expect(await found('  ')).toHaveLength(4);
  });

  test('among customers finds a name, a phone number as people write it, and a platform id', async () => {
    const on = await stage();
    const ana = await meet(on, 'whatsapp', 'Hi', { name: 'Ana Berg' });
    const bob = await meet(on, 'messenger', 'Hi');
    await act(on, 'updateCustomer', { customerId: bob.id, name: 'Bob_Ø 100%' }, 'customer { id }');
    const web = await meet(on, 'webchat', 'Hi');
    const found = async (search: string, filter?: object) => {
      type Answer = { customers: { edges: { node: { id: string } }[] } };
      const query =
        'query ($search: String, $filter: CustomerFilter) { customers(search: $search, filter: $filter) { edges { node { id } } } }';
      return (await on.graph<Answer>(query, { search, filter })).customers.edges.map(({ node }) => node.id);
    };
    expect(await found('ana b')).toEqual([ana.id]);
    expect(await found('b_ø')).toEqual([bob.id]);
    expect(await found('0%')).toEqual([bob.id]);
    expect(await found(ana.address)).toEqual([ana.id]);
    expect(
      await found(`+${ana.address.slice(0, 1)} (${ana.address.slice(1, 4)}) ${ana.address.slice(4, 7)}-${ana.address.slice(7)}`),
    ).toEqual([ana.id]);
    expect(await found(bob.address)).toEqual([bob.id]);
    expect(await found(web.address)).toEqual([web.id]);
    expect(await found('', { channelId: 'webchat' })).toEqual([web.id]);
    expect(await found('', { channelAccountId: on.account('whatsapp').id })).toEqual([ana.id]);
    expect(await found('ana', { channelId: 'messenger' })).toEqual([]);
    await mergeCustomers(on, ana.id, bob.id);
    expect(await found('ana berg')).toEqual([bob.id]);
    expect(await found('ana', { channelId: 'whatsapp' })).toEqual([bob.id]);
  });
});

story('what an agent has read', () => {
  test('stays read, and what not stays unread, through a merge and its undoing', async () => {
    const on = await stage();
    const [page, shop] = [await meet(on, 'messenger', 'A'), await meet(on, 'messenger', 'B')];
    const unread = async ({ id }: Person) => {
      type Unread = { customer: { dialogue: { unreadCount: number } } };
      return (await on.graph<Unread>('query ($id: ID!) { customer(id: $id) { dialogue { unreadCount } } }', { id })).customer.dialogue
        .unreadCount;
    };
    const read = ({ dialogueId }: Person) => act(on, 'markRead', { dialogueId }, 'dialogue { id }');
    await read(shop);
    await hear(on, page, 'A again');
    const mergeId = await mergeCustomers(on, page.id, shop.id);
    expect(await unread(shop)).toBe(2);
    await read(page);
    expect(await unread(shop)).toBe(0);
    await hear(on, page, 'A since');
    await undoMerge(on, mergeId);
    expect([await unread(page), await unread(shop)]).toEqual([1, 0]);
  });
});
