import { describe, expect, test } from 'vitest';
import type { Content } from '../schema/content.ts';
import type { Capabilities } from '../services/channels/capabilities.ts';
import { plainCapabilities } from '../services/channels/define.ts';
import { type Fitted, fit } from '../services/channels/fit/fit.ts';

const id = 'msg_01JD00000000000000000000AA';
const reply = { least: 1, most: 3, title: 20, payload: 100, text: 640 };
const buttons = { ...reply, url: true, call: false };
const list = { rows: 10, sections: 10, title: 24, description: 72, payload: 200, text: 1024, button: 20 };
const carousel = { least: 2, most: 3, title: 20, subtitle: 20, buttons: 1, button: 20, payload: 100 };
const any = { bytes: null, types: null, caption: 100 };

/** Content on a channel that can only text, and what else is given. */
function on(can: Partial<Capabilities>, ...content: Content[]): Fitted {
  return fit({ id, content }, { ...plainCapabilities, ...can }, null);
}

const media = (kinds: Partial<Capabilities['media']>) => ({ media: { ...plainCapabilities.media, ...kinds } });
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ title: `Room ${index + 1}`, payload: `room:${index + 1}` }));
const ask = (count: number): Content => ({ type: 'buttons', text: 'Which room?', buttons: options(count) });
const types = ({ content }: Fitted) => content.map(({ type }) => type);
const reasons = ({ degradations }: Fitted) => degradations.map(({ reason }) => reason);
const picture: Content = { type: 'image', url: 'https://f.example/a.png', mimeType: 'image/png', size: 2_000, caption: 'The **room**' };

describe('buttons', () => {
  test('stay buttons where they are few enough', () => {
    const fitted = on({ buttons, list }, ask(3));
    expect(fitted.content).toEqual([ask(3)]);
    expect(fitted.degradations).toEqual([]);
    expect(fitted.choices[1]).toEqual({ number: null, title: 'Room 2', payload: 'room:2' });
  });

  test('have titles counted in the unit of titles, where that is not the unit of texts', () => {
    const text = { limit: 1_000, unit: 'bytes', markup: 'plain' } as const;
    const said: Content = { type: 'buttons', text: 'Заказ?', buttons: [{ title: 'Да, подтверждаю', payload: 'yes' }] };
    expect(on({ text: { ...text, titles: 'characters' }, buttons }, said).content).toEqual([said]);
    expect(on({ text, buttons }, said).content).not.toEqual([said]);
  });

  test('too many of them become a list, else quick replies, else numbers in the text', () => {
    const quickReplies = { ...reply, most: 13 };
    expect(types(on({ buttons, list, quickReplies }, ask(4)))).toEqual(['list']);
    expect(types(on({ buttons, quickReplies }, ask(4)))).toEqual(['quick_replies']);
    const { content, choices, degradations } = on({ buttons }, ask(4));
    expect(content).toEqual([{ type: 'text', text: 'Which room?\n\n1) Room 1\n2) Room 2\n3) Room 3\n4) Room 4' }]);
    expect(choices[3]).toEqual({ number: 4, title: 'Room 4', payload: 'room:4' });
    expect(degradations).toEqual([
      { part: 0, from: 'buttons', to: 'text', reason: expect.stringContaining('up to 3 choices as buttons, not 4') },
    ]);
  });

  test('that open what the channel opens not are links in the text', () => {
    const actions = [...options(1), { title: 'Shop', url: 'https://s.example' }, { title: 'Call us', phone: '+4740000000' }];
    const fitted = on({ buttons }, { type: 'buttons', text: 'Go on?', buttons: actions });
    expect(fitted.content).toEqual([{ type: 'buttons', text: 'Go on?\nCall us: +4740000000', buttons: actions.slice(0, 2) }]);
    expect(on({}, { type: 'buttons', text: 'Go on?', buttons: actions.slice(1) }).content).toEqual([
      { type: 'text', text: 'Go on?\nShop: https://s.example\nCall us: +4740000000' },
    ]);
  });

  test('a title that is too long is cut, and whole in the text', () => {
    const [item] = on(
      { buttons },
      { type: 'buttons', text: 'Which?', buttons: [{ title: 'The room with the view', payload: 'a' }] },
    ).content;
    expect(item).toEqual({
      type: 'buttons',
      text: 'Which?\n\n• The room with the view',
      buttons: [{ title: 'The room with the v…', payload: 'a' }],
    });
  });

  test('titles that would look the same are told apart', () => {
    const long = (end: string) => ({ title: `The room with the view ${end}`, payload: end });
    const [item] = on({ buttons }, { type: 'buttons', text: 'Which?', buttons: [long('north'), long('south')] }).content;
    expect(item).toMatchObject({ buttons: [{ title: 'The room with the v…' }, { title: 'The room with the… 2' }] });
  });

  test('a payload that is too long leaves as a token for the choice', () => {
    const payload = 'p'.repeat(101);
    const fitted = on({ buttons }, { type: 'buttons', text: 'Which?', buttons: [...options(1), { title: 'B', payload }] });
    expect(fitted.content[0]).toMatchObject({ buttons: [{ payload: 'room:1' }, { payload: `~${id}.2` }] });
    expect(fitted.choices[1]).toEqual({ number: null, title: 'B', payload });
  });

  test('a text with no room above them leaves ahead of them, its end with them', () => {
    const text = `${'A long word. '.repeat(60)}Which?`;
    const fitted = on({ buttons: { ...buttons, text: 100 } }, { type: 'buttons', text, buttons: options(2) });
    expect(types(fitted)).toEqual(['text', 'buttons']);
    expect(fitted.content[1]).toMatchObject({ text: expect.stringMatching(/Which\?$/) });
    expect(reasons(fitted)).toEqual([expect.stringContaining('may have up to 100 characters')]);
  });
});

