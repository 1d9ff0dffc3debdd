import type { Json } from '../../../../kit/bus/bus.ts';
import type { Content } from '../../../../schema/content.ts';
import type { WebhookReply } from '../../adapter.ts';
import { type Draft, eventKey, type Fields, fields, id, list, text } from '../read.ts';
import { payloadIn } from './components.ts';
import { isNotice } from './notice.ts';
import { contactIn, type Scene } from './scene.ts';

/** An interaction: a command, a press, a filled form (discord.md, Inbound). Over the Gateway it is answered by a call of its own. */
export function readInteraction(event: Fields, scene: Scene, overGateway: boolean): Draft[] {
  const platformId = id(event.id);
  const user = fields(fields(event.member).user);
  const contact = contactIn(event, id(user.id) === undefined ? fields(event.user) : user);
  const content = contentOf(event);
  if (platformId === undefined || !contact || contact.addresses[0].kind !== 'discord_user' || !content) return [];
  const replyTo = id(fields(event.message).id);
  const said: Draft = {
    key: eventKey('interaction', platformId),
    at: scene.at,
    raw: withoutToken(scene.raw),
    kind: 'message',
    platformId: eventKey('interaction', platformId),
    contact,
    content: [content],
    ...(replyTo === undefined ? {} : { replyTo }),
  };
  return overGateway ? [said, ...answerOver(event, platformId, scene)] : [said];
}

/** Who pressed must see within three seconds that it was heard: nothing changes where something stands, else a word only they see (discord.md). */
export function answerTo(body: Json): Fields {
  const event = fields(body);
  if (event.type === 1) return { type: 1 };
  if (event.type === 4) return { type: 8, data: { choices: [] } };
  const standing = event.type === 3 || (event.type === 5 && id(fields(event.message).id) !== undefined);
  return standing ? { type: 6 } : { type: 4, data: { content: '✅', flags: 64 } };
}

/** The answer to the webhook that brought an interaction; a notice wants none. */
export function accepted(body: Json): WebhookReply {
  if (isNotice(fields(body))) return { status: 204, contentType: 'text/plain', body: '' };
  return { status: 200, contentType: 'application/json', body: JSON.stringify(answerTo(body)) };
}

/** The token that answers it is a secret for a quarter of an hour: it is not kept. */
export function withoutToken(raw: Json): Json {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw;
  const { token, ...rest } = raw;
  return rest.d === undefined ? rest : { ...rest, d: withoutToken(rest.d) };
}

function contentOf(event: Fields): Content | undefined {
  const data = fields(event.data);
  if (event.type === 2) return { type: 'text', text: commandIn(data) };
  if (event.type === 3) return choiceIn(data, fields(event.message));
  if (event.type !== 5) return undefined;
  return { type: 'form', name: id(data.custom_id) ?? 'modal', fields: Object.fromEntries(answersIn(data.components, 0)) };
}

function commandIn(data: Fields): string {
  const words = (options: Json | undefined, depth: number): string[] =>
    depth > 3
      ? []
      : list(options).flatMap((value) => {
          const option = fields(value);
          const given = option.value === undefined ? '' : ` ${String(option.value)}`;
          return [`${id(option.name) ?? ''}${given}`, ...words(option.options, depth + 1)];
        });
  return [`/${id(data.name) ?? 'command'}`, ...words(data.options, 0)].join(' ').slice(0, 4_000).toWellFormed();
}

/** The words of what was pressed stand in the message it was pressed in. */
function choiceIn(data: Fields, message: Fields): Content | undefined {
  const pressed = id(data.custom_id);
  if (pressed === undefined) return undefined;
  const parts = componentsIn(message.components, 0);
  const values = list(data.values).flatMap((value) => text(value) ?? []);
  if (values.length === 0) {
    const title = parts.map((part) => (part.custom_id === pressed ? text(part.label) : undefined)).find((label) => label !== undefined);
    return { type: 'choice', text: title ?? payloadIn(pressed), payload: payloadIn(pressed) };
  }
  const options = parts.flatMap((part) => list(part.options).map(fields));
  const titles = values.map((value) => text(options.find((option) => option.value === value)?.label) ?? payloadIn(value));
  return { type: 'choice', text: titles.join(', '), payload: values.map(payloadIn).join(',') };
}

/** Every component, whatever rows, sections and labels they are in. */
function componentsIn(value: Json | undefined, depth: number): Fields[] {
  if (depth > 4) return [];
  return list(value).flatMap((one) => {
    const part = fields(one);
    const inner = [...list(part.components), ...(part.component === undefined ? [] : [part.component])];
    return [part, ...componentsIn(inner, depth + 1)];
  });
}

function answersIn(components: Json | undefined, depth: number): [string, Json][] {
  return componentsIn(components, depth).flatMap((part): [string, Json][] => {
    const name = id(part.custom_id);
    const value = part.value ?? part.values;
    return name === undefined || name === '__proto__' || value === undefined ? [] : [[name, value]];
  });
}

function answerOver(event: Fields, interaction: string, { at, raw }: Scene): Draft[] {
  const token = id(event.token);
  if (token === undefined) return [];
  const path = `/interactions/${encodeURIComponent(interaction)}/${encodeURIComponent(token)}/callback`;
  const call = { protocol: 'http', method: 'POST', path, headers: {}, body: { json: answerTo(event) } } as const;
  const courtesy = { ...call, gives: 'nothing', unanswered: 'lost', optional: true } as const;
  return [{ key: eventKey('answer', interaction), at, raw: withoutToken(raw), kind: 'call', call: courtesy }];
}
