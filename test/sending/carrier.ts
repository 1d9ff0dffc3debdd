import { z } from 'zod';
import type { Content } from '../../schema/content.ts';
import type { Adapter } from '../../services/channels/adapter.ts';
import { fields, id, text } from '../../services/channels/adapters/read.ts';
import { defineAdapter } from '../../services/channels/define.ts';
import type { Inbound } from '../../services/channels/inbound.ts';
import { type ApiCall, type ErrorClass, kept, type Outbound } from '../../services/channels/plan.ts';

const classes: { [status: number]: ErrorClass } = {
  401: 'auth_invalid',
  403: 'recipient_blocked',
  409: 'already_done',
  429: 'rate_limited',
};
const plain = { protocol: 'http', method: 'POST', headers: {}, gives: 'nothing', unanswered: 'lost' } as const;

/**
 * A channel whose plans follow from the text's first word: `repeat`, `report`, `lookup` and `lost` are how one call resolves that is not answered;
 * `album` takes three calls, `courteous` two of which the first is optional, `paced` a lane of its own for each of two.
 */
export const carrier: Adapter = defineAdapter({
  channel: 'carrier',
  name: 'Carrier',
  capabilities: {
    starts: 'both',
    does: { reaction: true, edit: true, unsend: false, typing: false, read: false },
    pace: { account: null, recipient: null, lanes: { slow: { interval: 300, burst: 1 } } },
  },
  settings: z.object({ loftId: z.string(), apiBaseUrl: z.url() }),
  secrets: z.object({ key: z.string() }),
  externalId: ({ loftId }) => id(loftId) ?? '',
  verify: async () => undefined,
  parse: (body, { receivedAt }, { settings }) => {
    const { from, said, took } = fields(body);
    const common = { at: receivedAt, raw: body, externalId: id(settings.loftId) ?? '' };
    const contact = { addresses: [{ kind: 'roost', value: id(from) ?? 'ana' }] } satisfies { addresses: Inbound[] | object };
    const who = contact as { addresses: [{ kind: string; value: string }] };
    const words = text(said);
    if (words !== undefined)
      return [
        {
          ...common,
          key: `said:${words}`,
          kind: 'message',
          platformId: `in-${words}`,
          contact: who,
          content: [{ type: 'text', text: words }],
        },
      ];
    const { ref, id: platformId, why } = fields(took);
    const [reference, refusal] = [id(ref), text(why)];
    if (reference === undefined) return [{ ...common, key: `unknown:${receivedAt}`, kind: 'unknown' }];
    const failure = { ok: false, class: 'recipient_invalid', code: 'lost', message: refusal ?? '' } as const;
    return [
      {
        ...common,
        key: `took:${id(platformId)}:${refusal ?? ''}`,
        kind: 'delivery',
        ...(refusal === undefined ? { state: 'sent' } : { state: 'failed', failure }),
        contact: who,
        reference,
        platformIds: [id(platformId) ?? ''],
      },
    ];
  },
  render: (message, { secrets, token }) => {
    const headers = { authorization: token ?? secrets.key ?? '' };
    return callsOf(message).map((call) => ({ ...call, headers: { ...headers, ...call.headers } }));
  },
  read: ({ status, headers, body }, call) => {
    const platformId = id(fields(body).id);
    if (status < 300) return { ok: true, ...(call.gives === 'message' && platformId ? { platformId } : {}) };
    const retryAfter = headers['retry-after'] === undefined ? {} : { retryAfter: Number(headers['retry-after']) * 1_000 };
    const unclear = status >= 500 ? 'transient' : 'content_invalid';
    return {
      ok: false,
      class: classes[status] ?? unclear,
      code: `http_${status}`,
      message: text(fields(body).why) ?? 'No.',
      ...retryAfter,
    };
  },
});

/** The same with a token that has to be fetched. */
export const courier: Adapter = {
  ...carrier,
  channel: 'courier',
  token: {
    call: () => ({ ...plain, path: '/token', body: null, unanswered: 'repeat' }),
    read: ({ body }) => ({ token: text(fields(body).token) ?? '', seconds: Number(fields(body).seconds) }),
  },
};

function callsOf(message: Outbound): ApiCall[] {
  if (message.kind === 'edit') return [{ ...plain, method: 'PATCH', path: '/edit', body: { json: namesIn(message.target) } }];
  if (message.kind === 'reaction')
    return [{ ...plain, path: '/react', body: { json: { of: message.target.platformId, emoji: message.emoji } } }];
  if (message.kind !== 'message') return [];
  return message.content.flatMap((item) => (item.type === 'text' ? saying(message.id, item) : []));
}

function namesIn(target: { platformId: string }[]): string[] {
  return target.map(({ platformId }) => platformId);
}

function saying(ref: string, { text: words }: Extract<Content, { type: 'text' }>): ApiCall[] {
  const say = (more: object = {}): ApiCall => ({ ...plain, gives: 'message', path: '/say', body: { json: { ref, text: words, ...more } } });
  switch (words.split(' ')[0]) {
    case 'repeat':
      return [{ ...say({ again: true }), unanswered: 'repeat' }];
    case 'report':
      return [{ ...say(), unanswered: 'report' }];
    case 'lookup':
      return [{ ...say(), unanswered: 'lookup', lookup: { path: '/said', items: 'items', match: { ref }, id: 'id', at: 'at' } }];
    case 'album':
      return [
        { ...plain, path: '/open', body: null, keep: { ticket: 'upload.ticket', url: 'upload.url' } },
        { ...plain, method: 'PUT', path: kept('url'), body: { form: [['ticket', kept('ticket')]] } },
        { ...say({ ticket: kept('ticket'), again: true }), unanswered: 'repeat' },
      ];
    case 'courteous':
      return [{ ...plain, path: '/typing', body: null, optional: true }, say()];
    case 'paced':
      return [1, 2].map((part) => ({ ...say({ part }), lane: 'slow' }));
    default:
      return [say()];
  }
}
