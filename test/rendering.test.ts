import { describe, expect, test } from 'vitest';
import { platforms } from '../sandbox/platforms/all.ts';
import type { Content } from '../schema/content.ts';
import { fit } from '../services/channels/fit/fit.ts';
import { cases } from './channels/all.ts';
import { contentKinds, madeUp } from './channels/suite/contents.ts';
import { type Desk, deskOn } from './channels/suite/desk.ts';
import { seeded } from './channels/suite/stand.ts';

/** The sandbox's platforms were written from their pages alone: what they take is within the platform's limits. */
const played = cases.flatMap((its) => {
  const platform = platforms.find(({ channel }) => channel === its.adapter.channel);
  return platform ? [[its.adapter.channel, its, platform] as const] : [];
});

/** Text, a picture, three buttons and a list. */
const rich: Content[] = [
  { type: 'text', text: 'Your order is **ready**.' },
  { type: 'image', url: 'https://files.example.com/box.jpg', mimeType: 'image/jpeg', size: 2_048, caption: 'This is it' },
  {
    type: 'buttons',
    text: 'How shall we go on?',
    buttons: ['Pick up', 'Deliver', 'Talk to a person'].map((title, index) => ({ title, payload: `flow:${index}` })),
  },
  {
    type: 'list',
    text: 'Or choose a time',
    button: 'Times',
    sections: [{ title: 'Tomorrow', rows: ['10:00', '11:00', '12:00', '13:00'].map((title) => ({ title, payload: `slot:${title}` })) }],
  },
];

test('the sandbox plays every channel', () => {
  expect(played.map(([channel]) => channel)).toEqual(cases.map(({ adapter }) => adapter.channel));
});

describe.each(played)('%s', (_channel, its, platform) => {
  test('the platform takes a rich message, and every kind of content, small or beyond every limit', async () => {
    const desk = await deskOn(its, platform);
    await expectTaken(desk, its.adapter, rich);
    const random = seeded(11);
    for (const kind of contentKinds) {
      for (let round = 0; round < 12; round++) await expectTaken(desk, its.adapter, [madeUp(kind, random)]);
    }
  });
});

async function expectTaken(desk: Desk, { capabilities }: (typeof cases)[number]['adapter'], content: Content[]): Promise<void> {
  const { content: fitted } = fit({ id: desk.nextId(), content }, capabilities, desk.contact.abilities ?? null);
  for (const { call, outcome } of await desk.say(fitted)) {
    const body = JSON.stringify(call.body)
      ?.replace(/(.)\1{40,}/gu, '$1…')
      .slice(0, 1_500);
    if (!outcome.ok) expect(`${outcome.class} ${outcome.code}: ${outcome.message}\n${call.method} ${call.path}\n${body}`).toBe('taken');
  }
}
