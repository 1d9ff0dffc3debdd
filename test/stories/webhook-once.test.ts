import { expect, test } from 'vitest';
import { messaging, sample, take } from './payload.ts';
import { type Account, type Stage, stage, story, until } from './stage.ts';
import { customers, entries, entriesOf, onlyCustomer, texts } from './timeline.ts';

const robin = '7000000000000001';
const said = (mid: string, text: string, timestamp = Date.now()) => ({
  sender: { id: robin },
  recipient: { id: '110200300400500' },
  timestamp,
  message: { mid, text },
});
const batch = (...items: object[]) => ({ object: 'page', entry: [{ id: '110200300400500', time: Date.now(), messaging: items }] });
const other = '119999999999999';

/** Connects one more page, and gives the account. */
async function connect(on: Stage, pageId: string, appSecret: string): Promise<string> {
  const { settings, secrets } = on.account('messenger');
  const query = `mutation ($input: ConnectChannelAccountInput!) { connectChannelAccount(input: $input) { channelAccount { id } userErrors { code message } } }`;
  const input = { channelId: 'messenger', name: 'Another page', settings: { ...settings, pageId }, secrets: { ...secrets, appSecret } };
  type Connected = { connectChannelAccount: { channelAccount: { id: string }; userErrors: object[] } };
  const { connectChannelAccount } = await on.graph<Connected>(query, { input });
  expect(connectChannelAccount.userErrors).toEqual([]);
  return connectChannelAccount.channelAccount.id;
}

/** Who is known on which account. */
async function known(on: Stage) {
  const all = await customers(on);
  const rows = all.flatMap(({ identities }) => identities.map(({ value, channelAccount }) => [value, channelAccount.id]));
  return rows.sort();
}

async function takeAtOnce(on: Stage, account: Account, bodies: (string | object)[]): Promise<void> {
  await Promise.all(bodies.map((body) => take(on, account, body)));
}

type Change = { dialogueChanged: { kind: string; late: boolean; entry: { text?: string; note?: string } | null } };
const changed = `subscription ($id: ID!) { dialogueChanged(dialogueId: $id) { kind late entry { id ... on Message { text } ... on Note { note: text } } } }`;

/** The changes of a dialogue from now on: resolves when one is heard. */
async function follow(on: Stage, dialogueId: string) {
  const changes = on.subscribe<Change>(changed, { id: dialogueId });
  await until(async () => {
    await on.graph('mutation ($input: AddNoteInput!) { addNote(input: $input) { note { id } } }', {
      input: { dialogueId, text: 'heard?' },
    });
    return changes.items.length;
  }).toBeGreaterThan(0);
  const news = () => changes.items.map(({ dialogueChanged }) => dialogueChanged).filter(({ entry }) => entry?.text !== undefined);
  return { ...changes, news };
}