describe('quick replies', () => {
  const replies = (count: number): Content => ({ type: 'quick_replies', text: 'Which room?', replies: options(count) });

  test('become buttons, else a list, else numbers in the text', () => {
    expect(types(on({ buttons, list }, replies(3)))).toEqual(['buttons']);
    expect(types(on({ buttons, list }, replies(5)))).toEqual(['list']);
    expect(types(on({ buttons }, replies(5)))).toEqual(['text']);
  });

  test('fewer than the channel takes are none', () => {
    expect(types(on({ quickReplies: { ...reply, least: 2 } }, replies(1)))).toEqual(['text']);
  });

  test('leave last, whatever was said after them', () => {
    const fitted = on({ quickReplies: reply, buttons, ...media({ image: any }) }, replies(2), ask(2), picture, {
      type: 'text',
      text: 'Bye',
    });
    expect(types(fitted)).toEqual(['image', 'text', 'buttons', 'quick_replies']);
    expect(fitted.degradations.filter(({ reason }) => reason.includes('leaves after')).map(({ part }) => part)).toEqual([1, 0]);
  });

  test('that this device does not show are missing; of a device nobody knows they are taken to be there', () => {
    const can = { ...plainCapabilities, quickReplies: { ...reply, needs: 'QUICK' } };
    const shown = (abilities: string[] | null) => types(fit({ id, content: [replies(2)] }, can, abilities));
    expect([shown(null), shown(['QUICK']), shown(['LIST'])]).toEqual([['quick_replies'], ['quick_replies'], ['text']]);
  });
});

