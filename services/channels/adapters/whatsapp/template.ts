import type { Content } from '../../../../schema/content.ts';
import type { Account, Adapter } from '../../adapter.ts';
import type { ApiCall, ApiReply, Failed, Template } from '../../plan.ts';
import { readMeta } from '../meta/errors.ts';
import { graphGet } from '../meta/graph.ts';
import { type Fields, fields, id, list, text } from '../read.ts';
import { errors } from './errors.ts';

/** The templates of the business account, with what each needs to be filled in. */
export const templates: Adapter['templates'] = { list: listCall, read: readTemplates };

/** Names of values outside of the body: `header.1`, `header.image`, `button.0`. */
const placed = /^(header|button)\.(.+)$/;
const mediaHeaders = new Set(['image', 'video', 'document']);

/**
 * A template with its values by name: `1` or `order` fills the body, `header.1` the header, `header.image` its picture (a link), `button.0` the end of
 * the first button's link (whatsapp.md §2).
 */
export function templateBody({ name, language, parameters }: Extract<Content, { type: 'template' }>): Fields {
  const values = Object.entries(parameters).toSorted(([left], [right]) => left.localeCompare(right, 'en', { numeric: true }));
  const headers = values.flatMap(([key, value]) => (place(key).component === 'header' ? [headerValue(place(key).name, value)] : []));
  const body = values.flatMap(([key, value]) => (place(key).component === 'body' ? [textValue(key, value)] : []));
  const buttons = values.flatMap(([key, value]) => (place(key).component === 'button' ? [buttonOf(place(key).name, value)] : []));
  const components = [
    ...(headers.length > 0 ? [{ type: 'header', parameters: headers }] : []),
    ...(body.length > 0 ? [{ type: 'body', parameters: body }] : []),
    ...buttons,
  ];
  return { type: 'template', template: { name, language: { code: language }, ...(components.length > 0 ? { components } : {}) } };
}

function place(key: string): { component: string; name: string } {
  const [, component = 'body', name = key] = placed.exec(key) ?? [];
  return { component, name };
}

/** Values are either numbered or named, all alike in one template. */
function textValue(name: string, value: string): Fields {
  return { type: 'text', ...(/^\d+$/.test(name) ? {} : { parameter_name: name }), text: value };
}

function headerValue(name: string, value: string): Fields {
  return mediaHeaders.has(name) ? { type: name, [name]: { link: value } } : textValue(name, value);
}

function buttonOf(index: string, value: string): Fields {
  return { type: 'button', sub_type: 'url', index, parameters: [{ type: 'text', text: value }] };
}

function listCall(account: Account): ApiCall {
  const node = `${id(account.settings.businessAccountId) ?? ''}/message_templates`;
  return graphGet(account, node, { fields: 'name,language,status,category,components', limit: '250' });
}

function readTemplates(reply: ApiReply): Template[] | Failed {
  const outcome = readMeta(reply, { gives: 'nothing' }, undefined, errors);
  return outcome.ok ? list(fields(reply.body).data).flatMap((item) => readTemplate(fields(item))) : outcome;
}

const states = new Map<string, Template['status']>([
  ['APPROVED', 'approved'],
  ['PAUSED', 'paused'],
  ['LIMIT_EXCEEDED', 'paused'],
  ['REJECTED', 'rejected'],
  ['DISABLED', 'rejected'],
]);

function readTemplate(item: Fields): Template[] {
  const name = id(item.name);
  const language = id(item.language);
  if (name === undefined || language === undefined) return [];
  const components = list(item.components).map(fields);
  const body = text(components.find(({ type }) => type === 'BODY')?.text) ?? '';
  const status = states.get(id(item.status) ?? '') ?? 'pending';
  return [
    {
      name,
      language,
      category: (id(item.category) ?? '').toLowerCase(),
      status,
      body,
      parameters: components.flatMap(parametersOf),
    },
  ];
}

function parametersOf(component: Fields): string[] {
  switch (component.type) {
    case 'BODY':
      return holes(component.text);
    case 'HEADER': {
      const format = (id(component.format) ?? '').toLowerCase();
      return mediaHeaders.has(format) ? [`header.${format}`] : holes(component.text).map((hole) => `header.${hole}`);
    }
    case 'BUTTONS':
      return list(component.buttons).flatMap((button, index) => (holes(fields(button).url).length > 0 ? [`button.${index}`] : []));
    default:
      return [];
  }
}

/** The names between double braces, each once. */
function holes(value: Fields[string] | undefined): string[] {
  return [...new Set([...(text(value) ?? '').matchAll(/\{\{\s*(\w+)\s*\}\}/g)].flatMap((match) => match[1] ?? []))];
}
