import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { CodedError } from '../../schema/errors.ts';
import type { Account, Adapter, WebhookRequest } from '../../services/channels/adapter.ts';
import { fields, id, list, text } from '../../services/channels/adapters/read.ts';
import { defineAdapter } from '../../services/channels/define.ts';
import type { ErrorClass } from '../../services/channels/plan.ts';
import { type Case, recordedAt } from './case.ts';
import { bytes } from './suite/stand.ts';

const classes: { [status: number]: ErrorClass } = { 401: 'auth_invalid', 403: 'recipient_blocked', 429: 'rate_limited' };

/** A channel that there is not, made after the contract alone: what README's recipe takes, and no more. */
export const pigeon: Adapter = defineAdapter({
  channel: 'pigeon',
  name: 'Carrier pigeon',
  capabilities: {
    text: { limit: 140, unit: 'characters', markup: 'plain' },
    pace: { account: { interval: 1, burst: 100 }, recipient: null, lanes: {} },
    note: 'Slow in rain.',
  },
  settings: z.object({ loftId: z.string().min(1), apiBaseUrl: z.url() }),
  secrets: z.object({ token: z.string().min(1) }),
  externalId: (settings) => id(settings.loftId) ?? '',
  verify: async ({ url, body, headers }, { secrets }) => {
    const given = Buffer.from(headers['x-pigeon'] ?? '', 'base64');
    const expected = createHmac('sha1', secrets.token || '\n')
      .update(url)
      .update(body)
      .digest();
    if (!secrets.token || given.length !== expected.length || !timingSafeEqual(given, expected)) throw new CodedError('BAD_SIGNATURE');
  },
  parse: (body, request, account) => {
    const event = fields(body);
    const [eventId, from, said] = [id(event.id), id(event.from), text(event.text)];
    const common = { at: request.receivedAt, raw: body, externalId: id(account.settings.loftId) ?? '' };
    if (eventId === undefined || from === undefined) return [{ ...common, key: `unknown:${request.receivedAt}`, kind: 'unknown' }];
    const files = list(event.files).flatMap((url) => (typeof url === 'string' ? [{ type: 'file' as const, url }] : []));
    const words = said === undefined ? [] : [{ type: 'text' as const, text: said }];
    const content = [...words, ...files];
    if (content.length === 0) return [{ ...common, key: `unknown:${request.receivedAt}`, kind: 'unknown' }];
    const contact = { addresses: [{ kind: 'roost', value: from }] as [{ kind: string; value: string }] };
    return [{ ...common, key: `message:${eventId}`.slice(0, 256), kind: 'message', platformId: eventId, contact, content }];
  },
  render: (message, { secrets }) => {
    if (message.kind !== 'message') throw new CodedError('BAD_INPUT', `A pigeon does not carry a ${message.kind}.`);
    return message.content.map((item) => ({
      protocol: 'http',
      method: 'POST',
      path: '/fly',
      headers: { authorization: `Loft ${secrets.token}`, 'content-type': 'application/json' },
      body: { json: { to: message.to[0].value, text: item.type === 'text' ? item.text : '' } },
      gives: 'message',
      unanswered: 'lost',
    }));
  },
  read: ({ status, body }) => {
    const { id: platformId, why } = fields(body);
    if (status < 300 && id(platformId) !== undefined) return { ok: true, platformId: id(platformId) };
    const unclear = status >= 500 ? 'transient' : 'unknown';
    return { ok: false, class: classes[status] ?? unclear, code: `http_${status}`, message: text(why) ?? 'The pigeon came back.' };
  },
});

const secrets = { token: 'loft-secret' };
const url = 'https://parlor.example/webhooks/acc_1';

function flown(body: Uint8Array, receivedAt: number): WebhookRequest {
  const proof = createHmac('sha1', secrets.token).update(url).update(body).digest('base64');
  return { method: 'POST', url, query: {}, headers: { 'x-pigeon': proof }, body, receivedAt };
}

export const its: Case = {
  adapter: pigeon,
  settings: { loftId: '77', apiBaseUrl: 'https://loft.example' } satisfies Account['settings'],
  secrets,
  to: { kind: 'roost', value: 'ana' },
  payloads: {
    text: '{"id":"p1","from":"ana","text":"Is it back?","files":[]}',
    file: '{"id":"p2","from":"ana","files":["https://files.example.com/box.jpg"]}',
    'error-shot': '{"status":403,"body":{"why":"shot"}}',
  },
  request: (_name, body, now) => flown(body, now),
  samples: {
    text: [{ kind: 'message', platformId: 'p1', content: [{ type: 'text', text: 'Is it back?' }] }],
    file: [{ kind: 'message', content: [{ type: 'file', url: 'https://files.example.com/box.jpg' }] }],
  },
  errors: { 'error-shot': 'recipient_blocked' },
  vectors: [{ secrets, request: flown(bytes('{"id":"p1","from":"ana","text":"Is it back?"}'), recordedAt) }],
  handshakes: [],
};
