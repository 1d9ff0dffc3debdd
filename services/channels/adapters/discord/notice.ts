import { type Draft, digest, eventKey, type Fields, fields, id } from '../read.ts';
import { contactIn, type Scene, timeOf } from './scene.ts';

/** Whether a body is of the webhook events, which have no id as interactions do (discord.md, Inbound, 2). */
export function isNotice(root: Fields): boolean {
  return root.type === 1 && root.event !== undefined;
}

/** What Discord tells of the app itself: who let it in or put it out, what was bought (discord.md, Inbound, 2). */
export function readNotice(root: Fields, { at: receivedAt, raw }: Scene): Draft[] {
  const event = fields(root.event);
  const data = fields(event.data);
  const name = id(event.type)?.toLowerCase().slice(0, 128);
  if (name === undefined) return [];
  const user = fields(data.user);
  const contact = contactIn({}, id(user.id) === undefined ? { id: data.user_id ?? null } : user);
  const head = { key: eventKey(name, digest(root)), at: timeOf(event.timestamp) ?? receivedAt, raw };
  return [contact ? { ...head, kind: 'event', name, contact, data } : { ...head, kind: 'account', name, data }];
}
