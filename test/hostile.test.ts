import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ask, openWorld, socket, type World } from './gateway/world.ts';
import { documents, harmless } from './hostile/attack.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await ask(world, '{ viewer { kind } }');
});
afterAll(() => world.close());

const headers = () => ({ authorization: `Bearer ${world.token}`, 'content-type': 'application/json' });

async function post(body: string, at = world) {
  const response = await fetch(`${at.url}/graphql`, { method: 'POST', headers: headers(), body });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer };
}
type Answer = { data?: object; errors?: { message: string; extensions: { code: string } }[] };

/** Does something hostile while somebody else asks something usual; both are answered, and this thread has not been kept busy long. */
async function beside<T>(attack: () => Promise<T>): Promise<T> {
  const before = process.threadCpuUsage();
  const [result, usual] = await Promise.all([attack(), ask(world, '{ viewer { kind } }')]);
  const { user, system } = process.threadCpuUsage(before);
  expect(usual.data).toEqual({ viewer: { kind: 'AGENT' } });
  expect((user + system) / 1_000).toBeLessThan(400);
  return result;
}

describe('a hostile document is refused quickly, and others are answered meanwhile', () => {
  test.each(documents)('%s', async (_name, query, code) => {
    const { errors, data, text } = await beside(() => ask(world, query));
    expect({ data, codes: [...new Set(errors.map(({ extensions }) => extensions.code))] }).toEqual({ data: undefined, codes: [code] });
    expect(errors.length).toBeLessThanOrEqual(11);
    expect(text.length).toBeLessThan(10_000);
    expect(text).not.toMatch(/parlor:|\.ts\b|node_modules|IDENTITY/);
  });
});

describe('a document that is only large is answered', () => {
  test.each(harmless)('%s', async (_name, query) => {
    const { data } = await beside(() => ask(world, query));
    expect(data).toMatchObject({ viewer: { kind: 'AGENT' } });
  });
});

