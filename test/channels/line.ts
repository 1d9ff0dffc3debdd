import { createHmac } from 'node:crypto';
import { line } from '../../services/channels/adapters/line/adapter.ts';
import vectors from '../payloads/signature-vectors.json' with { type: 'json' };
import type { Case } from './case.ts';
import { bytes } from './suite/stand.ts';

const secrets = { channelSecret: 'line-channel-secret', channelAccessToken: 'line-access-token' };
const settings = { botUserId: 'U00000000000000000000000000000bot' };
const robin = { addresses: [{ kind: 'line_id', value: 'U4af4980629000000000000000000000a' }] };
const said = { kind: 'message', contact: robin, externalId: settings.botUserId };
const vector = vectors.vectors.find(({ platform }) => platform === 'line');

function request(body: Uint8Array, now: number, signature = createHmac('sha256', secrets.channelSecret).update(body).digest('base64')) {
  const headers = { 'x-line-signature': signature };
  return { method: 'POST' as const, url: 'https://parlor.example/webhooks/acc_1', query: {}, headers, body, receivedAt: now };
}

/** LINE (shared/channels/line.md). */
export const its: Case = {
  adapter: line,
  settings,
  secrets,
  to: { kind: 'line_id', value: 'U4af4980629000000000000000000000a' },
  request: (_name, payload, now) => request(payload, now),
  samples: {
    text: [
      {
        ...said,
        platformId: '444573844083572737',
        at: 1_789_000_000_000,
        content: [{ type: 'text', text: 'Hello' }],
        contact: { ...robin, place: { quoteToken: 'q3Plxr4AgKd', markAsReadToken: 'nz0x74mZT2mRn' } },
      },
    ],
    image: [{ ...said, content: [{ type: 'image', platformId: '444573844083572739' }] }],
    sticker: [{ ...said, content: [{ type: 'sticker', platformId: '1:1' }] }],
    location: [{ ...said, content: [{ type: 'location', latitude: 35.67966, name: 'my location', address: '1-3 Kioicho, Tokyo' }] }],
    unsend: [{ kind: 'unsend', target: '444573844083572737', contact: robin }],
    follow: [{ kind: 'standing', standing: 'open', contact: robin, data: { isUnblocked: false } }],
    'unfollow-blocked': [{ kind: 'standing', standing: 'blocked', contact: robin }],
    'batched-with-redelivery': [
      { ...said, platformId: '444573844083572742', at: 1_789_000_000_009, content: [{ type: 'text', text: 'one' }] },
      { ...said, platformId: '444573844083572737', at: 1_789_000_000_010 },
    ],

    'group-text': [{ ...said, contact: { ...robin, place: { to: 'C0000000000000000000000000000group', quoteToken: 'q1' } } }],
    'text-quoting': [{ ...said, replyTo: '444573844083572700', content: [{ type: 'text', text: 'That $ one' }] }],
    'images-of-a-set': [
      { ...said, burst: 'S1', content: [{ type: 'image', platformId: '444573844083572803' }] },
      { ...said, burst: 'S1', content: [{ type: 'image', url: 'https://img.example.com/1.jpg' }] },
    ],
    'video-audio-file': [
      { ...said, content: [{ type: 'video', platformId: '444573844083572805' }] },
      { ...said, content: [{ type: 'audio', platformId: '444573844083572806' }] },
      { ...said, content: [{ type: 'file', platformId: '444573844083572807', name: 'receipt.pdf', size: 2_138 }] },
    ],
    postback: [
      { ...said, content: [{ type: 'choice', text: 'flow:track_order', payload: 'flow:track_order' }] },
      { ...said, content: [{ type: 'choice', text: '2026-11-24T10:00', payload: 'when' }] },
    ],
    standby: [{ kind: 'event', name: 'standby', contact: robin, data: { from: 'customer', text: 'Anybody?' } }],
    'group-members': [
      { kind: 'account', name: 'join' },
      { kind: 'event', name: 'member_joined', contact: robin },
      { kind: 'event', name: 'member_left', contact: robin },
      { kind: 'account', name: 'leave' },
    ],
    'other-events': [
      { kind: 'event', name: 'video_played' },
      { kind: 'event', name: 'beacon' },
      { kind: 'event', name: 'account_linked' },
      { kind: 'event', name: 'membership' },
      { kind: 'event', name: 'notification_delivered' },
      { ...said, content: [{ type: 'unsupported', reason: 'coupon' }] },
    ],
    'verify-of-the-console': [],
  },
  errors: { 'error-409-retry-key': 'already_done', 'error-429-quota': 'account_restricted', 'error-reply-token': 'content_invalid' },
  refusals: [
    {
      status: 400,
      body: { message: "The property, 'to', in the request body is invalid (line: -, column: -)" },
      class: 'recipient_invalid',
    },
    { status: 400, body: { message: 'A message (messages[0]) in the request body is invalid' }, class: 'content_invalid' },
    { status: 401, body: { message: 'Authentication failed' }, class: 'auth_invalid' },
    { status: 403, body: { message: 'Access to this API is not available for your account' }, class: 'permission' },
    { status: 429, body: { message: 'The API rate limit has been exceeded. Try again later.' }, class: 'rate_limited' },
    { status: 500, body: { message: 'The error occurred on the internal server' }, class: 'transient' },

    { status: 400, body: { message: 'x', details: [{ message: 'not a user', property: 'to' }] }, class: 'recipient_invalid' },
    { status: 429, body: { message: 'You have reached your monthly limit.' }, class: 'account_restricted' },
  ],
  vectors: [{ secrets, request: request(bytes(vector?.rawBody ?? ''), 1_789_000_000_000, vector?.value) }],
  handshakes: [],
};
