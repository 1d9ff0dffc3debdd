import { expect, test } from 'vitest';
import { compileOperation } from '../../gateway/execution/compile.ts';
import { executeEvent } from '../../gateway/execution/execute.ts';
import type { Ask } from '../../gateway/subgraphs/ask.ts';
import { CodedError } from '../../schema/errors.ts';
import { agent, createWorld } from './world.ts';

const world = createWorld({
  a: {
    typeDefs: `
      type Query { a: Int }
      type Subscription { changed(of: ID!): Change! }
      type Change { kind: String! item: Item }
      type Item @key(fields: "id") { id: ID! }
    `,
    resolvers: {},
  },
  b: {
    typeDefs: 'type Item @key(fields: "id") { id: ID! name: String }',
    resolvers: { Item: { name: ({ id }: { id: string }) => `item ${id}` } },
  },
});
const { operation, plan } = world.prepare('subscription S($of: ID!) { now: changed(of: $of) { kind item { name } } }');
const compiled = compileOperation(world, operation, plan);
const item = { topic: 't', position: 1, name: 'n', workspaceId: 'w', at: 0, payload: {}, moves: [] };

async function show(reply: string | Error) {
  const asked: Ask[] = [];
  const send = async (ask: Ask) => {
    asked.push(ask);
    if (ask.kind !== 'event') return world.reply(ask.service, ask.body);
    if (reply instanceof Error) throw reply;
    return reply;
  };
  return { answer: await executeEvent(compiled, { variables: { of: '7' }, who: agent, send, item }), asked };
}

test('a compiled subscription says where it lives and what it asks for', () => {
  expect(compiled.live).toMatchObject({ service: 'a', field: { alias: { value: 'now' } }, definition: { name: 'changed' } });
  expect(compiled.visibility).toBe('principal');
});

test('an event is shown by its subgraph, and completed by the others', async () => {
  const { answer, asked } = await show('{"data":{"now":{"kind":"NEW","item":{"__typename":"Item","id":"5"}}}}');
  expect(answer).toEqual({ data: '{"now":{"kind":"NEW","item":{"name":"item 5"}}}', errors: [] });
  expect(asked.map(({ service, kind }) => [service, kind])).toEqual([
    ['a', 'event'],
    ['b', 'query'],
  ]);
  expect(JSON.parse(asked[0]!.body)).toEqual({
    query: expect.stringContaining('changed(of:'),
    operationName: expect.any(String),
    variables: { of: '7' },
    item,
  });
});

test('an event that is not for this subscriber is not shown', async () => {
  const { answer, asked } = await show('{"skip":true}');
  expect({ answer, asked: asked.length }).toEqual({ answer: undefined, asked: 1 });
});

test('an event that cannot be shown now says why', async () => {
  const { answer } = await show(new CodedError('UNAVAILABLE'));
  expect(answer).toEqual({ data: 'null', errors: [{ message: expect.any(String), path: ['now'], extensions: { code: 'UNAVAILABLE' } }] });
});
