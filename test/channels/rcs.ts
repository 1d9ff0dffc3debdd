import { createHmac, generateKeyPairSync } from 'node:crypto';
import { rcs } from '../../services/channels/adapters/rcs/adapter.ts';
import verification from '../payloads/rcs/webhook-verify.json' with { type: 'json' };
import vectors from '../payloads/signature-vectors.json' with { type: 'json' };
import type { Case } from './case.ts';
import { bytes } from './suite/stand.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const secrets = { clientToken: 'SJENCPGJESMGUFPY', privateKey };
const robin = { addresses: [{ kind: 'phone', value: '+15550002222' }] };
const said = { kind: 'message', contact: robin, externalId: 'harbor-agent@rbm.goog', at: Date.parse('2026-11-22T10:00:00Z') };
const vector = vectors.vectors.find(({ platform }) => platform === 'rcs');

function request(body: object, now: number, headers: { [name: string]: string } = {}) {
  return {
    method: 'POST' as const,
    url: 'https://parlor.example/webhooks/acc_1',
    query: {},
    headers,
    body: bytes(JSON.stringify(body)),
    receivedAt: now,
  };
}

function signed(envelope: { message: { data: string } }, now: number) {
  const data = Buffer.from(envelope.message.data, 'base64');
  const signature = createHmac('sha512', secrets.clientToken).update(data).digest('base64');
  return request(envelope, now, { 'x-goog-signature': signature });
}

/** A recording of what was in an envelope gets one. */
function enveloped(recorded: { message?: { data: string } }) {
  if (recorded.message) return { ...recorded, message: recorded.message };
  const data = Buffer.from(JSON.stringify(recorded)).toString('base64');
  return { message: { attributes: { product: 'RBM' }, data, messageId: '1', publishTime: '2026-11-22T10:00:00.123Z' }, subscription: 's' };
}

function refusal(code: number, status: string) {
  return { status: code, body: { error: { code, message: 'no', status } } };
}

const delivered = {
  kind: 'delivery',
  state: 'delivered',
  platformIds: ['01J-our-uuid'],
  contact: robin,
  at: Date.parse('2026-11-22T10:00:01Z'),
};
const choice = { ...said, content: [{ type: 'choice', text: 'Track order', payload: 'flow:track_order' }] };
const typing = { kind: 'typing', on: true, contact: robin };
const hello = { ...said, platformId: 'msg000999888777a', content: [{ type: 'text', text: 'Hello' }] };
const read = { ...delivered, state: 'read', at: Date.parse('2026-11-22T10:00:09Z') };

/** RCS for Business (shared/channels/rcs.md). */
export const its: Case = {
  adapter: rcs,
  settings: { agentId: 'harbor-agent@rbm.goog', serviceAccountEmail: 'parlor@harbor.iam.gserviceaccount.com' },
  secrets,
  to: { kind: 'phone', value: '+15550002222' },
  request: (_name, payload, now) => signed(enveloped(JSON.parse(new TextDecoder().decode(payload))), now),
  samples: {
    text: [hello],
    'text.decoded': [hello],
    'location.decoded': [{ ...said, content: [{ type: 'location', latitude: 59.9, longitude: 10.7 }] }],
    'suggestion-response': [choice],
    'suggestion-response.decoded': [choice],
    'event-delivered': [delivered],
    'event-delivered.decoded': [delivered],
    'event-read': [read],
    'event-read.decoded': [read],
    'event-is-typing': [typing],
    'event-is-typing.decoded': [typing],
    'file.decoded': [{ ...said, content: [{ type: 'video', url: 'https://rcs.example.com/v.mp4', name: 'v.mp4', size: 4_294_967_296 }] }],
    'event-ttl-revoked.decoded': [
      { kind: 'delivery', state: 'failed', reference: 'msg_01J0000000000000000000000A', failure: { class: 'recipient_invalid' } },
    ],
    'event-ttl-revoke-failed.decoded': [{ kind: 'event', name: 'not_revoked', contact: robin }],
    'event-unsubscribe.decoded': [{ kind: 'standing', standing: 'opted_out', contact: robin }],
    'event-subscribe.decoded': [{ kind: 'standing', standing: 'open', contact: robin }],
  },
  errors: { 'error-403': 'permission', 'error-429': 'rate_limited' },
  refusals: [
    { ...refusal(404, 'NOT_FOUND'), class: 'recipient_invalid' },
    { ...refusal(409, 'ALREADY_EXISTS'), class: 'already_done' },
    { ...refusal(400, 'INVALID_ARGUMENT'), class: 'content_invalid' },
    { ...refusal(401, 'UNAUTHENTICATED'), class: 'auth_invalid' },
    { ...refusal(500, 'INTERNAL'), class: 'transient' },
    { ...refusal(400, 'FAILED_PRECONDITION'), class: 'content_invalid' },
    { ...refusal(503, 'UNAVAILABLE'), class: 'transient' },
  ],
  vectors: [
    {
      secrets,
      request: request({ message: { data: vector?.data } }, 1_789_000_000_000, { 'x-goog-signature': vector?.value ?? '' }),
    },
  ],
  handshakes: [{ request: request(verification.request, 1_789_000_000_000), status: 200, body: verification.response.body }],
};
