import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type SandboxAccount, setting } from '../../account.ts';
import { type Answer, type ApiRequest, json, jsonBody, Refusal, text } from '../../api.ts';
import { sentOf } from '../../deed.ts';
import type { World } from '../../platform.ts';
import { digits, word } from '../../random.ts';
import { checked, type LineMessage, messagesIn, wordsOf } from './checks.ts';
import { refused } from './refusal.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What a call said, by its retry key. */
interface Taken {
  requestId: string;
  sentMessages: object[];
}

/** The Messaging API (line.md, Outbound). */
export function answer(world: World, account: SandboxAccount, request: ApiRequest): Answer {
  const { method, path } = request;
  const content = /^\/v2\/bot\/message\/(\d+)\/content$/.exec(path)?.[1];
  if (method === 'GET' && content !== undefined) return download(world, account, content);
  const profile = /^\/v2\/bot\/profile\/([^/]+)$/.exec(path)?.[1];
  if (method === 'GET' && profile !== undefined) return json(200, profileOf(world, account, decodeURIComponent(profile)));
  switch (`${method} ${path}`) {
    case 'GET /v2/bot/info':
      return json(200, {
        userId: setting(account, 'botUserId'),
        basicId: '@shop',
        displayName: 'Shop',
        chatMode: 'bot',
        markAsReadMode: 'manual',
      });
    case 'GET /v2/bot/message/quota':
      return json(200, { type: 'limited', value: 5_000 });
    case 'POST /v2/bot/message/push':
      return push(world, account, request);
    case 'POST /v2/bot/message/reply':
      return reply(world, account, jsonBody(request));
    case 'POST /v2/bot/chat/loading/start':
      checked(
        z.object({ chatId: z.string().regex(/^U/), loadingSeconds: z.number().multipleOf(5).min(5).max(60).default(20) }),
        jsonBody(request),
      );
      return json(202, {});
    case 'POST /v2/bot/chat/markAsRead':
      checked(z.object({ markAsReadToken: z.string().min(1) }), jsonBody(request));
      return json(200, {});
    default:
      throw refused(404, 'Not found');
  }
}

/** A call with a retry key is taken once; again, it is answered what it was answered first, with 409 (line.md, Outbound). */
function push(world: World, account: SandboxAccount, request: ApiRequest): Answer {
  const key = request.headers['x-line-retry-key'];
  if (key !== undefined && !uuid.test(key)) throw refused(400, 'The retry key is invalid');
  const before = key === undefined ? undefined : (world.memory.kept(account.id, `retry ${key}`) as Taken | undefined);
  if (before) {
    const message = 'The retry key is already accepted';
    throw new Refusal(json(409, { message, sentMessages: before.sentMessages }, { 'x-line-accepted-request-id': before.requestId }));
  }
  const body = jsonBody(request);
  const { to } = checked(z.object({ to: z.string().min(1, 'May not be empty') }), body);
  const messages = messagesIn(body);
  if (!world.memory.person(account.id, to)) throw refused(400, "The property, 'to', in the request body is invalid (line: -, column: -)");
  return taken(world, account, to, messages, key);
}

function reply(world: World, account: SandboxAccount, body: unknown): Answer {
  const { replyToken } = checked(z.object({ replyToken: z.string().min(1) }), body);
  const messages = messagesIn(body);
  const name = `reply ${replyToken}`;
  const known = world.memory.kept(account.id, name) as { to: string; until: number } | undefined;
  if (!known || known.until < world.now()) throw refused(400, 'Invalid reply token');
  world.memory.remember([{ kind: 'kept', account: account.id, name, value: undefined }]);
  return taken(world, account, known.to, messages, undefined);
}

function taken(world: World, account: SandboxAccount, to: string, messages: LineMessage[], key: string | undefined): Answer {
  const requestId = randomUUID();
  const blocked = world.memory.kept(account.id, `blocked ${to}`) === true;
  const sentMessages = messages.map((message) => {
    const quoted = 'quoteToken' in message && typeof message.quoteToken === 'string' ? message.quoteToken : null;
    const known = {
      to,
      type: message.type,
      text: wordsOf(message),
      messageId: digits(18),
      replyTo: quoted,
      reference: key ?? null,
      request: message,
    };
    const error = { code: 'blocked', title: 'The user has blocked the account', details: 'LINE does not say so' };
    const sent = sentOf(world, account, { ...known, ...(blocked ? { state: 'failed' as const, error } : {}) });
    void world.publish([{ kind: 'sent', sent }], []);
    return {
      id: sent.messageId,
      ...(message.type === 'text' || message.type === 'sticker' || message.type === 'image' ? { quoteToken: word() } : {}),
    };
  });
  if (key !== undefined)
    world.memory.remember([
      { kind: 'kept', account: account.id, name: `retry ${key}`, value: { requestId, sentMessages } satisfies Taken },
    ]);
  return json(200, { sentMessages }, { 'x-line-request-id': requestId });
}

/** What a person sent, by its message's id. */
function download(world: World, account: SandboxAccount, id: string): Answer {
  const media = world.memory.media(account.id, id);
  if (!media) throw refused(404, 'Not found');
  const [, coding, data] = /^data:[^,]*?(;base64)?,(.*)$/s.exec(media.url) ?? [];
  if (data === undefined) return text(302, '', { location: media.url });
  return {
    status: 200,
    headers: { 'content-type': media.mimeType },
    body: Buffer.from(coding ? data : decodeURIComponent(data), coding ? 'base64' : 'utf8'),
  };
}

function profileOf(world: World, account: SandboxAccount, userId: string): object {
  const person = world.memory.person(account.id, userId);
  if (!person || world.memory.kept(account.id, `blocked ${userId}`) === true) throw refused(404, 'Not found');
  return { userId, displayName: person.name ?? 'Robin', language: 'en' };
}
