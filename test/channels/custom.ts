import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { WebhookRequest } from '../../services/channels/adapter.ts';
import { custom } from '../../services/channels/adapters/custom/adapter.ts';
import type { Case } from './case.ts';
import { bytes } from './suite/stand.ts';

/** The page that says how it is done is what is tried here: its examples are the samples, its signature the vector. */
const page = readFileSync(new URL('../../docs/custom-channel.md', import.meta.url), 'utf8');

/** The JSON under each heading of the page. */
const examples = Object.fromEntries(
  [...page.matchAll(/^### (\S+)\n([\s\S]*?)^```json\n([\s\S]*?)^```/gm)]
    .filter(([, name, words]) => name !== 'outbound' && !words?.includes('\n#'))
    .map(([, name = '', , json = '']) => [name, json]),
);

const url = 'https://parlor.example/webhooks/acc_01J00000000000000000000000';
const secrets = { signingSecret: 'kiosk-signing-secret-2026' };

function post(body: Uint8Array, headers: { [name: string]: string }, receivedAt: number): WebhookRequest {
  return { method: 'POST', url, query: {}, headers: { 'content-type': 'application/json', ...headers }, body, receivedAt };
}

function signed(body: Uint8Array, now: number): WebhookRequest {
  const seconds = String(Math.floor(now / 1000));
  const mac = createHmac('sha256', secrets.signingSecret).update(`v1:${seconds}:`).update(body).digest('hex');
  return post(body, { 'x-parlor-timestamp': seconds, 'x-parlor-signature': `v1=${mac}` }, now);
}

/** The request of the page, to the letter. */
function worked(): WebhookRequest {
  const [, head = '', body = ''] = /^```http\nPOST [^\n]+\n([\s\S]*?)\n\n([\s\S]*?)\n```/m.exec(page) ?? [];
  const headers = Object.fromEntries(head.split('\n').map((line) => line.split(': ') as [string, string]));
  return post(bytes(body), headers, Number(headers['x-parlor-timestamp']) * 1000);
}

const vector = worked();
const given = { ...vector.headers };
const ana = { addresses: [{ kind: 'user', value: 'u-7' }] };
const own = { externalId: 'kiosks', contact: ana };
const ours = 'msg_01J0000000000000000000000A';
const refused = (name: string, status = 422) => ({ status, body: { error: { class: name, code: 'E7', message: 'no' } } });

/** Whatever a company makes a channel (docs/custom-channel.md). */
export const its: Case = {
  adapter: custom,
  settings: { systemId: 'kiosks', outboundUrl: 'https://kiosk.example.com/parlor' },
  secrets,
  to: { kind: 'user', value: 'u-7' },
  place: 'kiosk-4',
  request: (_name, payload, now) => signed(payload, now),
  payloads: examples,
  samples: {
    message: [
      {
        key: 'message:m-1',
        externalId: 'kiosks',
        kind: 'message',
        at: Date.parse('2026-09-10T00:26:40Z'),
        platformId: 'm-1',
        contact: { addresses: [...ana.addresses, { kind: 'email', value: 'ana@example.com' }], name: 'Ana Berg', place: 'kiosk-4' },
        content: [
          { type: 'text', text: 'Is this one back?' },
          { type: 'image', url: 'https://kiosk.example.com/files/1.jpg', mimeType: 'image/jpeg', caption: 'The blue one' },
        ],
        replyTo: ours,
      },
    ],
    choice: [{ ...own, kind: 'message', content: [{ type: 'choice', text: 'Pick up', payload: 'flow:0' }] }],
    echo: [{ ...own, kind: 'echo', origin: 'person', platformId: 'm-3', content: [{ type: 'text', text: 'I will look' }] }],
    edit: [{ ...own, key: 'edit:evt-4', kind: 'edit', target: 'm-1', content: [{ type: 'text', text: 'Is the green one back?' }] }],
    unsend: [{ ...own, kind: 'unsend', target: 'm-1' }],
    reaction: [{ ...own, kind: 'reaction', target: 'm-3', emoji: '👍' }],
    typing: [{ ...own, kind: 'typing', on: true }],
    delivered: [
      { ...own, kind: 'delivery', state: 'delivered', platformIds: ['k-100'] },
      { ...own, kind: 'delivery', state: 'delivered', reference: ours },
    ],
    read: [{ ...own, kind: 'delivery', state: 'read', until: 1_789_000_006_500 }],
    failed: [
      {
        ...own,
        kind: 'delivery',
        state: 'failed',
        reference: ours,
        failure: { ok: false, class: 'recipient_blocked', code: 'E7', message: 'Has left the shop' },
      },
    ],
    standing: [{ ...own, kind: 'standing', standing: 'opted_out' }],
    event: [{ ...own, kind: 'event', name: 'referral', data: { ref: 'poster-3' } }],
    moved: [{ externalId: 'kiosks', kind: 'identity_changed', from: ana, to: { addresses: [{ kind: 'user', value: 'u-8' }] } }],
    several: [
      { ...own, kind: 'message', platformId: 'm-4', at: 1_789_000_012_000 },
      { ...own, kind: 'message', platformId: 'm-5', at: 1_789_000_013_000 },
    ],
  },
  errors: {},
  refusals: [
    { ...refused('rate_limited', 200), class: 'rate_limited' },
    { ...refused('recipient_blocked'), class: 'recipient_blocked' },
    { ...refused('content_invalid'), class: 'content_invalid' },
    { ...refused('of our own making'), class: 'unknown' },
    { status: 401, body: 'who are you?', class: 'auth_invalid' },
    { status: 429, headers: { 'retry-after': '2' }, body: null, class: 'rate_limited' },
    { status: 503, body: '<html>', class: 'transient' },
  ],
  vectors: [
    { secrets, request: vector, oldAfter: 300_000 },
    // Two keys of theirs at once: one has to hold.
    {
      secrets,
      request: { ...vector, headers: { ...given, 'x-parlor-signature': `v1=${'0'.repeat(64)}, ${given['x-parlor-signature']}` } },
    },
  ],
  handshakes: [],
};
