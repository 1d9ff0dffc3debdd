import { expect, test } from 'vitest';
import { act, attempt, meet, refusal, send, texts, untilSent } from './desk.ts';
import { knock } from './payload.ts';
import { type Account, type Stage, stage, story, until } from './stage.ts';
import { answer, delivery, met } from './timeline.ts';

interface Shown {
  id: string;
  status: string;
  statusReason: string | null;
  webhookUrl: string;
  copied: { name: string; value: string }[];
  lastCheckedAt: string | null;
}
interface Check {
  shows: string;
  ok: boolean;
  problem: string | null;
}

const account = 'channelAccount { id status statusReason webhookUrl copied { name value } lastCheckedAt }';

/** The account as the graph shows it. */
async function shown(on: Stage, { id }: Pick<Account, 'id'>): Promise<Shown | undefined> {
  const query = '{ channelAccounts { id status statusReason webhookUrl copied { name value } lastCheckedAt } }';
  return (await on.graph<{ channelAccounts: Shown[] }>(query)).channelAccounts.find((each) => each.id === id);
}

const about = ({ id }: Account) => ({ channelAccountId: id });

async function checked(on: Stage, of: Account): Promise<{ checks: Check[]; channelAccount: Shown }> {
  return act(on, 'checkChannelAccount', about(of), `${account} checks { shows ok problem }`);
}

async function colleague(on: Stage): Promise<string> {
  const { token } = await act<{ token: string }>(on, 'createAgent', { name: 'Kim' }, 'token');
  return token;
}

