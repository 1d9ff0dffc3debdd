import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { staleFiles } from '../../schema/check.ts';
import { read } from './source.ts';

/** What stands in a schema; only what is looked at here. */
interface Piece {
  kind: string;
  name?: { value: string };
  description?: unknown;
  fields?: Piece[];
  arguments?: Piece[];
  values?: Piece[];
}

/** The roots, and the one argument of a mutation, whose type is described. */
const withoutWords = /^(Query|Mutation|Subscription|Mutation\.\w+\.input)$/;

/** Names without a description, by their place. */
function silent(piece: Piece, above = ''): string[] {
  const place = above + (piece.name?.value ?? '');
  const below = [...(piece.fields ?? []), ...(piece.arguments ?? []), ...(piece.values ?? [])];
  const self = piece.description || withoutWords.test(place) ? [] : [place];
  return [...self, ...below.flatMap((each) => silent(each, `${place}.`))];
}

test('every type, field, argument, input field and enum value of the graph says what it is for', () => {
  const { definitions } = parse(read('schema/api.graphql'));
  expect((definitions as unknown as Piece[]).flatMap((definition) => silent(definition))).toEqual([]);
});

test('what is generated is what the schemas make now', async () => {
  expect(await staleFiles()).toEqual([]);
});
