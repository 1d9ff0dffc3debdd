import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Fields } from '../read.ts';

/** Text with up to three reply buttons (whatsapp.md §2). Links and numbers have no button there. */
export function buttonsBody({ text, buttons }: Extract<Content, { type: 'buttons' }>): Fields {
  const replies = buttons.map((button) => {
    if (!('payload' in button)) throw new CodedError('BAD_INPUT', `The button ${button.title} cannot open a link or call on WhatsApp.`);
    return { type: 'reply', reply: { id: button.payload, title: button.title } };
  });
  return interactive('button', text, { buttons: replies });
}

/**
 * Text with a list that opens at a button; ten rows in all (whatsapp.md §2). Where there are several sections, the platform wants each to be
 * called something.
 */
export function listBody({ text, button, sections }: Extract<Content, { type: 'list' }>): Fields {
  const written = sections.map(({ title = sections.length > 1 ? button : '', rows }) => ({
    ...(title ? { title } : {}),
    rows: rows.map(({ title: name, payload, description }) => ({ id: payload, title: name, ...(description ? { description } : {}) })),
  }));
  return interactive('list', text, { button, sections: written });
}

function interactive(type: string, text: string, action: Fields): Fields {
  return { type: 'interactive', interactive: { type, body: { text }, action } };
}
