import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { act, attempt, meet, refusal, send, texts, untilSent } from './desk.ts';
import { messaging } from './payload.ts';
import { type Account, type Stage, signature, stage, story, until } from './stage.ts';
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

/** What a webhook of the page is answered: signed with this secret, or as the sandbox would. */
async function knock(on: Stage, of: Account, text: string, appSecret = of.secrets.appSecret ?? '', page = String(of.settings.pageId)) {
  const body = JSON.stringify(messaging({ message: { mid: `m_${text}`, text } }, '7000000000000009', page));
  return (await on.post(of, body, { 'x-hub-signature-256': signature(body, appSecret) })).status;
}

/** A second page of the same app. */
async function sibling(on: Stage, of: Account): Promise<Account> {
  const settings = { ...of.settings, pageId: `9${String(of.settings.pageId).slice(1)}` };
  const wish = { channelId: 'messenger', name: 'Second page', settings, secrets: of.secrets };
  const { channelAccount } = await act<{ channelAccount: { id: string } }>(on, 'connectChannelAccount', wish, 'channelAccount { id }');
  return { ...of, id: channelAccount.id, webhookPath: `/webhooks/${channelAccount.id}`, settings };
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

  test('after a rotation both secrets are good for webhooks; with keepOldFor 0 the old one is not', async () => {
    const on = await stage('messenger');
    const page = on.account('messenger');
    const rotate = (appSecret: string, keepOldFor?: number) =>
      act(
        on,
        'rotateChannelSecrets',
        { ...about(page), secrets: { appSecret }, ...(keepOldFor === undefined ? {} : { keepOldFor }) },
        account,
      );
    await rotate('second');
    expect([await knock(on, page, 'old'), await knock(on, page, 'new', 'second'), await knock(on, page, 'forged', 'third')]).toEqual([
      200, 200, 401,
    ]);
    await rotate('third');
    expect([await knock(on, page, 'older'), await knock(on, page, 'old2', 'second'), await knock(on, page, 'new2', 'third')]).toEqual([
      401, 200, 200,
    ]);
    await rotate('fourth', 0);
    expect([await knock(on, page, 'old3', 'third'), await knock(on, page, 'new3', 'fourth')]).toEqual([401, 200]);
  });

  test('a verify token is made anew where it is null, and the old one still answers the handshake', async () => {
    const on = await stage('messenger');
    const page = on.account('messenger');
    const rotated = await act<{ channelAccount: Shown }>(
      on,
      'rotateChannelSecrets',
      { ...about(page), secrets: { verifyToken: null } },
      account,
    );
    const fresh = rotated.channelAccount.copied[0]?.value ?? '';
    expect(fresh).not.toBe(page.secrets.verifyToken);
    const shake = async (token = '') => {
      const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': '42' });
      return (await fetch(`${on.url}${page.webhookPath}?${query}`)).status;
    };
    expect([await shake(fresh), await shake(page.secrets.verifyToken), await shake('guessed')]).toEqual([200, 200, 403]);
  });

  test('who a company’s app says its customer is, signed with the old secret, is believed while that is good', async () => {
    const on = await stage('inapp');
    const app = on.account('inapp');
    const start = async (secret: string) => {
      const userJwt = await new SignJWT({ external_id: 'c-1' })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(secret));
      const post = (path: string, body: object) =>
        fetch(on.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      const query = 'mutation ($input: StartSessionInput!) { startSession(input: $input) { session { verified } userErrors { code } } }';
      const answered = await post('/graphql', { query, variables: { input: { key: app.settings.appKey, userJwt } } });
      type Started = { data: { startSession: { session: object | null } } };
      const graph = ((await answered.json()) as Started).data.startSession.session !== null;
      const webhook = await post(app.webhookPath, { type: 'session.start', appKey: app.settings.appKey, userJwt });
      return [graph, webhook.status];
    };
    const old = app.secrets.signingSecret ?? '';
    const rotate = (signingSecret: string, keepOldFor: number) =>
      act(on, 'rotateChannelSecrets', { ...about(app), secrets: { signingSecret }, keepOldFor }, account);
    await rotate('the-second-secret-of-the-app', 60);
    expect([await start(old), await start('the-second-secret-of-the-app'), await start('a-secret-that-was-guessed')]).toEqual([
      [true, 201],
      [true, 201],
      [false, 403],
    ]);
    await rotate('the-third-secret-of-the-app', 0);
    expect(await start('the-second-secret-of-the-app')).toEqual([false, 403]);
  });

  test('the secret of an app is rotated for all its pages: what comes for one at the other’s address is taken, before and after', async () => {
    const on = await stage('messenger');
    const page = on.account('messenger');
    const second = await sibling(on, page);
    const foreign = String(second.settings.pageId);
    expect(await knock(on, page, 'before', undefined, foreign)).toBe(200);
    const { alsoRotated } = await act<{ alsoRotated: { id: string }[] }>(
      on,
      'rotateChannelSecrets',
      { ...about(page), secrets: { appSecret: 'second' } },
      'alsoRotated { id }',
    );
    expect(alsoRotated).toEqual([{ id: second.id }]);
    expect([await knock(on, page, 'meanwhile', undefined, foreign), await knock(on, page, 'after', 'second', foreign)]).toEqual([200, 200]);
    type Found = { customers: { edges: { node: { id: string; identities: { channelAccount: { id: string } }[] } }[] } };
    const look = () => on.graph<Found>('{ customers(first: 5) { edges { node { id identities { channelAccount { id } } } } } }');
    await until(async () => (await look()).customers.edges.length).toBe(1);
    const [found] = (await look()).customers.edges;
    expect(found?.node.identities).toEqual([{ channelAccount: { id: second.id } }]);
    await until(() => texts(on, found?.node.id ?? '')).toEqual(['before', 'meanwhile', 'after']);
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