describe('a list', () => {
  const sections = [
    { title: 'Small', rows: [{ title: 'A', payload: 'a', description: 'with a bath' }] },
    { title: 'Large', rows: [{ title: 'B', payload: 'b' }] },
  ];
  const rooms: Content = { type: 'list', text: 'Which room?', button: 'All of our rooms here', sections };

  test('stays a list, the word that opens it cut', () => {
    const fitted = on({ list }, rooms);
    expect(fitted.content).toEqual([{ ...rooms, button: 'All of our rooms he…' }]);
    expect(reasons(fitted)).toEqual([expect.stringContaining('All of our rooms here')]);
  });

  test('becomes buttons, else quick replies, with sections and descriptions in the text', () => {
    expect(on({ buttons }, rooms).content).toEqual([
      {
        type: 'buttons',
        text: 'Which room?\n\nSmall: A\nLarge: B\n\n• A: with a bath',
        buttons: [
          { title: 'A', payload: 'a' },
          { title: 'B', payload: 'b' },
        ],
      },
    ]);
    expect(types(on({ quickReplies: reply }, rooms))).toEqual(['quick_replies']);
  });

  test('may call rows of two sections the same', () => {
    const twice: Content = { ...rooms, button: 'Rooms', sections: sections.map(({ title }) => ({ title, rows: options(1) })) };
    expect(on({ list }, twice)).toMatchObject({ content: [twice], degradations: [] });
  });

  test('becomes numbers in the text, numbered on over the whole message', () => {
    const fitted = on({}, rooms, ask(2));
    expect(fitted.content).toEqual([
      { type: 'text', text: 'Which room?\n\nSmall\n1) A\n   with a bath\n\nLarge\n2) B' },
      { type: 'text', text: 'Which room?\n\n3) Room 1\n4) Room 2' },
    ]);
    expect(fitted.choices.map(({ number, payload }) => [number, payload])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'room:1'],
      [4, 'room:2'],
    ]);
  });

  test('of more sections than there may be has one, and tells theirs in the text', () => {
    const [item] = on({ list: { ...list, sections: 1 } }, rooms).content;
    expect(item).toMatchObject({ text: 'Which room?\n\nSmall: A\nLarge: B', sections: [{ rows: [{ title: 'A' }, { title: 'B' }] }] });
  });
});

describe('cards', () => {
  const card = (index: number) => ({
    title: `Room ${index}`,
    subtitle: 'By the sea',
    imageUrl: `https://f.example/${index}.png`,
    buttons: [{ title: 'Take it', payload: `take:${index}` }],
  });
  const cards = (count: number): Content => ({ type: 'carousel', cards: Array.from({ length: count }, (_, index) => card(index)) });

  test('stand in a row, or in several about evenly filled', () => {
    expect(on({ carousel }, cards(3)).degradations).toEqual([]);
    expect(on({ carousel }, cards(4)).content.map((item) => (item.type === 'carousel' ? item.cards.length : 0))).toEqual([2, 2]);
  });

  test('become a message each: the picture, then what it says with its buttons', () => {
    const fitted = on({ buttons, ...media({ image: any }) }, cards(1));
    expect(fitted.content).toEqual([
      { type: 'image', url: 'https://f.example/0.png' },
      { type: 'buttons', text: 'Room 0\nBy the sea', buttons: [{ title: 'Take it', payload: 'take:0' }] },
    ]);
    expect(types(on({ carousel, buttons, ...media({ image: any }) }, cards(1)))).toEqual(['image', 'buttons']);
  });

  test('without buttons are a picture with a caption', () => {
    const bare: Content = { type: 'carousel', cards: [{ ...card(0), buttons: [], url: 'https://s.example' }] };
    expect(on(media({ image: any }), bare).content).toEqual([
      { type: 'image', url: 'https://f.example/0.png', caption: 'Room 0\nBy the sea\nhttps://s.example' },
    ]);
  });
});

