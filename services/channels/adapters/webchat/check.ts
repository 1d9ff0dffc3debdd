import type { Json } from '../../../../kit/bus/bus.ts';
import { CodedError } from '../../../../schema/errors.ts';
import { type Fields, fields, list } from '../read.ts';
import { contentOf } from './content.ts';
import { clientIdLimit, formLimit, listLimit, textLimit } from './limits.ts';
import { eventsIn } from './parse.ts';

const named = new Set(['message.send', 'postback', 'form.submit']);

/** Throws BAD_INPUT for what the widget must not send: it can still put it right, unlike a platform. */
export function checkBody(body: Json): void {
  const events = eventsIn(body);
  if (events.length > listLimit) refuse(`a batch has at most ${listLimit} events`);
  for (const event of events) checkEvent(fields(event));
}

function checkEvent(event: Fields): void {
  if (typeof event.type !== 'string') refuse('every event has a `type`');
  for (const name of ['text', 'title', 'payload']) checkText(name, event[name]);
  checkText('reply.payload', fields(event.reply).payload);
  for (const name of ['name', 'address']) checkText(`location.${name}`, fields(event.location)[name]);
  checkText('contact.name', fields(event.contact).name);
  if (list(fields(event.contact).phones).length > listLimit) refuse(`\`contact.phones\` has at most ${listLimit} items`);
  if (Object.keys(fields(event.fields)).length > listLimit) refuse(`\`fields\` has at most ${listLimit} fields`);
  if (JSON.stringify(event.fields ?? null).length > formLimit) refuse(`\`fields\` is longer than ${formLimit} characters as JSON`);
  for (const name of ['attachments', 'messageIds', 'fields']) {
    if (list(event[name]).length > listLimit) refuse(`\`${name}\` has at most ${listLimit} items`);
  }
  if (!named.has(event.type as string)) return;
  const clientId = event.clientMsgId;
  if (typeof clientId !== 'string' || clientId === '' || clientId.length > clientIdLimit) {
    refuse(`\`${event.type}\` has a \`clientMsgId\` of 1 to ${clientIdLimit} characters`);
  }
  if (contentOf(event).length === 0) refuse(`\`${event.type}\` says nothing`);
}

function checkText(name: string, value: Json | undefined): void {
  if (typeof value === 'string' && value.length > textLimit) refuse(`\`${name}\` is longer than ${textLimit} characters`);
}

function refuse(why: string): never {
  throw new CodedError('BAD_INPUT', `The widget sent what cannot be taken: ${why}.`);
}
