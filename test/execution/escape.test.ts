import { expect, test } from 'vitest';
import { createEscapes, noteEscapes, quote } from '../../gateway/execution/escape.ts';

const pieces = [
  'a',
  'é',
  '🫖',
  '"',
  '\\',
  '\n',
  '\u0000',
  '\u001f',
  '\u007f',
  '\u2028',
  '\ud800',
  '{',
  '}',
  ':',
  ',',
  '\\"',
  '"\\',
  ' b c ',
  '\\u0041',
];

/** Always the same draws, of many lengths. */
function* draws(count: number): Iterable<string> {
  let state = 1;
  const next = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  for (let i = 0; i < count; i++) yield Array.from({ length: next(9) }, () => pieces[next(next(3) === 0 ? pieces.length : 3)]).join('');
}

test('strings are written as JSON has them, whatever stands in the replies', () => {
  const strings = [...draws(20_000)];
  for (let i = 0; i < strings.length; i += 20) {
    const several = strings.slice(i, i + 20);
    const text = JSON.stringify({ data: { [several[0]!]: several, '"\\': several.map((string) => ({ string })) } });
    const escapes = createEscapes();
    noteEscapes(escapes, text);
    for (const string of several) expect(quote(escapes, string)).toBe(JSON.stringify(string));
  }
});

test('strings that other writers of JSON escape without need, or that are very many or very long, are written right too', () => {
  const escapes = createEscapes();
  noteEscapes(escapes, '["\\u0041\\/","plain","\\""]');
  expect(['A/', 'plain', '"'].map((string) => quote(escapes, string))).toEqual(['"A/"', '"plain"', '"\\""']);
  const long = `${'x'.repeat(5_000)}"`;
  noteEscapes(escapes, JSON.stringify([long, ...Array.from({ length: 1_000 }, (_, index) => `${'y'.repeat(index)}\n`)]));
  expect([long, `${'y'.repeat(900)}\n`].map((string) => quote(escapes, string))).toEqual(
    [long, `${'y'.repeat(900)}\n`].map((string) => JSON.stringify(string)),
  );
});
