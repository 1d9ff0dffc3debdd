import type { Action, Card, Content } from '../../../../schema/content.ts';
import { type Fields, known, link } from '../read.ts';

/** Longest words shown where the message itself cannot be: in a list of chats, in a notification (line.md, Messages). */
const altLimit = 400;

/** A button that tells us its payload; its title shows in the chat as what the person said. */
export function pressAction({ title, payload }: { title: string; payload: string }): Fields {
  return { type: 'postback', label: title, data: payload, displayText: title };
}

function actionOf(action: Action): Fields {
  if ('payload' in action) return pressAction(action);
  return { type: 'uri', label: action.title, uri: 'url' in action ? action.url : `tel:${action.phone.replace(/[^\d+]/g, '')}` };
}

/** Text with buttons, as the buttons template (line.md, Messages). */
export function buttonsMessage({ text, buttons }: Extract<Content, { type: 'buttons' }>): Fields {
  return { type: 'template', altText: short(text), template: { type: 'buttons', text, actions: buttons.map(actionOf) } };
}

/**
 * Cards as a flex carousel. The carousel template would want as many buttons on each card, at least one, and a picture on all or none
 * (line.md, Messages).
 */
export function carouselMessage({ cards }: Extract<Content, { type: 'carousel' }>): Fields {
  const altText = short(cards.map(({ title }) => title).join(', '));
  return { type: 'flex', altText, contents: { type: 'carousel', contents: cards.map(bubbleOf) } };
}

function bubbleOf({ title, subtitle, imageUrl, url, buttons }: Card): Fields {
  const picture = link(imageUrl);
  const action = link(url) === undefined ? undefined : { type: 'uri', label: short(title, 20), uri: url };
  const words = (text: string, style: Fields) => ({ type: 'text', text, wrap: true, ...style });
  const body = [words(title, { weight: 'bold' }), ...(subtitle ? [words(subtitle, { size: 'sm' })] : [])];
  const hero = picture?.startsWith('https:')
    ? known({ type: 'image', url: picture, size: 'full', aspectRatio: '20:13', aspectMode: 'cover', action })
    : undefined;
  const footer = buttons.map((button) => ({ type: 'button', action: actionOf(button) }));
  return known({
    type: 'bubble',
    hero,
    body: known({ type: 'box', layout: 'vertical', contents: body, action }),
    footer: footer.length > 0 ? { type: 'box', layout: 'vertical', contents: footer } : undefined,
  }) as Fields;
}

/** Cut to so many UTF-16 units, never inside a character. */
function short(words: string, limit = altLimit): string {
  return words.length <= limit ? words : `${words.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
