import type { Content } from '../../../schema/content.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Choice } from '../tables.ts';
import { sayCarousel } from './carousel.ts';
import { sayQuestion } from './choices.ts';
import { type Degradation, type Draft, note, onDevice } from './draft.ts';
import { lines, literal, parseMarkup, type Run } from './markup.ts';
import { shorten } from './measure.ts';
import { sayMedia } from './media.ts';
import { questionOf } from './question.ts';
import { sayText } from './text.ts';
import { contactWords, linkWords, placeWords } from './words.ts';

/** Content that fits a channel. */
export interface Fitted {
  content: Content[];
  degradations: Degradation[];
  /** What typed numbers and titles, and payloads that we wrote as tokens, stand for. */
  choices: Choice[];
}

/** What is to be said, by our message id. */
export interface Saying {
  id: string;
  content: Content[];
  /** First line of the message answered, for channels whose `replyTo` is `quote`. */
  quote?: string;
}

const longestQuote = 100;

/**
 * Content as the channel can say it, and what became of what it cannot: texts and captions in its dialect, everything within its
 * limits. `abilities`: what the person's device can, `null` when unknown. Throws BAD_INPUT for what no channel can say.
 */
export function fit({ id, content, quote }: Saying, capabilities: Capabilities, abilities: string[] | null): Fitted {
  const quoted = capabilities.replyTo === 'quote' && quote?.trim() ? literal(`> ${shorten(quote.trim(), longestQuote, 'characters')}`) : [];
  const draft: Draft = {
    id,
    can: onDevice(capabilities, abilities),
    degradations: [],
    choices: [],
    part: 0,
    from: 'text',
    quote: quoted,
  };
  const fitted = choicesLast(content).flatMap(({ item, part, moved }) => {
    draft.part = part;
    draft.from = item.type;
    if (moved) note(draft, item.type, 'What there is to choose leaves after all else.');
    return say(draft, item);
  });
  if (fitted.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
  return { content: fitted, degradations: draft.degradations, choices: draft.choices };
}

/** Parts in the order they leave: choices after all else, and last those that go away with the next message. */
function choicesLast(content: Content[]): { item: Content; part: number; moved: boolean }[] {
  const rank = ({ type }: Content) => (type === 'quick_replies' ? 2 : type === 'buttons' || type === 'list' ? 1 : 0);
  const parts = content.map((item, part) => ({ item, part, moved: content.slice(part + 1).some((later) => rank(later) < rank(item)) }));
  return parts.sort((left, right) => rank(left.item) - rank(right.item));
}

function say(draft: Draft, item: Content): Content[] {
  switch (item.type) {
    case 'text':
      return sayText(draft, opening(draft, parseMarkup(item.text)));
    case 'buttons':
    case 'quick_replies':
    case 'list':
      return sayQuestion(draft, questionOf(item, opening(draft, parseMarkup(item.text))));
    case 'link':
      note(draft, 'text', 'A link is sent as text; the platform makes its own preview.');
      return sayText(draft, opening(draft, linkWords(item)));
    case 'location':
      if (draft.can.location) return sayAsIs(draft, item);
      note(draft, 'text', 'The channel takes no places: a link to a map is sent.');
      return sayText(draft, opening(draft, placeWords(item)));
    case 'contact':
      if (draft.can.contact) return sayAsIs(draft, item);
      note(draft, 'text', 'The channel takes no contacts: name and numbers are sent as text.');
      return sayText(draft, opening(draft, contactWords(item)));
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'sticker':
      return [...sayQuote(draft), ...sayMedia(draft, item, parseMarkup(item.caption?.trim() ?? ''))];
    case 'carousel':
      return [...sayQuote(draft), ...sayCarousel(draft, item.cards)];
    case 'template':
      return sayTemplate(draft, item);
    default:
      throw new CodedError('BAD_INPUT', `Content of type ${item.type} cannot be sent: it is something that only customers say.`);
  }
}

function sayAsIs(draft: Draft, item: Content): Content[] {
  return [...sayQuote(draft), item];
}

function sayTemplate(draft: Draft, item: Extract<Content, { type: 'template' }>): Content[] {
  if (draft.can.template) return sayAsIs(draft, item);
  if (!item.text) throw new CodedError('BAD_INPUT', `The channel has no templates, and ${item.name} comes with no text to send instead.`);
  note(draft, 'text', 'The channel has no templates: its text is sent.');
  return sayText(draft, opening(draft, literal(item.text)));
}

/** Words with the quote ahead of them, when they are the first. */
function opening(draft: Draft, words: Run[]): Run[] {
  const { quote } = draft;
  if (quote.length === 0) return words;
  draft.quote = [];
  note(draft, 'text', 'The channel marks no replies: the message answered is quoted.');
  return lines(quote, words);
}

function sayQuote(draft: Draft): Content[] {
  return sayText(draft, opening(draft, []));
}
