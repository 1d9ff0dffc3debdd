import { expect, test } from 'vitest';
import { formatFault } from '../../gateway/fault.ts';
import { createLog } from '../../kit/log.ts';
import { CodedError } from '../../schema/errors.ts';
import { createShop } from './shop.ts';
import { createWorld } from './world.ts';

const shop = createShop();

test('a subgraph that is away takes only its own fields along, and one error says why', async () => {
  const send = async ({ service, body }: { service: string; body: string }) => {
    if (service === 'sending') throw new CodedError('UNAVAILABLE');
    return shop.reply(service, body);
  };
  const { data, errors } = await shop.ours('{ reviews { text by { name address } } zones }', {}, { send });
  const review = (id: string) => ({ text: `text of ${id}`, by: { name: 'Ana', address: null } });
  expect(JSON.parse(data)).toEqual({ reviews: ['r1', 'r2', 'r3'].map(review), zones: null });
  expect(errors).toEqual([
    { message: expect.any(String), path: ['zones'], extensions: { code: 'UNAVAILABLE' } },
    { message: expect.any(String), path: ['reviews', 0, 'by'], extensions: { code: 'UNAVAILABLE' } },
  ]);
});

test('where what is missing may not be null, the error that says why is the only one', async () => {
  const send = async ({ service, body }: { service: string; body: string }) => {
    if (service === 'reviews') throw new CodedError('TIMEOUT');
    return shop.reply(service, body);
  };
  const { data, errors } = await shop.ours('{ top { name maker { title trust { score } } } }', {}, { send });
  expect(data).toBe('{"top":{"name":"On \\"quotes\\"\\n","maker":null}}');
  expect(errors).toEqual([{ message: expect.any(String), path: ['top', 'maker'], extensions: { code: 'TIMEOUT' } }]);
});

test('an entity that fails a request for several places fails only where it stands', async () => {
  const query = '{ products { ... on Book { rating } } reviews { by { reviews { of { rating } } } } }';
  const { data, errors } = await shop.ours(query);
  const stock = await shop.stock(query);
  expect(data).toBe(stock.data);
  expect(errors).toHaveLength(stock.errors.length);
});

test('who went away is not asked for any longer', async () => {
  const leaving = new AbortController();
  const send = async ({ service, body }: { service: string; body: string }) => {
    leaving.abort();
    return shop.reply(service, body);
  };
  const { asked, data, errors } = await shop.ours('{ reviews { text of { name } } }', {}, { send, signal: leaving.signal });
  expect(asked).toHaveLength(1);
  expect(JSON.parse(data).reviews[0]).toEqual({ text: 'text of r1', of: { name: null } });
  expect(errors.map(({ extensions }) => extensions?.code)).toEqual(['TIMEOUT']);
});

test('behind the deadline nothing is asked', async () => {
  const { asked, data, errors } = await shop.ours('{ reviews { text } }', {}, { deadline: Date.now() - 1 });
  expect({ asked, data, codes: errors.map(({ extensions }) => extensions?.code) }).toEqual({ asked: [], data: 'null', codes: ['TIMEOUT'] });
});

test('an error of an entity is told at each place of the entity, without the name of the subgraph', async () => {
  const { errors } = await shop.ours('{ reviews { by { email } } }');
  const told = (index: number) => ({
    message: 'no mail',
    path: ['reviews', index, 'by', 'email'],
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' },
  });
  expect(errors).toEqual([0, 1, 2].map(told));
});

test('what a subgraph may not say is null, with an error', async () => {
  const lies = { name: 5, sku: {}, weight: 'x', pages: 'none', kind: 'AIR', tags: [1, 'b'], maker: [], meta: { ok: true }, id: true };
  const send = async () => JSON.stringify({ data: { top: lies } });
  const { data, errors } = await shop.ours('{ top { name weight pages kind tags meta maker { title } } }', {}, { send });
  expect(data).toBe('{"top":{"name":null,"weight":null,"pages":null,"kind":null,"tags":[null,"b"],"meta":{"ok":true},"maker":null}}');
  expect(errors.map(({ path }) => path!.join('.'))).toEqual(['top.name', 'top.weight', 'top.pages', 'top.kind', 'top.tags.0', 'top.maker']);
  expect(new Set(errors.map(({ extensions }) => extensions?.code))).toEqual(new Set(['INVALID_GRAPHQL']));
});

test('what may not be null takes away what it is part of, and an error says what it was', async () => {
  const send = async () =>
    JSON.stringify({
      data: {
        products: [
          { __typename: 'Book', id: 'p1' },
          { __typename: 'Book', id: null },
        ],
      },
    });
  const { data, errors } = await shop.ours('{ products { id } zones: __typename }', {}, { send });
  expect(data).toBe('null');
  expect(errors).toMatchObject([{ message: 'Cannot return null for non-nullable field Book.id.', path: ['products', 1, 'id'] }]);
});

test.each(['no JSON', '5', '{"data":5}', '{"data":{"_entities":{}}}', '{"data":{"_entities":[]}}', '{"errors":[{"message":"no"}]}'])(
  'a reply like %s is an error, and the rest comes',
  async (reply) => {
    const send = async ({ service, body }: { service: string; body: string }) =>
      service === 'sending' ? reply : shop.reply(service, body);
    const { data, errors } = await shop.ours('{ top { id label { lines } } }', {}, { send });
    expect(data).toBe('{"top":{"id":"p1","label":null}}');
    expect(errors.length).toBe(reply === '{"data":5}' ? 0 : 1);
  },
);

test('names from subgraphs do not reach what all objects inherit', async () => {
  const poison = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  const send = async ({ body }: { body: string }) =>
    body.includes('_entities')
      ? `{"data":{"_entities":[${poison}]}}`
      : `{"data":{"top":{"__typename":"Book","id":"p1","meta":${poison},"__proto__":{"name":"x"}}}}`;
  const { data } = await shop.ours('{ top { name meta rating } }', {}, { send });
  expect(data).toBe(`{"top":{"name":null,"meta":${poison},"rating":null}}`);
  expect({}).not.toHaveProperty('polluted');
});

test('enum values that clients do not know are not told to them', async () => {
  const world = createWorld({
    a: { typeDefs: 'type Query { mood: Mood } enum Mood { GOOD BAD @inaccessible }', resolvers: { Query: { mood: () => 'BAD' } } },
  });
  const { data, errors } = await world.ours('{ mood }');
  expect(data).toBe('{"mood":null}');
  expect(errors).toMatchObject([{ path: ['mood'] }]);
});

test('what a subgraph cannot read is not told to the client as a fault of its own document', async () => {
  const refused = { message: 'Cannot query field "address" on type "Person".', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } };
  const send = async ({ service, body }: { service: string; body: string }) =>
    service === 'sending' ? JSON.stringify({ errors: [refused] }) : shop.reply(service, body);
  const { errors } = await shop.ours('{ me { name address } }', {}, { send });
  const log = createLog('silent', 'test');
  expect(errors.map((error) => formatFault(error, log))).toEqual([
    { message: expect.stringContaining('logged as'), path: undefined, extensions: { code: 'INTERNAL' } },
  ]);
});
