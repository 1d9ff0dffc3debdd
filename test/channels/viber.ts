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

    'message-text': [{ kind: 'message', platformId: '4912661846655238145', contact: named, content: [{ type: 'text', text: 'Hello' }] }],
    'message-picture': [
      { kind: 'message', content: [{ type: 'image', url: 'https://dl.example.com/1.jpg', caption: 'It arrived broken' }] },
    ],
    'message-video': [{ kind: 'message', content: [{ type: 'video', size: 2_138 }] }],
    'message-file': [{ kind: 'message', content: [{ type: 'file', name: 'receipt.pdf', size: 2_138 }] }],
    'message-sticker': [{ kind: 'message', content: [{ type: 'sticker', platformId: '40100' }] }],
    'message-contact': [{ kind: 'message', content: [{ type: 'contact', name: 'Kim Lund', phones: ['+4740000000'] }] }],
    'message-url': [{ kind: 'message', content: [{ type: 'link', url: 'https://shop.example.com/p/42' }] }],
    'message-location': [{ kind: 'message', content: [{ type: 'location', latitude: 59.9139, longitude: 10.7522 }] }],
    unsubscribed: [{ kind: 'standing', standing: 'blocked', contact: robin }],
    'conversation-started-subscribed': [{ kind: 'event', name: 'conversation_started', contact: named, data: { subscribed: true } }],
    'client-status': [{ kind: 'event', name: 'client_status', contact: named }],
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

    { ...refusal(8, 'notPublicAccount'), class: 'account_restricted' },
    { ...refusal(12, 'tooManyRequests'), class: 'rate_limited' },
    { ...refusal(13, 'apiVersionNotSupported'), class: 'content_invalid' },
    { ...refusal(21, 'notSupportedCountry'), class: 'recipient_invalid' },
    { ...refusal(22, 'paymentUnsupported'), class: 'account_restricted' },
    { ...refusal(23, 'freeMessagesExceeded'), class: 'window_closed' },
    { status: 200, body: { status: '6', status_message: 'notSubscribed' }, class: 'recipient_blocked' },
  ],
  vectors: [{ secrets, request: request(bytes(vector?.rawBody ?? ''), 1_789_000_000_000, vector?.value) }],
  handshakes: [],
};
