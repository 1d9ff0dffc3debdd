import { describe, expect, test } from 'vitest';
import type { Action, Content, Option } from '../../schema/content.ts';
import { type Fitted, fit } from '../../services/channels/fit/fit.ts';
import { contentKinds, madeUp } from '../channels/suite/contents.ts';
import { seeded } from '../channels/suite/stand.ts';
import { beyond } from './limits.ts';
import { rows } from './rows.ts';
import { letters, readableWords } from './words.ts';

const id = 'msg_01JD00000000000000000000AA';
const rounds = 6;
const choosing = ['buttons', 'quick_replies', 'list'];

describe.each(rows)('%s: whatever is said', (_name, can) => {
  test.each(contentKinds)('%s stays within every limit, loses no word, and tells what it lost otherwise', (kind) => {
    const random = seeded(kind.length * 31 + 7);
    for (let round = 0; round < rounds; round += 1) {
      const content = [madeUp(kind, random)];
      const fitted = fit({ id, content, quote: round % 2 ? 'Where is **it**?' : '' }, can, null);
      expect({ beyond: beyond(fitted.content, can), content }).toMatchObject({ beyond: [] });
      expect({ lost: lost(content, fitted.content), content }).toMatchObject({ lost: [] });
      expect({ unresolved: unresolved(content, fitted), content }).toMatchObject({ unresolved: [] });
      if (fitted.degradations.length === 0) expect(shape(fitted.content)).toEqual(shape(content));
    }
  });

  test('several parts at once are all there, what there is to choose at the end', () => {
    const random = seeded(5);
    for (let round = 0; round < rounds; round += 1) {
      const content = Array.from({ length: 1 + random(5) }, () => madeUp(contentKinds[random(contentKinds.length)]!, random));
      const fitted = fit({ id, content }, can, null);
      expect(beyond(fitted.content, can)).toEqual([]);
      expect(lost(content, fitted.content)).toEqual([]);
      expect(unresolved(content, fitted)).toEqual([]);
      if (!content.some(({ type }) => type === 'carousel')) expect(afterChoices(fitted)).toEqual([]);
    }
  });
});

/** What follows the first choices, beside more of them and the texts that belong to them. */
function afterChoices({ content }: Fitted): string[] {
  const types = content.map(({ type }) => type);
  const first = types.findIndex((type) => choosing.includes(type));
  return first === -1 ? [] : types.slice(first).filter((type) => type !== 'text' && !choosing.includes(type));
}

/** Words that are nowhere in what is sent. */
function lost(asked: Content[], sent: Content[]): string[] {
  const there = letters(sent);
  return readableWords(asked).filter((word) => !there.includes(word));
}

/** Payloads that a press, a typed title or a typed number would not give back. */
function unresolved(asked: Content[], { content, choices }: Fitted): string[] {
  const wanted = asked.flatMap(payloads);
  const pressed = content.flatMap(payloads).map((payload) => {
    const token = /^~msg_\w+\.(\d+)$/.exec(payload);
    return token ? choices[Number(token[1]) - 1]?.payload : payload;
  });
  const listed = choices.map(({ payload }) => payload);
  const text = content.flatMap((item) => (item.type === 'text' ? [item.text] : [])).join('\n');
  const unnumbered = choices.filter(({ number }) => number !== null && !text.includes(`${number})`)).map(({ title }) => title);
  const strange = pressed.filter((payload) => payload === undefined || !wanted.includes(payload)).map(String);
  return [...wanted.filter((payload) => !listed.includes(payload)), ...strange, ...unnumbered];
}

function payloads(item: Content): string[] {
  const of = (actions: (Action | Option)[]) => actions.flatMap((action) => ('payload' in action ? [action.payload] : []));
  switch (item.type) {
    case 'buttons':
      return of(item.buttons);
    case 'quick_replies':
      return of(item.replies);
    case 'list':
      return item.sections.flatMap(({ rows: options }) => of(options));
    case 'carousel':
      return item.cards.flatMap((card) => of(card.buttons));
    default:
      return [];
  }
}

/** What must be the same where nothing was lost: the types, and what there is to choose. */
function shape(content: Content[]) {
  return content.map((item) => ({ type: item.type, choices: payloads(item).length }));
}