story('accounts', () => {
  test('what has to be copied into the platform’s console is made and shown to admins: the webhook address and the verify token', async () => {
    const on = await stage('messenger');
    const page = on.account('messenger');
    const { appSecret, accessToken } = page.secrets;
    const settings = { ...page.settings, pageId: '5000000001' };
    const wish = { channelId: 'messenger', name: 'Page', settings, secrets: { appSecret, accessToken } };
    const { channelAccount } = await act<{ channelAccount: Shown }>(on, 'connectChannelAccount', wish, account);
    expect(channelAccount).toMatchObject({
      webhookUrl: `${on.url}/webhooks/${channelAccount.id}`,
      copied: [{ name: 'verifyToken', value: expect.stringMatching(/^[\w-]{43}$/) }],
    });
    const token = channelAccount.copied[0]?.value ?? '';
    const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '42' });
    expect(await (await fetch(`${channelAccount.webhookUrl}?${query}`)).text()).toBe('42');
    expect((await shown(on, page))?.copied).toEqual([{ name: 'verifyToken', value: page.secrets.verifyToken }]);
  });

  test('a check tells that all is well, and when it looked', async () => {
    const on = await stage('messenger', 'whatsapp');
    for (const channel of ['messenger', 'whatsapp']) {
      const { checks, channelAccount } = await checked(on, on.account(channel));
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      expect(checks.map(({ shows }) => shows)).toContain(channel === 'messenger' ? 'the access token' : 'the templates');
      expect(Date.parse(channelAccount.lastCheckedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    }
  });

  test('a check fetches the templates of the platform; those it no longer has go, the others keep their ids', async () => {
    const on = await stage('whatsapp');
    const number = on.account('whatsapp');
    const fields = 'edges { node { id name language category status body parameters } } pageInfo { hasNextPage }';
    type Page = { edges: { node: { id: string; name: string } }[]; pageInfo: { hasNextPage: boolean } };
    const listed = async (args = ''): Promise<Page> => {
      const query = `{ channelAccounts { templates${args} { ${fields} } } }`;
      return (await on.graph<{ channelAccounts: [{ templates: Page }] }>(query)).channelAccounts[0].templates;
    };
    expect((await listed()).edges).toEqual([]);
    await checked(on, number);
    const { edges } = await listed();
    expect(edges.map(({ node }) => node)).toMatchObject([
      { name: 'hello_world', language: 'en_US', category: 'utility', status: 'APPROVED', parameters: [] },
      { name: 'order_update', status: 'APPROVED', body: 'Your order {{1}} is {{2}}.', parameters: ['1', '2'] },
      { name: 'summer_sale', status: 'REJECTED' },
    ]);
    expect((await listed('(first: 2)')).pageInfo.hasNextPage).toBe(true);
    await checked(on, number);
    expect((await listed()).edges).toEqual(edges);
  });

  test('a check tells in words what is wrong with a token and what to do about it', async () => {
    const on = await stage('messenger');
    const page = on.account('messenger');
    await act(on, 'updateChannelAccount', { ...about(page), secrets: { accessToken: 'of-yesterday' } }, account);
    const { checks } = await checked(on, page);
    expect(checks).toContainEqual({
      shows: 'the access token',
      ok: false,
      problem: expect.stringMatching(/^the platform refuses it \(190.*\): .*[^.]; give a new one with updateChannelAccount$/),
    });
  });

  test('an account that paused itself resumes when a check finds it well; one that an admin paused does not', async () => {
    const on = await stage('messenger');
    const page = on.account('messenger');
    const { dialogue } = await met(on, 'messenger');
    await on.control('messenger/settings', { account: page.id, faults: { token_revoked: 1 } });
    await answer(on, dialogue.id, 'one');
    await until(() => shown(on, page)).toMatchObject({ status: 'PAUSED', statusReason: expect.stringContaining('auth_invalid') });
    expect((await checked(on, page)).channelAccount.status).toBe('PAUSED');
    await on.control('messenger/settings', { account: page.id, faults: {} });
    expect((await checked(on, page)).channelAccount).toMatchObject({ status: 'ACTIVE', statusReason: null });
    await until(async () => (await on.sent('messenger')).map(({ text }) => text)).toEqual(['one']);
    await act(on, 'updateChannelAccount', { ...about(page), status: 'PAUSED' }, account);
    expect((await checked(on, page)).channelAccount.status).toBe('PAUSED');
  });

  test('a page that is disconnected takes nothing in and sends nothing out; connected again, its dialogues go on', async () => {
    const on = await stage('messenger');
    const page = on.account('messenger');
    const ana = await meet(on, 'messenger', 'Hello');
    await act(on, 'updateChannelAccount', { ...about(page), status: 'PAUSED' }, account);
    const waiting = await send(on, { dialogueId: ana.dialogueId, text: 'too late' });
    const { channelAccount } = await act<{ channelAccount: Shown }>(on, 'disconnectChannelAccount', about(page), account);
    expect(channelAccount).toMatchObject({ id: page.id, status: 'DISCONNECTED' });
    const failed = { state: 'FAILED', error: { message: expect.stringContaining('disconnected') } };
    await until(() => delivery(on, waiting.id)).toMatchObject(failed);
    expect(await refusal(on, 'sendMessage', { dialogueId: ana.dialogueId, text: 'later still' }, 'message { id }')).toEqual(['CONFLICT']);
    expect([await knock(on, page, 'dropped'), await knock(on, page, 'forged', 'guessed')]).toEqual([200, 401]);
    expect(await refusal(on, 'updateChannelAccount', { ...about(page), name: 'Again' }, account)).toEqual(['CONFLICT']);
    expect(await refusal(on, 'checkChannelAccount', about(page), account)).toEqual(['CONFLICT']);

    const wish = { channelId: 'messenger', name: 'Page, again', settings: page.settings, secrets: page.secrets };
    const again = await act<{ channelAccount: Shown }>(on, 'connectChannelAccount', wish, account);
    expect(again.channelAccount).toMatchObject({ id: page.id, status: 'ACTIVE' });
    await on.say('messenger', { from: ana.from, text: 'Still me' });
    await until(() => texts(on, ana.id)).toEqual(['Hello', 'too late', 'Still me']);
    await send(on, { dialogueId: ana.dialogueId, text: 'Welcome back' });
    await untilSent(on, ana, ['Welcome back']);
  });

  test('a page that is connected cannot be connected twice', async () => {
    const on = await stage('messenger');
    const { settings, secrets } = on.account('messenger');
    expect(await refusal(on, 'connectChannelAccount', { channelId: 'messenger', name: 'Twice', settings, secrets }, account)).toEqual([
      'CONFLICT',
    ]);
  });

  test('what is wrong with a wish is said', async () => {
    const on = await stage('messenger');
    const page = about(on.account('messenger'));
    const wishes: [string, object][] = [
      ['rotateChannelSecrets', { ...page, secrets: {} }],
      ['rotateChannelSecrets', { ...page, secrets: { unheardOf: 'x' } }],
      ['rotateChannelSecrets', { ...page, secrets: { appSecret: 'x' }, keepOldFor: -1 }],
      ['updateChannelAccount', { ...page, status: 'DISCONNECTED' }],
    ];
    for (const [mutation, input] of wishes) expect(await refusal(on, mutation, input, account)).toEqual(['BAD_INPUT']);
    for (const mutation of ['checkChannelAccount', 'disconnectChannelAccount'])
      expect(await refusal(on, mutation, { channelAccountId: 'acc_01J00000000000000000000000' }, account)).toEqual(['NOT_FOUND']);
  });

  test('only admins may look at what is to be copied, or do anything with accounts', async () => {
    const on = await stage('messenger');
    const page = about(on.account('messenger'));
    const kim = await colleague(on);
    const deeds: [string, object][] = [
      ['checkChannelAccount', page],
      ['rotateChannelSecrets', { ...page, secrets: { appSecret: 'x' } }],
      ['disconnectChannelAccount', page],
      ['updateChannelAccount', { ...page, status: 'PAUSED' }],
    ];
    for (const [mutation, input] of deeds) {
      const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
      const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { channelAccount { id } } }`;
      const { errors } = await on.ask(query, { input }, kim);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    }
    const { errors } = await on.ask('{ channelAccounts { copied { value } } }', {}, kim);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
  });

  test('the same key and input do the same once', async () => {
    const on = await stage('messenger');
    const page = about(on.account('messenger'));
    const rotation = { ...page, secrets: { verifyToken: null }, idempotencyKey: 'k1' };
    const copied = async () =>
      (await attempt<{ channelAccount: Shown }>(on, 'rotateChannelSecrets', rotation, account)).channelAccount.copied;
    expect(await copied()).toEqual(await copied());
    expect(await refusal(on, 'rotateChannelSecrets', { ...rotation, keepOldFor: 5 }, account)).toEqual(['IDEMPOTENCY_CONFLICT']);
    const check = { ...page, idempotencyKey: 'k2' };
    const first = await act<{ checks: Check[] }>(on, 'checkChannelAccount', check, 'checks { shows ok problem }');
    await act(on, 'updateChannelAccount', { ...page, secrets: { accessToken: 'of-yesterday' } }, account);
    expect(await act(on, 'checkChannelAccount', check, 'checks { shows ok problem }')).toEqual(first);
  });
});
