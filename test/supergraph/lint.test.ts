import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { lint } from '../../schema/lint.ts';
import { sdl } from './generation.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@interfaceObject"])';

/** What the lint says of a composition of two parts: where, of each error. */
function errorsOf(a: string, b: string): string[] {
  const parts = [a, b].map((typeDefs, n) => ({ name: `part${n}`, url: `http://part${n}`, typeDefs: parse(`${link} ${typeDefs}`) }));
  const { supergraphSdl, errors } = composeServices(parts);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join(' '));
  return lint(supergraphSdl).flatMap(({ level, at }) => (level === 'error' ? [at] : []));
}

const product = `
  type Query { product: Product }
  type Product @key(fields: "id") { id: ID! price(currency: String): Int box: Box weight: Int }
  type Box { size(unit: String): Int }`;
const box = 'type Box @external { size(unit: String): Int }';
const estimate = (requires: string, external: string) =>
  `type Product @key(fields: "id") { id: ID! ${external} @external estimate: Int @requires(fields: "${requires}") }`;

test.each([
  ['with an argument', 'price(currency: \\"USD\\")', 'price(currency: String): Int', ['Product.estimate']],
  ['that takes an argument', 'price', 'price(currency: String): Int', ['Product.estimate']],
  ['with an argument further down', 'box { size(unit: \\"cm\\") }', 'box: Box', ['Product.estimate'], box],
  ['without arguments', 'weight', 'weight: Int', []],
])('to require a field %s', (_name, requires, external, wrong, more = '') => {
  expect(errorsOf(product, estimate(requires, external) + more)).toEqual(wrong);
});

const node = 'interface Node @key(fields: "id") { id: ID! }';
test.each([
  ['that nobody can enter', 'type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! more: Int }', ['Query.node']],
  ['that can be entered', 'type Node @key(fields: "id") @interfaceObject { id: ID! more: Int }', []],
])('to begin at an @interfaceObject %s', (_name, object, wrong) => {
  expect(errorsOf(`${node} type Query { node: Node }`, `${object} type Query { other: Int }`)).toEqual(wrong);
});

test('a subscription must say what it tells, and how far that may be shared', () => {
  const mute = sdl.replace(/(type Subscription[^{]*\{)/, '$1 typing: Int @join__field(graph: CONVERSATIONS)');
  expect(lint(mute).map(({ at }) => at)).toContain('Subscription.typing');
  const unmarked = sdl.replace(/(type Subscription\n.*\n) *@visibility.*\n/, '$1');
  expect(lint(unmarked).map(({ at }) => at)).toEqual(expect.arrayContaining(['Subscription.dialogueChanged', 'Subscription.inboxChanged']));
});

test('the house’s own graph has nothing wrong, and tells which types are private by default', () => {
  const found = lint(sdl);
  expect(found.filter(({ level }) => level === 'error')).toEqual([]);
  expect(found.map(({ at }) => at)).toContain('Viewer');
  const marked = sdl.replace(/type Viewer\n/, 'type Viewer @visibility(to: "principal")\n');
  expect(lint(marked).map(({ at }) => at)).not.toContain('Viewer');
});
