import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { act, texts } from './desk.ts';
import { knock } from './payload.ts';
import { type Account, type Stage, stage, story, until } from './stage.ts';

interface Shown {
  copied: { name: string; value: string }[];
}

const account = 'channelAccount { id copied { name value } }';
const about = ({ id }: Account) => ({ channelAccountId: id });

/** A second page of the same app. */
async function sibling(on: Stage, of: Account): Promise<Account> {
  const settings = { ...of.settings, pageId: `9${String(of.settings.pageId).slice(1)}` };
  const wish = { channelId: 'messenger', name: 'Second page', settings, secrets: of.secrets };
  const { channelAccount } = await act<{ channelAccount: { id: string } }>(on, 'connectChannelAccount', wish, 'channelAccount { id }');
  return { ...of, id: channelAccount.id, webhookPath: `/webhooks/${channelAccount.id}`, settings };
}

story('secrets that are rotated', () => {
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
});
