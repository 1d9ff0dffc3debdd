import type { Action, Card, Content } from '../../../schema/content.ts';
import type { CarouselAbility } from '../capabilities.ts';
import { sayQuestion } from './choices.ts';
import { type Draft, note } from './draft.ts';
import { type Labels, label, newLabels, withDetails } from './label.ts';
import { lines, literal } from './markup.ts';
import { limitWords, shorten, titleUnit } from './measure.ts';
import { sayMedia } from './media.ts';
import { carries, offer } from './payload.ts';
import { buttonQuestion, isOpener, isOption } from './question.ts';
import { sayText } from './text.ts';
import { titledLink } from './words.ts';

/** Says cards side by side, in as many rows as it takes; else a message for each. */
export function sayCarousel(draft: Draft, cards: Card[]): Content[] {
  const ability = draft.can.carousel;
  const why = ability === null ? 'The channel shows no cards.' : refusal(draft, cards, ability);
  if (ability === null || why !== undefined) {
    note(draft, 'text', `${why} There is a message for each.`);
    return cards.flatMap((card) => sayCard(draft, card));
  }
  if (cards.length > ability.most) note(draft, 'carousel', `Up to ${ability.most} cards stand in a row: they leave in several.`);
  return rowsOf(cards, ability).flatMap((row) => sayRow(draft, row, ability));
}

function refusal(draft: Draft, cards: Card[], { least, most, buttons, payload }: CarouselAbility): string | undefined {
  if (cards.length < least) return `The channel takes no fewer than ${least} cards in a row.`;
  if (Math.floor(cards.length / Math.ceil(cards.length / most)) < least) return `The channel takes ${least} to ${most} cards in a row.`;
  if (cards.some((card) => card.buttons.length > buttons)) return `The channel takes up to ${buttons} buttons on a card.`;
  const options = cards.flatMap((card) => card.buttons.filter(isOption));
  if (!carries(draft, options, payload)) return 'What the buttons stand for has no room on the channel’s cards.';
  const { buttons: ability } = draft.can;
  const opens = (action: Action) => ('url' in action ? (ability?.url ?? true) : 'phone' in action ? (ability?.call ?? false) : true);
  if (cards.some((card) => !card.buttons.every(opens))) return 'The channel’s cards have no buttons of that kind.';
  return undefined;
}

/** As few rows as it takes, about evenly filled. */
function rowsOf(cards: Card[], { most }: CarouselAbility): Card[][] {
  const count = Math.ceil(cards.length / most);
  return Array.from({ length: count }, (_, index) =>
    cards.slice(Math.floor((index * cards.length) / count), Math.floor(((index + 1) * cards.length) / count)),
  );
}

function sayRow(draft: Draft, cards: Card[], ability: CarouselAbility): Content[] {
  const labels = newLabels();
  const shown = cards.map((card) => cardOf(draft, labels, card, ability));
  return [...sayText(draft, withDetails([], labels)), { type: 'carousel', cards: shown }];
}

function cardOf(draft: Draft, labels: Labels, card: Card, ability: CarouselAbility): Card {
  const unit = titleUnit(draft.can);
  const whole = card.subtitle?.replace(/\s+/g, ' ').trim();
  const subtitle = whole === undefined ? undefined : shorten(whole, ability.subtitle, unit);
  if (subtitle !== whole)
    note(
      draft,
      'carousel',
      `A subtitle may have up to ${limitWords(ability.subtitle, unit)}: that of “${card.title}” is whole in the text.`,
    );
  const own = { ...labels, shown: new Set<string>() };
  const title = label(draft, own, 'carousel', card.title, ability.title, subtitle === whole ? undefined : whole);
  const buttons = card.buttons.map((action): Action => {
    const name = label(draft, { ...own, shown: new Set() }, 'carousel', action.title, ability.button);
    return isOpener(action)
      ? { ...action, title: name }
      : { title: name, payload: offer(draft, { title: name, payload: action.payload }, null, ability.payload) };
  });
  const { subtitle: _, ...rest } = card;
  return { ...rest, title, buttons, ...(subtitle === undefined || subtitle === '' ? {} : { subtitle }) };
}

/** One card as a message of its own: its picture, what it says, its buttons. */
function sayCard(draft: Draft, card: Card): Content[] {
  const words = lines(
    literal(card.title),
    literal(card.subtitle ?? ''),
    card.url === undefined ? [] : titledLink(draft, card.url, card.url),
  );
  const picture = card.imageUrl === undefined ? undefined : ({ type: 'image', url: card.imageUrl } as const);
  if (card.buttons.length === 0) return picture ? sayMedia(draft, picture, words) : sayText(draft, words);
  return [...(picture ? sayMedia(draft, picture, []) : []), ...sayQuestion(draft, buttonQuestion(words, card.buttons))];
}
