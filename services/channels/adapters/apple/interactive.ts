import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import { type Fields, link } from '../read.ts';

/** The extension that shows what Apple defines itself (apple-messages.md §2). */
const bid = 'com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:com.apple.icloud.apps.messages.business.extension';

/** Two to five answers to tap. What is chosen comes back with `request`, which is the id of the message. */
export function quickReply({ text, replies }: Extract<Content, { type: 'quick_replies' }>, request: string): Fields {
  const items = replies.map(({ payload, title }) => ({ identifier: payload, title }));
  return interactive({ requestIdentifier: request, 'quick-reply': { summaryText: text, items } });
}

/** A list to pick one row of. */
export function listPicker({ text, button, sections }: Extract<Content, { type: 'list' }>, request: string): Fields {
  const written = sections.map(({ title, rows }, order) => ({
    title: title ?? button,
    order,
    multipleSelection: false,
    items: rows.map(({ payload, title: name, description }, at) => ({
      identifier: payload,
      title: name,
      ...(description ? { subtitle: description } : {}),
      order: at,
      style: 'icon',
    })),
  }));
  return interactive(
    { requestIdentifier: request, listPicker: { sections: written }, images: [] },
    { receivedMessage: { title: text, subtitle: button, style: 'icon' }, replyMessage: { title: button, style: 'icon' } },
  );
}

/** A template of Apple's that asks whether a chat may begin; its `reference` comes back when they decline (apple-messages.md §2). */
export function invitation(
  { name, language, parameters }: Extract<Content, { type: 'template' }>,
  reference: string,
  request: string,
): Fields {
  return interactive({
    requestIdentifier: request,
    notification: { templateId: name, referenceId: reference, locale: language, parameters },
  });
}

/** Longest title of a link; a limit of our own, Apple names none. */
export const titleLimit = 200;

/** A link with its title. */
export function richLink(url: string, title: string | undefined): Fields {
  if (link(url) === undefined) throw new CodedError('BAD_INPUT', 'There is no http(s) address to link to.');
  return { type: 'richLink', richLinkData: { url, title: title || new URL(url).host, assets: {} } };
}

function interactive(data: Fields, messages: Fields = {}): Fields {
  return { type: 'interactive', interactiveData: { bid, useLiveLayout: true, data: { version: '1.0', ...data }, ...messages } };
}
