import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { sha256 } from '../../gateway/document/hash.ts';
import { mintSession } from '../../kit/session.ts';
import { ask, keys, openWorld, socket, type World } from './world.ts';

/** How long a machine that does much else may take. */
const patient = { timeout: 20_000 };

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.bus.respond('identity.resolve', async () => ({ identityId: 'idn_1', homeId: 'cus_9', customerId: 'cus_9' }));
});
afterAll(() => world.close());

/** A world of its own, and the token of a customer in it. */
async function own(env: Record<string, string>) {
  const opened = await openWorld(env);
  onTestFinished(() => opened.close());
  await opened.bus.respond('identity.resolve', async () => ({ identityId: 'idn_1', homeId: 'cus_9', customerId: 'cus_9' }));
  return opened;
}

async function customer(): Promise<string> {
  return (await mintSession({ sub: 'vis_1', acc: 'acc_1', wid: 'wsp_test', chn: 'webchat' }, keys.session, Date.now())).token;
}

/** One request whose body is given as it is. */
async function post(at: World, body: object) {
  const headers = { authorization: `Bearer ${at.token}`, 'content-type': 'application/json' };
  const response = await fetch(`${at.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: (await response.json()) as Body };
}
type Body = { data?: object; errors?: { message: string; extensions: { code: string } }[] };
const codeOf = ({ body }: { body: Body }) => body.errors?.[0]?.extensions.code;

describe('the schema', () => {
  test('is shown to staff, and not to customers', async () => {
    expect((await ask(world, getIntrospectionQuery())).data).toHaveProperty('__schema');
    const token = await customer();
    const { status, codes } = await ask(world, getIntrospectionQuery(), { token });
    expect({ status, codes }).toEqual({ status: 403, codes: ['FORBIDDEN'] });
    expect((await ask(world, 'query { ...f } fragment f on Query { a: __type(name: "Query") { name } }', { token })).codes).toEqual([
      'FORBIDDEN',
    ]);
    expect((await ask(world, '{ __typename viewer { __typename } }', { token })).data).toEqual({
      __typename: 'Query',
      viewer: { __typename: 'Viewer' },
    });
  });

  test('is not told in errors either, nor in those of variables', async () => {
    const token = await customer();
    const texts = async (options: object) => [
      (await ask(world, '{ viewr { kind } }', options)).text,
      (
        await ask(world, 'query ($f: InboxFilter) { inbox(filter: $f) { edges { cursor } } }', {
          ...options,
          variables: { f: { statu: [] } },
        })
      ).text,
    ];
    for (const text of await texts({ token })) expect(text).not.toMatch(/did you mean/i);
    for (const text of await texts({})) expect(text).toMatch(/did you mean/i);
  });

  test('is shown to everyone, or to nobody, where that is set', async () => {
    const query = '{ __schema { queryType { name } } }';
    expect((await ask(await own({ INTROSPECTION: 'everyone' }), query, { token: await customer() })).status).toBe(200);
    expect((await ask(await own({ INTROSPECTION: 'nobody' }), query)).codes).toEqual(['FORBIDDEN']);
  });
});

describe('the cost', () => {
  test('is told with every answer', async () => {
    const { text } = await ask(world, '{ viewer { kind } customer(id: "cus_1") { dialogue { id } } }');
    expect(JSON.parse(text).extensions).toEqual({ cost: { estimated: 3, limit: 50_000 } });
  });

  test('of what is too dear is told before it is executed', async () => {
    const query =
      'query ($n: Int) { customers(first: $n) { edges { node { conversations(first: $n) { edges { node { customer { id } } } } } } } }';
    const { codes, errors } = await ask(world, query, { variables: { n: 1_000_000 } });
    expect(codes).toEqual(['COST_EXCEEDED']);
    expect(errors[0]!.message).toMatch(/costs \d+, and may cost 50000/);
  });
});

describe('variables', () => {
  test('in one another without an end are refused', async () => {
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const body = `{"query":"mutation ($v: JSON!) { connectChannelAccount(input: { channelId: \\"webchat\\", name: \\"a\\", settings: $v, secrets: $v }) { userErrors { code } } }","variables":{"v":${nested}}}`;
    const headers = { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' };
    const response = await fetch(`${world.url}/graphql`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
  });
});

describe('an operation that is named by its hash', () => {
  const query = 'query Named { viewer { kind } }';
  const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };

  test('runs when its text came once, by every door', async () => {
    expect(await post(world, { extensions })).toMatchObject({
      body: { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
    });
    expect((await post(world, { query, extensions })).body.data).toEqual({ viewer: { kind: 'AGENT' } });
    expect((await post(world, { extensions })).body.data).toEqual({ viewer: { kind: 'AGENT' } });
    expect((await post(world, { documentId: `sha256:${sha256(query)}` })).body.data).toEqual({ viewer: { kind: 'AGENT' } });
    const search = new URLSearchParams({ extensions: JSON.stringify(extensions) });
    const got = await fetch(`${world.url}/graphql?${search}`, {
      headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' },
    });
    expect(await got.json()).toMatchObject({ data: { viewer: { kind: 'AGENT' } } });
    const overSocket = socket(world).subscribe('', {}, extensions);
    await expect.poll(() => overSocket.results, patient).toMatchObject([{ data: { viewer: { kind: 'AGENT' } } }]);
  });

  test('does not run when the text is another’s, or is not valid', async () => {
    expect(codeOf(await post(world, { query: '{ viewer { kind } }', extensions }))).toBe('BAD_INPUT');
    const wrong = '{ nothing }';
    const named = { persistedQuery: { version: 1, sha256Hash: sha256(wrong) } };
    expect(codeOf(await post(world, { query: wrong, extensions: named }))).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(codeOf(await post(world, { extensions: named }))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(codeOf(await post(world, { extensions: { persistedQuery: { version: 1, sha256Hash: '../../etc' } } }))).toBe('BAD_INPUT');
  });

  test('is not known where there are no such operations', async () => {
    expect(codeOf(await post(await own({ PERSISTED_OPERATIONS: 'off' }), { query, extensions }))).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
  });
});

describe('with a safelist', () => {
  const body = 'query Me {\n  viewer {\n    kind\n  }\n}';
  const other = 'query Other { viewer { __typename } }';
  const listed = (...bodies: string[]) =>
    JSON.stringify(Object.fromEntries(bodies.map((each) => [sha256(each), { name: 'Me', body: each }])));

  function file(text: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'parlor-safelist-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'list.json'), text);
    return join(folder, 'list.json');
  }

  test('only what is registered runs, by its hash or its text', async () => {
    const path = file(listed(body));
    const safe = await own({ PERSISTED_OPERATIONS: 'safelist', SAFELIST_FILE: path });
    const me = { data: { viewer: { kind: 'AGENT' } } };
    expect((await post(safe, { query: body })).body).toMatchObject(me);
    expect((await post(safe, { documentId: sha256(body) })).body).toMatchObject(me);
    expect((await post(safe, { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(body) } } })).body).toMatchObject(me);
    for (const asked of [
      { query: other },
      { query: `${body} ` },
      { query: '{ __schema { description } }' },
      { documentId: sha256(other) },
    ]) {
      const { status, body: told } = await post(safe, asked);
      expect({ status, code: told.errors?.[0]?.extensions.code }).toEqual({ status: 403, code: 'OPERATION_NOT_ALLOWED' });
    }
    expect((await post(safe, { query: other, documentId: sha256(body) })).status).toBe(403);
    const overSocket = socket(safe).subscribe(other);
    await expect.poll(() => overSocket.failure, patient).toMatchObject([{ extensions: { code: 'OPERATION_NOT_ALLOWED' } }]);
  });

  test('the file is followed as it changes, and what is wrong in it changes nothing', async () => {
    const path = file(listed(body));
    const safe = await own({ PERSISTED_OPERATIONS: 'safelist', SAFELIST_FILE: path });
    writeFileSync(path, listed(body, other));
    await expect.poll(async () => (await post(safe, { query: other })).status, patient).toBe(200);
    writeFileSync(path, '{"');
    expect((await post(safe, { query: other })).status).toBe(200);
    writeFileSync(path, listed(other));
    await expect.poll(async () => (await post(safe, { query: body })).status, patient).toBe(403);
  });

  test('that cannot be read nothing starts', async () => {
    const open = (path: string) => openWorld({ PERSISTED_OPERATIONS: 'safelist', SAFELIST_FILE: path });
    await expect(open('/nowhere/list.json')).rejects.toThrow(/^SAFELIST_FILE: /);
    await expect(open(file(JSON.stringify({ [sha256('a')]: { name: 'A', body: 'b' } })))).rejects.toThrow(/^SAFELIST_FILE: .*SHA-256/);
  });
});
