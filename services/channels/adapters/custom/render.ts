import type { Json } from '../../../../kit/bus/bus.ts';
import type { Content } from '../../../../schema/content.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, ApiReply, Failed, Named, Outbound, Sent } from '../../plan.ts';
import { errorClasses } from '../../plan.ts';
import { isFine, refusal } from '../answers.ts';
import { decimal, type Fields, fields, id, known, text } from '../read.ts';
import { notSendable } from '../words.ts';

/** One signed call, whatever is to be said or done: its id makes it safe to repeat (docs/custom-channel.md). */
export function renderCustom(message: Outbound, account: Account): ApiCall[] {
  const { id: own, to, place, author } = message;
  const head = {
    id: own,
    account: account.id,
    to: { id: idOf(to), addresses: to.map((address) => ({ ...address })) },
    thread: place,
    author,
  };
  const said = message.kind === 'message';
  const call = callTo(account, own, { type: message.kind, ...head, ...wordsOf(message) });
  if (said) return [{ ...call, gives: 'message' }];
  return [message.kind === 'typing' || message.kind === 'read' ? { ...call, optional: true } : call];
}

/** A call that asks for nothing but an answer. */
export function ping(account: Account): ApiCall {
  return callTo(account, 'ping', { type: 'ping', account: account.id });
}

function callTo({ settings, secrets }: Account, own: string, json: Fields): ApiCall {
  return {
    protocol: 'http',
    method: 'POST',
    path: text(settings.outboundUrl) ?? '',
    headers: { 'idempotency-key': own },
    body: { json },
    signed: { key: secrets.signingSecret ?? '' },
    gives: 'nothing',
    unanswered: 'repeat',
  };
}

function wordsOf(message: Outbound): Fields {
  switch (message.kind) {
    case 'message':
      return { content: message.content.map(partOf), replyTo: message.replyTo ? named(message.replyTo) : null };
    case 'edit':
      return { target: message.target.map(named), content: message.content.map(partOf) };
    case 'unsend':
      return { target: message.target.map(named) };
    case 'reaction':
      return { target: [named(message.target)], emoji: message.emoji };
    case 'typing':
      return { on: message.on };
    case 'read':
      return { target: [named(message.target)] };
  }
}

/** A part as it is, without what is only of use to us. */
function partOf(part: Content): Json {
  if (part.type === 'choice' || part.type === 'form' || part.type === 'unsupported') throw notSendable(part.type, 'this channel');
  if (!('mediaId' in part || 'mediaState' in part || 'source' in part)) return part as Json;
  const { mediaId: _id, mediaState: _state, source: _source, ...rest } = part;
  return known(rest) as Json;
}

function named({ platformId, place }: Named): Fields {
  return { messageId: platformId, thread: place };
}

function idOf(to: Outbound['to']): string {
  return to.find(({ kind }) => kind === 'user')?.value ?? to[0].value;
}

/** Reads the company's answer: `{ id }`, or `{ error: { class, code, message, retryAfter } }`, the wait in seconds. */
export function readCustom(reply: ApiReply): Sent | Failed {
  const body = fields(reply.body);
  const error = fields(body.error);
  if (isFine(reply) && Object.keys(error).length === 0) return { ok: true, ...known({ platformId: id(body.id) }) };
  const seconds = decimal(error.retryAfter, 86_400);
  const standing = (['opted_out', 'closed'] as const).find((each) => each === error.standing);
  const failed = refusal(reply, {
    ...known({
      class: errorClasses.find((each) => each === error.class),
      code: id(error.code),
      message: text(error.message),
      retryAfter: seconds === undefined || seconds < 0 ? undefined : seconds * 1000,
    }),
  });
  return { ...failed, ...known({ standing }) };
}
