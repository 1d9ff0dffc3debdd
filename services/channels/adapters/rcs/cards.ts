import type { Action, Card } from '../../../../schema/content.ts';
import { type Fields, known, link } from '../read.ts';

/** A suggestion below a message or a card: an answer to tap, or something to open (rcs.md, suggestions). */
export function suggestion(action: Action | { title: string; payload: string }): Fields {
  if ('payload' in action) return { reply: { text: action.title, postbackData: action.payload } };
  if ('url' in action) return openLink(action.title, { openUrlAction: { url: action.url } });
  return openLink(action.title, { dialAction: { phoneNumber: action.phone } });
}

/** A suggestion that opens something; what it told us of a press would be its title. */
export function openLink(text: string, action: Fields): Fields {
  return { action: { text, postbackData: text, ...action } };
}

/** One card stands alone, several in a row (rcs.md, richCard). */
export function carousel(cards: Card[]): Fields {
  const contents = cards.map(cardContent);
  const [only] = contents;
  if (only && contents.length === 1) return { standaloneCard: { cardOrientation: 'VERTICAL', cardContent: only } };
  return { carouselCard: { cardWidth: 'MEDIUM', cardContents: contents } };
}

/** A link of the card itself becomes a suggestion where there is room for one more, else a part of its words. */
function cardContent({ title, subtitle, imageUrl, url, buttons }: Card): Fields {
  const picture = link(imageUrl);
  const target = link(url);
  const isRoom = buttons.length < 4;
  const opens = target !== undefined && isRoom ? [openLink('Open', { openUrlAction: { url: target } })] : [];
  const description = [subtitle, isRoom ? undefined : target].filter(Boolean).join('\n');
  const suggestions = [...buttons.map(suggestion), ...opens];
  return known({
    title,
    description: description || undefined,
    media: picture === undefined ? undefined : { height: 'MEDIUM', contentInfo: { fileUrl: picture, forceRefresh: false } },
    suggestions: suggestions.length > 0 ? suggestions : undefined,
  }) as Fields;
}
