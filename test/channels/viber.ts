import { createHmac } from 'node:crypto';
import { viber } from '../../services/channels/adapters/viber/adapter.ts';
import vectors from '../payloads/signature-vectors.json' with { type: 'json' };
import type { Case } from './case.ts';
import { bytes } from './suite/stand.ts';

const secrets = { authToken: '445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9' };
const robin = { addresses: [{ kind: 'viber_id', value: 'xy5/5y6O81+/kbWHpLhBoA==' }] };
const named = { ...robin, name: 'Robin' };
const vector = vectors.vectors.find(({ platform }) => platform === 'viber');

function request(body: Uint8Array, now: number, signature = createHmac('sha256', secrets.authToken).update(body).digest('hex')) {
  const headers = { 'x-viber-content-signature': signature };
  return { method: 'POST' as const, url: 'https://parlor.example/webhooks/acc_1', query: {}, headers, body, receivedAt: now };
}

function refusal(status: number, status_message: string) {
  return { status: 200, body: { status, status_message } };
}

/** Viber (shared/channels/viber.md). */
export const its: Case = {
  adapter: viber,
  settings: { botUri: 'harbourdemo', senderName: 'Harbour' },
  secrets,
  to: { kind: 'viber_id', value: 'xy5/5y6O81+/kbWHpLhBoA==' },
  request: (_name, payload, now) => request(payload, now),
  samples: {
    'conversation-started': [
      { kind: 'event', name: 'referral', contact: named, data: { ref: 'spring_poster', type: 'open', subscribed: false } },
    ],
    delivered: [{ kind: 'delivery', state: 'delivered', platformIds: ['4912661846655238147'], contact: robin, at: 1_789_000_002_000 }],
    seen: [{ kind: 'delivery', state: 'read', platformIds: ['4912661846655238147'], contact: robin }],
    failed: [{ kind: 'delivery', state: 'failed', failure: { message: 'failure description' } }],
    subscribed: [{ kind: 'standing', standing: 'open', contact: named }],
    'webhook-set': [{ kind: 'account', name: 'webhook' }],
  },
  errors: { 'error-invalid-token': 'auth_invalid', 'error-not-subscribed': 'recipient_blocked', 'error-rate': 'rate_limited' },
  refusals: [
    { ...refusal(3, 'badData'), class: 'content_invalid' },
    { ...refusal(5, 'receiverNotRegistered'), class: 'recipient_invalid' },
    { ...refusal(7, 'publicAccountBlocked'), class: 'account_restricted' },
    { ...refusal(9, 'publicAccountSuspended'), class: 'account_restricted' },
    { ...refusal(11, 'receiverNoSuitableDevice'), class: 'recipient_invalid' },
    { ...refusal(15, 'apiVersionNotSupported'), class: 'permission' },
    { ...refusal(24, 'billing'), class: 'window_closed' },
    { ...refusal(99, 'generalError'), class: 'unknown' },
    { status: 503, body: 'unavailable', class: 'transient' },
  ],
  vectors: [{ secrets, request: request(bytes(vector?.rawBody ?? ''), 1_789_000_000_000, vector?.value) }],
  handshakes: [],
};
