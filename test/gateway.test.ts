import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, parse, validate } from 'graphql';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { examples } from '../gateway/http/ide.ts';
import type { Json } from '../kit/bus/bus.ts';
import { signPrincipal } from '../kit/principal.ts';
import { mintSession } from '../kit/session.ts';
import { signAgentToken } from '../kit/token.ts';
import { compose } from '../schema/composition.ts';
import { errorCodes } from '../schema/errors.ts';
import { ask, keys, openWorld, type World } from './gateway/world.ts';

const viewer = '{ viewer { kind workspace { id } agent { id role } customer { id } } }';
const agent = { agentId: 'agt_1', workspaceId: 'wsp_test', role: 'agent' } as const;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe('a request', () => {
  test('is answered by all the subgraphs it needs, each under the principal of its token', async () => {
    const { status, headers, data } = await ask(world, '{ viewer { kind } customer(id: "cus_7") { name dialogue { id unreadCount } } }');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(data).toEqual({ viewer: { kind: 'AGENT' }, customer: { name: 'Name of cus_7', dialogue: { id: 'dlg_7', unreadCount: 3 } } });
  });

  test('is answered in the same way by the stock executor, where that is chosen', async () => {
    const stock = await openWorld({ EXECUTOR: 'apollo' });
    onTestFinished(() => stock.close());
    const asked = [
      '{ viewer { kind } customer(id: "cus_7") { name dialogue { id unreadCount } conversations { edges { cursor } } } }',
      '{ ... @include(if: true) { who: viewer { kind __typename } } none: customer(id: "cus_none") { name } }',
      'mutation { addNote(input: { dialogueId: "dlg_1", text: "hi" }) { note { text } } }',
      '{ __type(name: "Viewer") { fields { name } } }',
    ];
    for (const query of asked) {
      const [theirs, ours] = [await ask(stock, query), await ask(world, query)];
      expect({ query, text: theirs.text, codes: theirs.codes }).toEqual({ query, text: ours.text, codes: ours.codes });
    }
  });

  test('may ask for the schema, with a token', async () => {
    expect((await ask(world, '{ __schema { queryType { name } } }')).data).toEqual({ __schema: { queryType: { name: 'Query' } } });
    expect((await ask(world, '{ __schema { queryType { name } } }', { token: null })).codes).toEqual(['UNAUTHENTICATED']);
  });

  test('that a form could send is refused', async () => {
    const send = async (type: string) => {
      const headers = { authorization: `Bearer ${world.token}`, 'content-type': type };
      return fetch(`${world.url}/graphql`, { method: 'POST', headers, body: '{"query":"{ viewer { kind } }"}' });
    };
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const refused = await send(type);
      expect({ type, status: refused.status, text: await refused.text() }).toMatchObject({
        status: 415,
        text: expect.stringContaining('UNSUPPORTED_MEDIA_TYPE'),
      });
    }
  });

  test('that changes something does not come by GET', async () => {
    const headers = { authorization: `Bearer ${world.token}` };
    const get = (query: string) => fetch(`${world.url}/graphql?query=${encodeURIComponent(query)}`, { headers });
    expect(await (await get('{ viewer { kind } }')).json()).toMatchObject({ data: { viewer: { kind: 'AGENT' } } });
    const refused = await get('mutation { addNote(input: { dialogueId: "dlg_1", text: "x" }) { note { id } } }');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('may bring several operations, each with a result of its own', async () => {
    const headers = { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' };
    const post = (batch: object[]) => fetch(`${world.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(batch) });
    const results = await post([{ query: '{ viewer { kind } }' }, { query: '{ nothing }' }]);
    expect(await results.json()).toMatchObject([{ data: { viewer: { kind: 'AGENT' } } }, { errors: [{}] }]);
    const refused = await post(Array.from({ length: 11 }, () => ({ query: '{ viewer { kind } }' })));
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('LIMIT_EXCEEDED')]);
  });

  test.each([
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ viewer {', 'GRAPHQL_PARSE_FAILED'],
    ['query ($id: ID!) { customer(id: $id) { id } }', 'BAD_USER_INPUT'],
    ['subscription { inboxChanged { cursor } }', 'BAD_INPUT'],
    ['subscription ($v: Boolean!) { inboxChanged @skip(if: $v) { cursor } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s is refused with %s', async (query, code) => {
    const { status, codes } = await ask(world, query, { headers: { accept: 'application/graphql-response+json' } });
    expect({ status, codes }).toEqual({ status: 400, codes: [code] });
  });

  test('that is too large is refused', async () => {
    const { status, codes } = await ask(world, `{ viewer { kind } } # ${'x'.repeat(1_100_000)}`);
    expect({ status, codes }).toEqual({ status: 413, codes: ['BODY_TOO_LARGE'] });
  });

  test('that is no JSON is refused', async () => {
    const headers = { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' };
    const response = await fetch(`${world.url}/graphql`, { method: 'POST', headers, body: '{' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_INPUT' } }] });
  });
});

describe('an error', () => {
  test('of a subgraph keeps its code, its message and its place', async () => {
    const { data, errors } = await ask(world, '{ one: customer(id: "cus_none") { id } viewer { kind } }');
    expect(data).toEqual({ one: null, viewer: { kind: 'AGENT' } });
    const message = 'There is no customer cus_none in this workspace.';
    expect(errors).toEqual([{ message, path: ['one'], extensions: { code: 'NOT_FOUND' } }]);
  });

  test('of ours shows nothing but an id', async () => {
    const { codes, text } = await ask(world, '{ customer(id: "cus_broken") { id } }');
    expect(codes).toEqual(['INTERNAL']);
    expect(text).not.toMatch(/secret|identity|stack|parlor:|\.ts/);
  });

  test('of a subgraph that is down is UNAVAILABLE; what the others know is there', async () => {
    const own = await openWorld();
    onTestFinished(() => own.close());
    await own.hosts.identity!.stop();
    await own.hosts.automation!.stop();
    const { status, data, codes, text } = await ask(own, '{ channelAccounts { id } customer(id: "cus_1") { name } }');
    expect({ status, data, codes }).toEqual({ status: 200, data: { channelAccounts: [], customer: null }, codes: ['UNAVAILABLE'] });
    expect(text).toContain(errorCodes.UNAVAILABLE);
    expect(text).not.toMatch(/identity|graph\./);
    const ready = await fetch(`${own.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ parts: { bus: 'ready', identity: 'UNAVAILABLE', channels: 'ready' } });
  });
});

describe('a token', () => {
  test.each([
    ['none', async () => null],
    ['one that is no token', async () => 'x.y.z'],
    ['one signed with another key', async () => signAgentToken(agent, keys.session)],
    ['one with blanks in its signature', async () => (await signAgentToken(agent, keys.agent)).replace(/.{5}$/, '   $&')],
    ['one that has expired', async () => agentTokenUntil(Math.floor(Date.now() / 1000) - 60)],
    ['one without an end', async () => agentTokenUntil(undefined)],
    ['a principal that is no service', async () => signPrincipal({ kind: 'agent', ...agent }, keys.principal)],
  ])('%s is refused with 401', async (_name, make) => {
    const { status, codes, data, headers } = await ask(world, '{ __typename }', { token: await make() });
    expect({ status, codes, data }).toEqual({ status: 401, codes: ['UNAUTHENTICATED'], data: undefined });
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  test('of an agent makes an agent', async () => {
    const { data } = await ask(world, viewer, { token: await signAgentToken(agent, keys.agent) });
    expect(data?.viewer).toEqual({ kind: 'AGENT', workspace: { id: 'wsp_test' }, agent: { id: 'agt_1', role: 'AGENT' }, customer: null });
  });

  test('of one of our services makes that service', async () => {
    const token = await signPrincipal({ kind: 'service', workspaceId: 'wsp_test', name: 'seed' }, keys.principal);
    expect((await ask(world, viewer, { token })).data?.viewer).toMatchObject({ kind: 'SERVICE', workspace: { id: 'wsp_test' } });
  });

  test('of a web-chat session makes the customer behind the visitor, whom identity is asked for once', async () => {
    const asked: Json[] = [];
    const responder = await world.bus.respond('identity.resolve', async (body) => {
      asked.push(body);
      return { identityId: 'idn_1', homeId: 'cus_9', customerId: 'cus_9' };
    });
    onTestFinished(() => responder.stop());
    const { token } = await mintSession({ sub: 'vis_1', acc: 'acc_1', wid: 'wsp_test', chn: 'webchat' }, keys.session, Date.now());
    for (let n = 0; n < 2; n++) {
      expect((await ask(world, viewer, { token })).data?.viewer).toMatchObject({ kind: 'CUSTOMER', customer: { id: 'cus_9' } });
    }
    const contact = { addresses: [{ kind: 'visitor', value: 'vis_1' }] };
    expect(asked).toEqual([{ workspaceId: 'wsp_test', accountId: 'acc_1', channel: 'webchat', contact }]);
  });

  test('of a session is not refused for good when identity cannot be asked', async () => {
    const { token } = await mintSession({ sub: 'vis_2', acc: 'acc_1', wid: 'wsp_test', chn: 'webchat' }, keys.session, Date.now());
    const { status, codes, headers } = await ask(world, viewer, { token });
    expect({ status, codes }).toEqual({ status: 503, codes: ['UNAVAILABLE'] });
    expect(headers.get('retry-after')).toBe('1');
  });

  test('of the company’s identity provider makes the agent it names, and only in its own name', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const keySet = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] });
    const server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(keySet));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const own = await openWorld({ AGENT_JWKS_URL: url, AGENT_ISSUER: 'https://id.example', AGENT_AUDIENCE: 'parlor-agents' });
    onTestFinished(() => own.close());
    const sign = (issuer: string) =>
      new SignJWT({ parlor_workspace: 'wsp_2', parlor_role: 'admin', sub: 'agt_7' })
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(issuer)
        .setAudience('parlor-agents')
        .setExpirationTime('1m')
        .sign(privateKey);
    const { data } = await ask(own, viewer, { token: await sign('https://id.example') });
    expect(data?.viewer).toMatchObject({ kind: 'AGENT', workspace: { id: 'wsp_2' }, agent: { id: 'agt_7', role: 'ADMIN' } });
    expect((await ask(own, viewer, { token: await sign('https://other.example') })).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a browser', () => {
  test('gets a page that loads nothing from anywhere, and may not', async () => {
    const response = await fetch(`${world.url}/graphql`, { headers: { accept: 'text/html,*/*' } });
    const page = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none';.*connect-src 'self'/);
    const markup = page.replaceAll(/<script>[\s\S]*<\/script>|<style>[\s\S]*?<\/style>/g, '');
    expect(markup).not.toMatch(/(src|href)="(?!data:)/);
    expect(page.match(/<style>[\s\S]*?<\/style>/)?.[0]).not.toMatch(/url\(["']?(https?:)?\/\//);
    expect(page).not.toMatch(/unpkg|jsdelivr|cdnjs|esm\.sh|googleapis/);
  });

  test('is offered operations that are valid', () => {
    const schema = buildSchema(compose().api);
    for (const example of examples) expect(validate(schema, parse(example))).toEqual([]);
  });

  test('of another site may not read answers', async () => {
    const { headers } = await ask(world, viewer, { headers: { origin: 'https://elsewhere.example' } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

test('health says that all is ready', async () => {
  const response = await fetch(`${world.url}/health/ready`);
  expect(await response.json()).toMatchObject({ status: 'ready', parts: { bus: 'ready', identity: 'ready', automation: 'ready' } });
});

function agentTokenUntil(exp: number | undefined): Promise<string> {
  const token = new SignJWT({ wid: 'wsp_test', role: 'agent', sub: 'agt_1', ...(exp && { exp }) }).setIssuer('parlor').setAudience('agent');
  return token.setProtectedHeader({ alg: 'HS256' }).sign(keys.agent);
}
