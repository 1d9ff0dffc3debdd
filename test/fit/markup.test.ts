import { describe, expect, test } from 'vitest';
import type { Markup } from '../../services/channels/capabilities.ts';
import { fit } from '../../services/channels/fit/fit.ts';
import { textOnly } from './rows.ts';

function said(text: string, markup: Markup): string[] {
  const { content } = fit({ id: 'msg_1', content: [{ type: 'text', text }] }, textOnly(4_000, markup), null);
  return content.map((item) => (item.type === 'text' ? item.text : ''));
}

const everything = '**bold _both_** _soft_ ~~gone~~ `a_b` [our shop](https://shop.example.com/p/(4)) a < b & c';

describe('markup', () => {
  test.each<[Markup, string]>([
    ['plain', 'bold both soft gone a_b our shop (https://shop.example.com/p/(4)) a < b & c'],
    ['markdown', everything],
    ['discord', everything],
    ['whatsapp', '*bold _both_* _soft_ ~gone~ `a_b` our shop (https://shop.example.com/p/(4)) a < b & c'],
    ['slack', '*bold _both_* _soft_ ~gone~ `a_b` <https://shop.example.com/p/(4)|our shop> a &lt; b &amp; c'],
    [
      'telegram',
      '<b>bold <i>both</i></b> <i>soft</i> <s>gone</s> <code>a_b</code> <a href="https://shop.example.com/p/(4)">our shop</a> a &lt; b &amp; c',
    ],
    [
      'html',
      '<b>bold <i>both</i></b> <i>soft</i> <s>gone</s> <code>a_b</code> <a href="https://shop.example.com/p/(4)">our shop</a> a &lt; b &amp; c',
    ],
  ])('is written as %s writes it', (markup, expected) => {
    expect(said(everything, markup)).toEqual([expected]);
  });

  test.each([
    'snake_case_name and __init__',
    '2 * 3 * 4, 2 ** 3 ** 4 and 2*3*4',
    'never **closed, nor _this, nor ~~that, nor `it',
    'not **across\n\nparagraphs**',
    '\\**not bold** and ¯\\_(ツ)_/¯',
    'https://shop.example.com/_new_/**sale** stays a link',
    '[not a link](javascript:alert) [nor this] (https://example.com)',
    '** spaced ** _ out _',
  ])('is not what only looks like it: %s', (text) => {
    for (const markup of ['plain', 'markdown', 'whatsapp', 'discord'] as const) expect(said(text, markup)).toEqual([text]);
  });

  test('marks at the end of a link are marks', () => {
    expect(said('**see https://shop.example.com/a_b**!', 'telegram')).toEqual(['<b>see https://shop.example.com/a_b</b>!']);
  });

  test('a link whose words are its address is written once', () => {
    expect(said('[https://example.com](https://example.com) [example.com](https://example.com)', 'plain')).toEqual([
      'https://example.com example.com',
    ]);
  });

  test('what a channel cannot show of it is named', () => {
    const content = [{ type: 'text' as const, text: '**now** or [later](https://example.com)' }];
    expect(fit({ id: 'msg_1', content }, textOnly(100), null).degradations).toEqual([
      { part: 0, from: 'text', to: 'text', reason: 'The channel shows no bold, no links behind words: the words stand without.' },
    ]);
    expect(fit({ id: 'msg_1', content }, textOnly(100, 'telegram'), null).degradations).toEqual([]);
  });

  test('no tag or entity of what people write gets through to HTML', () => {
    expect(said('<b>"x"</b> [<i>](https://example.com/?a=1&b="2")', 'html')).toEqual([
      '&lt;b&gt;"x"&lt;/b&gt; <a href="https://example.com/?a=1&amp;b=&quot;2&quot;">&lt;i&gt;</a>',
    ]);
  });
});

describe('a long text', () => {
  const pieces = (text: string, limit: number, markup: Markup = 'plain', unit: 'characters' | 'utf16' | 'bytes' = 'characters') =>
    fit({ id: 'msg_1', content: [{ type: 'text', text }] }, textOnly(limit, markup, unit), null).content.map((item) =>
      item.type === 'text' ? item.text : '',
    );

  test('is cut at a paragraph, else a line, else a sentence, else a word', () => {
    expect(pieces('One two three.\n\nFour\nfive six. Seven', 26)).toEqual(['One two three.', 'Four\nfive six. Seven']);
    expect(pieces('One two three.\nFour. Five six seven', 26)).toEqual(['One two three.', 'Four. Five six seven']);
    expect(pieces('One two three. Four five six and seven', 28)).toEqual(['One two three.', 'Four five six and seven']);
    expect(pieces('One two three four five', 12)).toEqual(['One two', 'three four', 'five']);
  });

  test('is never cut within what people see as a character', () => {
    const family = '👩‍👩‍👧';
    expect(pieces(family.repeat(3), 12)).toEqual([family.repeat(2), family]);
    expect(pieces('e\u0301'.repeat(5), 4)).toEqual(['e\u0301e\u0301', 'e\u0301e\u0301', 'e\u0301']);
  });

  test('is measured as the channel measures', () => {
    expect(pieces('🎉🎉🎉🎉', 2, 'plain', 'characters')).toEqual(['🎉🎉', '🎉🎉']);
    expect(pieces('🎉🎉🎉🎉', 2, 'plain', 'utf16')).toEqual(['🎉', '🎉', '🎉', '🎉']);
    expect(pieces('ßßßß', 4, 'plain', 'bytes')).toEqual(['ßß', 'ßß']);
    expect(pieces('a&a&a&', 12, 'slack')).toEqual(['a&amp;a&amp;', 'a&amp;']);
  });

  test('ends a mark with each piece and begins it again in the next', () => {
    expect(pieces('**one two three four**', 14, 'whatsapp')).toEqual(['*one two*', '*three four*']);
    expect(pieces('**one two three four**', 12, 'telegram')).toEqual(['<b>one two</b>', '<b>three four</b>']);
  });

  test('is not cut within a link', () => {
    expect(pieces('Look at [our new shop](https://a.example) now', 37, 'slack')).toEqual([
      'Look at',
      '<https://a.example|our new shop> now',
    ]);
  });

  test('of ten thousand characters is cut in a moment', () => {
    const text = 'A word, **another one** and _some_ more of h_m. '.repeat(210);
    const start = performance.now();
    expect(pieces(text, 160, 'discord', 'bytes').length).toBeGreaterThan(60);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
