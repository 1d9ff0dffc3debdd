import type { Action, Content, Option } from '../../schema/content.ts';

/** The letters of everything that is to be read, whatever the marks, tags, breaks and blanks. */
export function letters(content: Content[]): string {
  return bare(content.flatMap(readable).join(' '));
}

/** What a person has to find somewhere, in pieces that are looked for one by one. */
export function readableWords(content: Content[]): string[] {
  return content
    .flatMap(readable)
    .flatMap((text) => text.split(/[\s[\]()]+/))
    .map(bare)
    .filter((word) => word !== '');
}

function readable(item: Content): string[] {
  const press = (action: Action | Option) => [
    action.title,
    ...('url' in action ? [action.url] : 'phone' in action ? [action.phone] : []),
    ...('description' in action && action.description !== undefined ? [action.description] : []),
  ];
  switch (item.type) {
    case 'text':
      return [item.text];
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
    case 'sticker':
      return [item.caption ?? '', item.url ?? ''];
    case 'location':
      return [item.name ?? '', item.address ?? ''];
    case 'contact':
      return [item.name, ...item.phones];
    case 'buttons':
      return [item.text, ...item.buttons.flatMap(press)];
    case 'quick_replies':
      return [item.text, ...item.replies.flatMap(press)];
    case 'list':
      return [item.text, ...item.sections.flatMap(({ title, rows }) => [title ?? '', ...rows.flatMap(press)])];
    case 'carousel':
      return item.cards.flatMap((card) => [
        card.imageUrl ?? '',
        card.title,
        card.subtitle ?? '',
        card.url ?? '',
        ...card.buttons.flatMap(press),
      ]);
    case 'link':
      return [item.title ?? '', item.url];
    default:
      return [];
  }
}

/** Letters, numbers and pictures alone: tags opened, entities read, marks gone. */
function bare(text: string): string {
  return text
    .replace(/<a href="([^"]*)">/g, ' $1 ')
    .replace(/<(https?:[^|>]*)\|/g, ' $1 ')
    .replace(/<\/?(b|i|s|code|a|br)>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/[\s*_~`[\]()\\]/g, '');
}