describe('files', () => {
  test.each<[string, Partial<Capabilities['media']>, Content[]]>([
    ['with a caption that fits', { image: any }, [{ ...picture, caption: 'The room' } as Content]],
    ['with a caption too long', { image: { ...any, caption: 5 } }, [withoutCaption(picture), { type: 'text', text: 'The room' }]],
    [
      'of a type not taken',
      { image: { ...any, types: ['image/jpeg'] }, file: any },
      [{ ...picture, type: 'file', caption: 'The room' } as Content],
    ],
    ['too large', { image: { ...any, bytes: 1_000 }, file: any }, [{ ...picture, type: 'file', caption: 'The room' } as Content]],
    ['too large for anything', { image: { ...any, bytes: 1_000 } }, [{ type: 'text', text: 'The room\nhttps://f.example/a.png' }]],
    ['where there are none', {}, [{ type: 'text', text: 'The room\nhttps://f.example/a.png' }]],
  ])('%s', (_what, kinds, expected) => {
    expect(on(media(kinds), picture).content).toEqual(expected);
  });

  test('a sticker may be a picture; a name stands before its link', () => {
    expect(types(on(media({ image: any }), { type: 'sticker', url: 'https://f.example/s.webp' }))).toEqual(['image']);
    expect(on({}, { type: 'file', url: 'https://f.example/x', name: 'menu.pdf' }).content).toEqual([
      { type: 'text', text: 'menu.pdf: https://f.example/x' },
    ]);
  });
});

function withoutCaption(item: Content): Content {
  const { caption: _, ...rest } = item as Extract<Content, { caption?: string }>;
  return rest;
}

describe('what has no form of its own', () => {
  test('is said in words', () => {
    const fitted = on(
      {},
      { type: 'location', latitude: 59.9, longitude: 10.7, name: 'Harbour', address: 'Quay 1' },
      { type: 'contact', name: 'Kim', phones: ['+47 1', '+47 2'] },
      { type: 'link', url: 'https://s.example', title: 'Shop' },
      { type: 'template', name: 'hello', language: 'en', parameters: {}, text: 'Hello _you_' },
    );
    expect(fitted.content.map((item) => (item.type === 'text' ? item.text : ''))).toEqual([
      'Harbour\nQuay 1\nhttps://www.google.com/maps?q=59.9,10.7',
      'Kim\n+47 1\n+47 2',
      'Shop\nhttps://s.example',
      'Hello _you_',
    ]);
    expect(fitted.degradations.map(({ part, from }) => [part, from])).toEqual([
      [0, 'location'],
      [1, 'contact'],
      [2, 'link'],
      [3, 'template'],
    ]);
  });

  test('is refused where there are no words for it', () => {
    const template: Content = { type: 'template', name: 'hello', language: 'en', parameters: {} };
    expect(() => on({}, template)).toThrow('hello comes with no text');
    expect(on({ template: true }, template).content).toEqual([template]);
    for (const item of [
      { type: 'choice', text: 'a', payload: 'b' },
      { type: 'form', name: 'a', fields: {} },
      { type: 'unsupported', reason: 'x' },
    ] as const)
      expect(() => on({}, item)).toThrow('cannot be sent');
  });
});

describe('a reply', () => {
  const answer = (can: Partial<Capabilities>, ...content: Content[]) =>
    fit({ id, content, quote: 'Is it *there*?' }, { ...plainCapabilities, ...can }, null);

  test('quotes what it answers where the channel marks no replies', () => {
    expect(answer({}, { type: 'text', text: 'Yes' }).content).toEqual([{ type: 'text', text: '> Is it *there*?\nYes' }]);
    expect(answer({ buttons }, ask(1)).content).toMatchObject([{ type: 'buttons', text: '> Is it *there*?\nWhich room?' }]);
    expect(types(answer(media({ image: any }), picture))).toEqual(['text', 'image']);
    expect(reasons(answer({}, { type: 'text', text: 'Yes' }))).toEqual([expect.stringContaining('quoted')]);
  });

  test('quotes nothing where the channel marks them', () => {
    expect(answer({ replyTo: 'native' }, { type: 'text', text: 'Yes' })).toMatchObject({ content: [{ text: 'Yes' }], degradations: [] });
  });
});
