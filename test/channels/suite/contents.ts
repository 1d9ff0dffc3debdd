import type { Action, Content, Option } from '../../../schema/content.ts';

type Random = (limit: number) => number;

const words = [
  'kettle',
  'Überraschung',
  '🎉',
  '👩‍👩‍👧',
  '日本語',
  'snake_case_name',
  '**bold**',
  '_soft_',
  '[shop](https://shop.example.com/p/42)',
  'a & b < c',
  '2 * 3 * 4',
  '\n',
  '\n\n',
  '. ',
];
const long = ['x'.repeat(3_000), '🎉'.repeat(1_200), 'ß'.repeat(2_100)];

/** A text of up to so many words; now and then one that no message can hold in one piece. */
function wordsOf(random: Random, most: number): string {
  const count = 1 + random(most);
  const parts = Array.from({ length: count }, () => (random(60) === 0 ? long[random(long.length)] : words[random(words.length)]));
  return `a${parts.join(' ')}`;
}

function actionOf(random: Random, index: number): Action {
  const title = wordsOf(random, 6);
  const what = random(4);
  if (what === 0) return { title, url: `https://shop.example.com/p/${index}` };
  if (what === 1) return { title, phone: '+4740000000' };
  return { title, payload: `flow:${index}:${'p'.repeat(random(10) === 0 ? 900 : 8)}` };
}

function optionOf(random: Random, index: number): Option {
  const description = random(2) === 0 ? {} : { description: wordsOf(random, 30) };
  return { title: wordsOf(random, 6), payload: `row:${index}:${'p'.repeat(random(10) === 0 ? 900 : 4)}`, ...description };
}

const many = <T>(random: Random, most: number, make: (random: Random, index: number) => T): T[] =>
  Array.from({ length: 1 + random(most) }, (_, index) => make(random, index));

const makers: { [type: string]: (random: Random) => Content } = {
  text: (random) => ({ type: 'text', text: wordsOf(random, 200) }),
  image: (random) => ({
    type: 'image',
    url: 'https://files.example.com/box.jpg',
    mimeType: 'image/jpeg',
    size: 2_048,
    ...captionOf(random),
  }),
  video: (random) => ({
    type: 'video',
    url: 'https://files.example.com/box.mp4',
    mimeType: 'video/mp4',
    size: 2_048,
    ...captionOf(random),
  }),
  audio: () => ({ type: 'audio', url: 'https://files.example.com/note.mp3', mimeType: 'audio/mpeg', size: 2_048 }),
  file: (random) => ({
    type: 'file',
    url: 'https://files.example.com/receipt.pdf',
    mimeType: 'application/pdf',
    name: 'receipt.pdf',
    size: 2_048,
    ...captionOf(random),
  }),
  location: () => ({ type: 'location', latitude: 59.9139, longitude: 10.7522, name: 'Harbour Square', address: 'Quay 1, Oslo' }),
  contact: () => ({ type: 'contact', name: 'Kim Lund', phones: ['+4740000000'] }),
  buttons: (random) => ({ type: 'buttons', text: wordsOf(random, 60), buttons: many(random, 12, actionOf) }),
  quick_replies: (random) => ({ type: 'quick_replies', text: wordsOf(random, 60), replies: many(random, 20, optionOf) }),
  list: (random) => ({
    type: 'list',
    text: wordsOf(random, 60),
    button: wordsOf(random, 6),
    sections: many(random, 4, () => ({ title: wordsOf(random, 6), rows: many(random, 8, optionOf) })),
  }),
  carousel: (random) => ({
    type: 'carousel',
    cards: many(random, 14, (_, index) => ({
      title: wordsOf(random, 8),
      ...(random(2) === 0 ? { subtitle: wordsOf(random, 20) } : {}),
      ...(random(2) === 0 ? { imageUrl: 'https://files.example.com/box.jpg' } : {}),
      ...(random(3) === 0 ? { url: `https://shop.example.com/p/${index}` } : {}),
      buttons: random(4) === 0 ? [] : many(random, 5, actionOf),
    })),
  }),
  link: () => ({ type: 'link', url: 'https://shop.example.com/p/42', title: 'Blue kettle' }),
};

function captionOf(random: Random): { caption?: string } {
  return random(3) === 0 ? {} : { caption: wordsOf(random, 40) };
}

/** The kinds of content that can be made up; templates have rules of their own. */
export const contentKinds = Object.keys(makers);

/** Content of a kind, small or beyond every limit. */
export function madeUp(kind: string, random: Random): Content {
  return makers[kind]!(random);
}