story('once, whatever happens on the way', () => {
  test('the same body again, and the same event in another batch, are taken and change nothing', async () => {
    const on = await stage();
    const page = on.account('messenger');
    const first = batch(said('m_1', 'one'));
    for (let times = 0; times < 3; times++) await take(on, page, first);
    await take(on, page, batch(said('m_2', 'two'), said('m_1', 'one'), said('m_1', 'one'), said('m_3', 'three')));
    await take(on, page, messaging({ message: { mid: 'm_1', text: 'one, as somebody else tells it' } }));
    await take(on, page, batch(said('m_4', 'last')));
    await until(() => texts(on)).toEqual(['one', 'two', 'three', 'last']);
    expect((await onlyCustomer(on, 4)).conversations.edges).toHaveLength(1);
  });

  test('a webhook posted fifty times at once is one message of one customer in one conversation', async () => {
    const on = await stage();
    const page = on.account('messenger');
    await takeAtOnce(on, page, Array(50).fill(batch(said('m_1', 'once'))));
    await take(on, page, batch(said('m_2', 'last')));
    await until(() => texts(on)).toEqual(['once', 'last']);
    const customer = await onlyCustomer(on, 2);
    expect(customer.identities).toHaveLength(1);
    expect(customer.conversations.edges).toHaveLength(1);
  });

  test('fifty messages of a new customer at once are fifty entries of one customer in one conversation', async () => {
    const on = await stage();
    const now = Date.now();
    const words = Array.from({ length: 50 }, (_, i) => `message ${String(i).padStart(2, '0')}`);
    await takeAtOnce(
      on,
      on.account('messenger'),
      words.map((text, i) => batch(said(`m_${i}`, text, now + i))),
    );
    await until(async () => (await texts(on)).length).toBe(50);
    const customer = await onlyCustomer(on, 50);
    expect(entriesOf(customer).map(({ text }) => text)).toEqual(words);
    expect(customer.identities).toHaveLength(1);
    expect(customer.conversations.edges).toHaveLength(1);
  });

  test('overlapping batches at once lose nothing and double nothing', async () => {
    const on = await stage();
    const now = Date.now();
    const items = Array.from({ length: 20 }, (_, i) => said(`m_${i}`, `message ${i}`, now + i));
    const batches = Array.from({ length: 20 }, (_, i) => batch(...[...items.slice(i), ...items.slice(0, i)].slice(0, 12)));
    await takeAtOnce(on, on.account('messenger'), batches);
    await take(on, on.account('messenger'), batch(said('m_last', 'last', now + 99)));
    await until(() => texts(on)).toEqual([...items.map(({ message }) => message.text), 'last']);
  });

  test('what a batch brings out of order takes its true place, and the change says that it was late', async () => {
    const on = await stage();
    const page = on.account('messenger');
    await take(on, page, batch(said('m_0', 'before all', 1_788_999_999_000)));
    const { dialogue } = await onlyCustomer(on);
    const changes = await follow(on, dialogue.id);
    await take(on, page, sample('messenger', 'batched-multi-entry'));
    await take(on, page, batch(said('m_LAST', 'last', Date.now() + 60_000)));
    await until(() => changes.news()).toMatchObject([
      { kind: 'APPENDED', entry: { text: 'second message' }, late: true },
      { kind: 'APPENDED', entry: { text: 'first message (older timestamp, arrives later)' }, late: true },
      { kind: 'APPENDED', entry: { text: 'last' }, late: false },
    ]);
    changes.cut();
    expect(changes.errors).toEqual([]);
    expect(await texts(on)).toEqual(['before all', 'first message (older timestamp, arrives later)', 'second message', 'last']);
    expect(await known(on)).toEqual([[robin, page.id]]);
  });

  test('an edit that stands before its message in a batch still changes it', async () => {
    const on = await stage();
    const now = Date.now();
    const edit = { ...said('', ''), message: undefined, timestamp: now + 1_000, message_edit: { mid: 'm_1', text: 'right', num_edit: 1 } };
    await take(on, on.account('messenger'), batch(edit, said('m_1', 'wrong', now)));
    await until(() => texts(on)).toEqual(['right']);
  });

  test('a message that was taken back before it arrives is never shown', async () => {
    const on = await stage();
    const page = on.account('messenger');
    await take(on, page, messaging({ message: { mid: 'm_1', is_deleted: true } }));
    await take(on, page, batch(said('m_1', 'my secret'), said('m_2', 'last')));
    await until(() => entries(on)).toMatchObject([{ text: 'last' }]);
  });

  test('a message and its being taken back in one batch leave only its place', async () => {
    const on = await stage();
    const gone = (mid: string) => ({ ...said(mid, ''), message: { mid, is_deleted: true } });
    await take(on, on.account('messenger'), batch(gone('m_1'), said('m_1', 'my secret'), said('m_2', 'another'), gone('m_2')));
    await until(() => entries(on)).toMatchObject([
      { text: null, content: [] },
      { text: null, content: [] },
    ]);
  });

  test('an event of a page that we do not have is taken and shows nowhere', async () => {
    const on = await stage();
    const page = on.account('messenger');
    await take(on, page, sample('messenger', 'batched-multi-entry'));
    await take(on, page, batch(said('m_LAST', 'last')));
    await until(async () => (await texts(on)).at(-1)).toBe('last');
    expect(await known(on)).toEqual([[robin, page.id]]);
  });

  test('an event of another page of the workspace goes there, when one secret signs for both', async () => {
    const on = await stage();
    const page = on.account('messenger');
    const id = await connect(on, other, page.secrets.appSecret!);
    for (let times = 0; times < 2; times++) await take(on, page, sample('messenger', 'batched-multi-entry'));
    await until(() => known(on)).toEqual(
      [
        [robin, page.id],
        ['7000000000000777', id],
      ].sort(),
    );
    await until(async () => (await texts(on)).length).toBe(3);
  });

  test('an event of a page with another secret, or of another workspace, goes to neither', async () => {
    const [on, elsewhere] = await Promise.all([stage(), stage()]);
    const page = on.account('messenger');
    await connect(on, other, 'the secret of another app');
    await connect(elsewhere, other, page.secrets.appSecret!);
    await take(on, page, sample('messenger', 'batched-multi-entry'));
    await take(on, page, batch(said('m_LAST', 'last')));
    await until(async () => (await texts(on)).at(-1)).toBe('last');
    expect(await known(on)).toEqual([[robin, page.id]]);
    expect(await known(elsewhere)).toEqual([]);
  });
});
