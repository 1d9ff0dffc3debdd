import type { Json } from '../../../../kit/bus/bus.ts';
import type { Action, Card, Content } from '../../../../schema/content.ts';
import { type Fields, link } from '../read.ts';

/** A text with buttons, as an Adaptive Card (msteams.md, Outbound). */
export function buttonCard({ text, buttons }: Extract<Content, { type: 'buttons' }>): Json {
  return card([paragraph(text)], buttons.map(press));
}

/** A text with a menu and a button that sends what was picked; each row tells its payload and its words. */
export function menuCard({ text, button, sections }: Extract<Content, { type: 'list' }>): Json {
  const rows = sections.flatMap((section) => section.rows.map((row) => ({ ...row, section: section.title })));
  const choices = rows.map(({ title, payload, description, section }) => ({
    title: [sections.length > 1 ? section : undefined, title, description].filter((words) => words !== undefined).join(' – '),
    value: JSON.stringify([payload, title]),
  }));
  const menu = { type: 'Input.ChoiceSet', id: 'choice', style: 'expanded', isRequired: true, choices };
  return card([paragraph(text), menu], [{ type: 'Action.Submit', title: button, data: { list: true } }]);
}

/** One card of a carousel. */
export function slide({ title, subtitle, imageUrl, url, buttons }: Card): Json {
  const image = link(imageUrl);
  const picture = image === undefined ? [] : [{ type: 'Image', url: image, size: 'Stretch' }];
  const words = subtitle === undefined ? [] : [{ ...paragraph(subtitle), isSubtle: true }];
  const opens: Fields = link(url) === undefined ? {} : { selectAction: { type: 'Action.OpenUrl', url: url ?? '' } };
  return card([...picture, { ...paragraph(title), weight: 'Bolder' }, ...words], buttons.map(press), opens);
}

function card(body: Json[], actions: Json[], more: Fields = {}): Json {
  const content = {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.4',
    body,
    actions,
    ...more,
  };
  return { contentType: 'application/vnd.microsoft.card.adaptive', content };
}

function paragraph(text: string): Fields {
  return { type: 'TextBlock', text, wrap: true };
}

function press(action: Action): Json {
  if ('payload' in action) return { type: 'Action.Submit', title: action.title, data: { payload: action.payload, title: action.title } };
  return { type: 'Action.OpenUrl', title: action.title, url: 'url' in action ? action.url : `tel:${action.phone}` };
}
