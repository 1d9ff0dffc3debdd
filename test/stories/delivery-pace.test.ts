import { expect, test } from 'vitest';
import { stage, story, until } from './stage.ts';
import { answer, delivery, met } from './timeline.ts';

const most = 44;

story('the pace of a platform', () => {
  test('a person on WhatsApp gets a burst at once, then one message every six seconds; none is lost or refused', async () => {
    const on = await stage();
    const { dialogue } = await met(on, 'whatsapp');
    const words = Array.from({ length: most + 1 }, (_, i) => `message ${i}`);
    const ids: string[] = [];
    for (const word of words) ids.push(await answer(on, dialogue.id, word));
    await until(async () => (await on.sent('whatsapp')).map(({ text }) => text)).toEqual(words);
    const sends = await Promise.all(ids.map(async (id) => (await delivery(on, id)).attempts));
    expect(sends.map((attempts) => attempts.length)).toEqual(words.map(() => 1));
    const [first, last] = [sends[0]![0]!.at, sends[most]![0]!.at];
    expect(Date.parse(last) - Date.parse(first)).toBeGreaterThanOrEqual(6_000);
  });
});
