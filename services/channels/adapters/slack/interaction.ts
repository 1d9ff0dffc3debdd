import type { Json } from '../../../../kit/bus/bus.ts';
import { type Draft, digest, eventKey, type Fields, fields, id, list, text } from '../read.ts';
import { wordsOf } from './content.ts';
import { contactIn, messageId, type Scene, threadOf, timeOf } from './place.ts';

type Reader = (body: Fields, scene: Scene) => Draft[];

/** One line for each thing people do to what an app shows them (slack.md §1). */
const readers = new Map<Json | undefined, Reader>([
  ['block_actions', readActions],
  ['view_submission', readForm],
  ['view_closed', (body, scene) => notice('view_closed', body.view, body, scene)],
  ['shortcut', (body, scene) => notice('shortcut', { callback_id: body.callback_id ?? null }, body, scene)],
  [
    'message_action',
    (body, scene) => notice('message_action', { callback_id: body.callback_id ?? null, ts: body.message_ts ?? null }, body, scene),
  ],
]);

/** What an interaction or a slash command says; nothing for a body that is neither. */
export function readInteraction(body: Fields, scene: Scene): Draft[] {
  return body.command === undefined ? (readers.get(body.type)?.(body, scene) ?? []) : readCommand(body, scene);
}

function readActions(body: Fields, scene: Scene): Draft[] {
  const container = fields(body.container);
  const message = fields(body.message);
  const channel = id(container.channel_id) ?? id(fields(body.channel).id);
  const ts = id(container.message_ts) ?? id(message.ts);
  const thread = id(container.thread_ts) ?? id(message.thread_ts);
  const contact = person(body, scene, channel, channel === undefined || ts === undefined ? thread : threadOf(channel, ts, thread));
  if (!contact) return [];
  return list(body.actions).flatMap((value): Draft[] => {
    const action = fields(value);
    const picked = pickedIn(action);
    if (!picked) return [];
    const platformId = eventKey('action', id(body.trigger_id) ?? digest(body), id(action.action_id) ?? digest(value));
    const content = [{ type: 'choice' as const, ...picked }];
    const replyTo = channel === undefined || ts === undefined ? {} : { replyTo: messageId(channel, ts) };
    return [
      { key: platformId, at: timeOf(action.action_ts) ?? scene.at, raw: body, kind: 'message', platformId, contact, content, ...replyTo },
    ];
  });
}

/** What was pressed or picked, and its words; nothing where a press only opens a link. */
function pickedIn(action: Fields): { text: string; payload: string } | undefined {
  const options = [action.selected_option ?? null, ...list(action.selected_options)].map(fields);
  const chosen = options.flatMap((option) => text(option.value) ?? []).join(',');
  const titles = options.flatMap((option) => text(fields(option.text).text) ?? []).join(', ');
  const other = ['value', 'selected_date', 'selected_time', 'selected_user', 'selected_channel', 'selected_conversation'];
  const several = ['selected_users', 'selected_channels', 'selected_conversations'].flatMap((name) => list(action[name]));
  const given = [...other.map((name) => action[name]), several.flatMap((one) => id(one) ?? []).join(','), id(action.selected_date_time)];
  const payload = chosen || given.map(text).find((value) => value !== undefined);
  if (payload === undefined) return undefined;
  return { text: titles || wordsOf(text(fields(action.text).text) ?? '', undefined) || payload, payload };
}

function readForm(body: Fields, scene: Scene): Draft[] {
  const view = fields(body.view);
  const contact = person(body, scene, undefined, undefined);
  if (!contact) return [];
  const platformId = eventKey('form', id(body.trigger_id) ?? id(view.id) ?? '', id(view.hash) ?? digest(view));
  const content = [{ type: 'form' as const, name: id(view.callback_id) ?? 'view', fields: answersIn(fields(fields(view.state).values)) }];
  return [{ key: platformId, at: scene.at, raw: body, kind: 'message', platformId, contact, content }];
}

/** Answers are under block and action; a form is written by its blocks' names. */
function answersIn(blocks: Fields): Fields {
  const answers = Object.entries(blocks).flatMap(([block, actions]) => {
    const given = Object.entries(fields(actions));
    return given.map(([action, value]): [string, Json] => [given.length === 1 ? block : `${block}.${action}`, answerIn(fields(value))]);
  });
  return Object.fromEntries(answers.filter(([name]) => name !== '__proto__'));
}

function answerIn(value: Fields): Json {
  if (Array.isArray(value.selected_options)) return value.selected_options.map((option) => fields(option).value ?? null);
  return fields(value.selected_option).value ?? Object.entries(value).find(([name]) => name !== 'type')?.[1] ?? null;
}

/** A command is something the customer says (slack.md §1). */
function readCommand(body: Fields, scene: Scene): Draft[] {
  const channel = id(body.channel_id);
  const contact = person({ user: { id: body.user_id ?? null, name: body.user_name ?? null } }, scene, channel, undefined);
  const command = text(body.command);
  if (!contact || command === undefined) return [];
  const platformId = eventKey('command', id(body.trigger_id) ?? digest(body));
  const said = [command, wordsOf(text(body.text) ?? '', undefined)].filter((word) => word !== '').join(' ');
  const content = [{ type: 'text' as const, text: said }];
  return [{ key: platformId, at: scene.at, raw: scene.raw, kind: 'message', platformId, contact, content }];
}

function notice(name: string, data: Json | undefined, body: Fields, scene: Scene): Draft[] {
  const contact = person(body, scene, id(fields(body.channel).id), undefined);
  if (!contact) return [];
  const key = eventKey(name, id(body.trigger_id) ?? digest(body));
  return [{ key, at: scene.at, raw: scene.raw, kind: 'event', name, contact, data: data ?? null }];
}

function person(body: Fields, scene: Scene, channel: string | undefined, thread: string | undefined) {
  const user = fields(body.user);
  const userId = id(user.id);
  const contact = userId === undefined ? undefined : contactIn(scene, userId, channel, thread);
  const name = text(user.real_name) ?? text(user.name) ?? text(user.username);
  return contact && { ...contact, ...(name === undefined ? {} : { name }) };
}