describe('a hostile body', () => {
  const query = 'query ($id: ID!) { customer(id: $id) { id } }';
  test.each([
    ['with __proto__ in its variables', `{"query":"${query}","variables":{"id":"1","__proto__":{"isAdmin":true}}}`, 'BAD_INPUT'],
    [
      'with a constructor in its variables',
      `{"query":"${query}","variables":{"id":{"constructor":{"prototype":{"isAdmin":true}}}}}`,
      'BAD_INPUT',
    ],
    ['of lists in one another', '['.repeat(100_000), 'BAD_INPUT'],
    ['of a list in a list', `[[{"query":"{ viewer { kind } }"}]]`, 'BAD_INPUT'],
    ['with a query that is no text', '{"query":{"kind":"Document","definitions":[]}}', 'BAD_INPUT'],
    ['with variables that are no object', '{"query":"{ viewer { kind } }","variables":[1]}', 'BAD_INPUT'],
    ['with too many operations', JSON.stringify(Array.from({ length: 11 }, () => ({ query: '{ viewer { kind } }' }))), 'LIMIT_EXCEEDED'],
    [
      'with ten thousand operations',
      JSON.stringify(Array.from({ length: 10_000 }, () => ({ query: '{ viewer { kind } }' }))),
      'LIMIT_EXCEEDED',
    ],
    ['larger than the limit', JSON.stringify({ query: `{ viewer { kind } } # ${'x'.repeat(1_100_000)}` }), 'BODY_TOO_LARGE'],
    [
      'with variables in one another without an end',
      `{"query":"{ viewer { kind } }","variables":{"v":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      'LIMIT_EXCEEDED',
    ],
    ['with a variable of another type', `{"query":"${query}","variables":{"id":[${'1,'.repeat(50_000)}1]}}`, 'BAD_USER_INPUT'],
  ])('%s is refused', async (_name, body, code) => {
    const { body: told } = await beside(() => post(body));
    expect(told.errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(JSON.stringify(told).length).toBeLessThan(2_000);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  test('that says a thing twice means the last', async () => {
    const { body } = await post('{"query":"{ nothing }","query":"{ viewer { kind } }","variables":{"a":1,"a":2}}');
    expect(body.data).toEqual({ viewer: { kind: 'AGENT' } });
  });

  test('with a batch of bombs is refused bomb by bomb', async () => {
    const bombs = documents.slice(0, 10).map(([, each]) => ({ query: each.slice(0, 90_000) }));
    const { body } = await beside(() => post(JSON.stringify(bombs)));
    expect((body as unknown as Answer[]).map(({ data, errors = [] }) => data === undefined && errors.length > 0)).toEqual(
      bombs.map(() => true),
    );
  });

  test('with huge variables is answered', async () => {
    const variables = { id: 'x'.repeat(900_000), also: Array.from({ length: 10_000 }, (_, n) => n) };
    const { body } = await beside(() => post(JSON.stringify({ query: query.replace('{ id }', '{ __typename }'), variables })));
    expect(body.data).toEqual({ customer: { __typename: 'Customer' } });
  });
});

describe('a mutation', () => {
  const mutation = 'mutation { addNote(input: { dialogueId: "1", text: "x" }) { note { id } } }';
  test('is not done by an address that somebody was led to', async () => {
    const asked = world.asked.length;
    const response = await fetch(`${world.url}/graphql?${new URLSearchParams({ query: mutation })}`, { headers: headers() });
    expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({ status: 405, allow: 'POST' });
    const named = new URLSearchParams({
      query: `query a { viewer { kind } } ${mutation.replace('mutation', 'mutation b')}`,
      operationName: 'b',
    });
    expect((await fetch(`${world.url}/graphql?${named}`, { headers: headers() })).status).toBe(405);
    expect(world.asked.length).toBe(asked);
  });
});

describe('a token that nobody gave', () => {
  const now = Math.floor(Date.now() / 1_000);
  const claims = { wid: 'wsp_test', role: 'admin', sub: 'agt_1', iss: 'parlor', aud: 'agent', exp: now + 600 };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const made = (header: object, body: object, signature = '') => `${part(header)}.${part(body)}.${signature}`;
  const principal = { kind: 'service', workspaceId: 'wsp_test', name: 'seed' };
  const good = () => world.token.split('.') as [string, string, string];

  test.each([
    ['without a signature', () => made({ alg: 'none' }, claims)],
    ['without a signature, in other letters', () => made({ alg: 'nOnE', typ: 'JWT' }, claims)],
    ['with a signature of nothing', () => made({ alg: 'HS256' }, claims, 'AAAA')],
    ['with the signature of another', () => `${good()[0]}.${part({ ...claims, wid: 'wsp_other' })}.${good()[2]}`],
    ['that brings its own key', () => made({ alg: 'ES256', jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } }, claims, 'AAAA')],
    ['that says where its key is', () => made({ alg: 'RS256', jku: 'http://127.0.0.1:1/keys', kid: '../../dev/null' }, claims, 'AAAA')],
    ['that is critical of what nobody knows', () => made({ alg: 'HS256', crit: ['exp'], exp: 1 }, claims, good()[2])],
    [
      'of a principal for the way inward',
      () => made({ alg: 'HS256' }, { iss: 'parlor:gateway', exp: now + 60, who: principal }, good()[2]),
    ],
    ['whose claims are of other types', () => made({ alg: 'HS256' }, { ...claims, exp: 'never' }, good()[2])],
    ['that is no token', () => '{}.{}.{}'],
    ['of dots', () => '.'.repeat(5_000)],
  ])('%s opens nothing', async (_name, token) => {
    const asked = world.asked.length;
    const { status, codes } = await beside(() => ask(world, '{ __typename }', { token: token() }));
    expect({ status, codes }).toEqual({ status: 401, codes: ['UNAUTHENTICATED'] });
    expect(world.asked.length).toBeLessThanOrEqual(asked + 1);
  });

  test('of a hundred kilobytes is not even read', async () => {
    const response = await fetch(`${world.url}/graphql`, { headers: { authorization: `Bearer ${'x'.repeat(100_000)}` } });
    expect(response.status).toBe(431);
  });
});

describe('too many requests', () => {
  test('of one principal are refused for a while, and nobody else’s', async () => {
    const own = await openWorld({ LIMIT_RATE: '5' });
    onTestFinished(() => own.close());
    const statuses = await Promise.all(Array.from({ length: 80 }, () => post('{"query":"{ viewer { kind } }"}', own)));
    const refused = statuses.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(10);
    expect(refused.length).toBeLessThanOrEqual(30);
    expect(refused[0]!.body.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });

  test('in batches count as many times as they have operations', async () => {
    const own = await openWorld({ LIMIT_RATE: '1' });
    onTestFinished(() => own.close());
    const batch = JSON.stringify(Array.from({ length: 8 }, () => ({ query: '{ viewer { kind } }' })));
    const answers = [await post(batch, own), await post(batch, own)].flatMap(({ body }) => body as unknown as Answer[]);
    expect(answers.filter(({ data }) => data).length).toBeLessThanOrEqual(11);
    expect(answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'RATE_LIMITED').length).toBeGreaterThanOrEqual(5);
  });

  test('with tokens that are none are refused by their address; those with a good one are answered', async () => {
    const own = await openWorld({ LIMIT_RATE: '5' });
    onTestFinished(() => own.close());
    const wrong = () => ask(own, '{ viewer { kind } }', { token: `x.${Math.random()}.y` });
    const codes = (await Promise.all(Array.from({ length: 80 }, wrong))).map((each) => each.codes[0]);
    expect(new Set(codes)).toEqual(new Set(['UNAUTHENTICATED', 'RATE_LIMITED']));
    const sockets = Array.from({ length: 30 }, () => socket(own, 'x.y.z'));
    for (const each of sockets) each.subscribe('{ viewer { kind } }');
    const closed = () => sockets.flatMap((each) => each.closed.map(({ code }) => code));
    await expect.poll(() => closed().length, { timeout: 20_000 }).toBe(30);
    expect(closed()).toContain(1013);
    expect((await ask(own, '{ viewer { kind } }')).status).toBe(200);
  });
});
