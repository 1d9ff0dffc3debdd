import type { Action, Content } from '../../schema/content.ts';
import type { Capabilities } from '../../services/channels/capabilities.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Everything in the content that is beyond what the channel takes, in words. */
export function beyond(content: Content[], can: Capabilities): string[] {
  return content.flatMap((item) => beyondIn(item, can));
}

function beyondIn(item: Content, can: Capabilities): string[] {
  const wrong: string[] = [];
  const check = (name: string, text: string, limit: number) => {
    const size = sizeOf(text, name, can);
    if (size > limit) wrong.push(`${item.type}.${name} has ${size}, not ${limit}: ${text.slice(0, 200)}`);
    if (!text.isWellFormed()) wrong.push(`${item.type}.${name} is cut within a character`);
    if (text.trim() === '') wrong.push(`${item.type}.${name} is empty`);
  };
  const count = (name: string, found: number, least: number, most: number) => {
    if (found < least || found > most) wrong.push(`${item.type}: ${found} ${name}, not ${least} to ${most}`);
  };
  const press = (actions: Action[], title: number, payload: number) => {
    for (const action of actions) {
      check('title', action.title, title);
      if ('payload' in action && payload > 0 && Buffer.byteLength(action.payload) > payload) wrong.push(`${item.type}.payload is too long`);
    }
  };
  switch (item.type) {
    case 'text':
      check('text', item.text, can.text.limit);
      break;
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'sticker': {
      const ability = can.media[item.type];
      if (!ability) return [`${item.type} is not taken`];
      if (item.caption !== undefined) check('caption', item.caption, ability.caption);
      if (ability.bytes !== null && (item.size ?? 0) > ability.bytes) wrong.push(`${item.type} is too large`);
      break;
    }
    case 'location':
    case 'contact':
    case 'template':
      if (!can[item.type]) wrong.push(`${item.type} is not taken`);
      break;
    case 'buttons':
      if (!can.buttons) return ['there are no buttons'];
      check('text', item.text, Math.min(can.buttons.text, can.text.limit));
      count('buttons', item.buttons.length, can.buttons.least, can.buttons.most);
      press(item.buttons, can.buttons.title, can.buttons.payload);
      if (!can.buttons.url && item.buttons.some((action) => 'url' in action)) wrong.push('buttons open no links');
      if (!can.buttons.call && item.buttons.some((action) => 'phone' in action)) wrong.push('buttons call nobody');
      break;
    case 'quick_replies':
      if (!can.quickReplies) return ['there are no quick replies'];
      check('text', item.text, Math.min(can.quickReplies.text, can.text.limit));
      count('replies', item.replies.length, can.quickReplies.least, can.quickReplies.most);
      press(item.replies, can.quickReplies.title, can.quickReplies.payload);
      break;
    case 'list': {
      if (!can.list) return ['there are no lists'];
      const all = item.sections.flatMap((section) => section.rows);
      check('text', item.text, Math.min(can.list.text, can.text.limit));
      check('button', item.button, can.list.button);
      count('sections', item.sections.length, 1, can.list.sections);
      count('rows', all.length, 1, can.list.rows);
      press(all, can.list.title, can.list.payload);
      for (const { description } of all) if (description !== undefined) check('description', description, can.list.description);
      for (const { title } of item.sections) if (title !== undefined) check('section', title, can.list.title);
      break;
    }
    case 'carousel':
      if (!can.carousel) return ['there are no cards'];
      count('cards', item.cards.length, can.carousel.least, can.carousel.most);
      for (const card of item.cards) {
        check('title', card.title, can.carousel.title);
        if (card.subtitle !== undefined) check('subtitle', card.subtitle, can.carousel.subtitle);
        count('buttons', card.buttons.length, 0, can.carousel.buttons);
        press(card.buttons, can.carousel.button, can.carousel.payload);
      }
      break;
    default:
      wrong.push(`${item.type} is not for adapters`);
  }
  return wrong;
}

/** How long a text is for the channel; of Telegram's tags it counts what is between them. Titles may have a unit of their own. */
function sizeOf(text: string, name: string, { text: { unit: ofTexts, titles = ofTexts, markup } }: Capabilities): number {
  const counted = markup === 'telegram' ? text.replace(/<\/?(b|i|s|code|a)( href="[^"]*")?>/g, '') : text;
  const unit = name === 'text' || name === 'caption' ? ofTexts : titles;
  return unit === 'bytes' ? Buffer.byteLength(counted) : unit === 'utf16' ? counted.length : [...counted].length;
}

/** The text in what people see as characters. */
export function seen(text: string): string[] {
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}
