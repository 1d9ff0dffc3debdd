import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { WebhookRequest } from '../../services/channels/adapter.ts';
import { apple } from '../../services/channels/adapters/apple/adapter.ts';
import { type Case, recordedAt } from './case.ts';
import { bytes } from './suite/stand.ts';
import { vectorOf } from './suite/vectors.ts';

const vector = vectorOf('apple inbound jwt');
const settings = { businessId: 'a8840000-1111-2222-3333-444455556666', mspId: 'msp-id-example' };
const secrets = { mspSecret: String(vector.secretBase64) };
const mbid = { kind: 'mbid', value: 'urn:mbid:AQAAYyUbut6E4B3T9FLv5EbGexampleOpaqueIdBase64==' };
const robin = { addresses: [mbid], abilities: ['QUICK', 'LIST', 'TIME', 'AUTH', 'AUTH2', 'FORM'], place: { locale: 'en_US' } };
const url = 'https://parlor.example/webhooks/acc_01J00000000000000000000000';

function tokenAt(now: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256' })}.${part({ aud: settings.mspId, iat: Math.floor(now / 1000) })}`;
  const signature = createHmac('sha256', Buffer.from(secrets.mspSecret, 'base64')).update(signed).digest('base64url');
  return `Bearer ${signed}.${signature}`;
}

/** Recorded as `{ headers, body }`; on the wire the body is gzipped where the headers say so. */
function request(_name: string, payload: Uint8Array, now: number): WebhookRequest {
  const { headers, body } = JSON.parse(new TextDecoder().decode(payload));
  const plain = bytes(JSON.stringify(body));
  return {
    method: 'POST',
    url,
    query: {},
    headers: { ...headers, authorization: tokenAt(now) },
    body: headers['content-encoding'] === 'gzip' ? gzipSync(plain) : plain,
    receivedAt: now,
  };
}

export const its: Case = {
  adapter: apple,
  settings,
  secrets,
  to: mbid,
  place: { locale: 'en_US' },
  request,
  samples: {
    text: [
      {
        kind: 'message',
        platformId: '0c316beb-0000-4000-8000-000000000001',
        externalId: settings.businessId,
        at: recordedAt,
        contact: robin,
        content: [{ type: 'text', text: 'Hello business!' }],
      },
    ],
    'text-with-intent-group': [
      { kind: 'message', content: [{ type: 'text', text: 'Question about my bill' }] },
      { kind: 'event', name: 'referral', data: { intent: 'billing_question', group: 'billing' } },
    ],
    'text-with-attachment': [
      {
        kind: 'message',
        content: [
          { type: 'text', text: 'Here is a photo' },
          {
            type: 'image',
            mimeType: 'image/heic',
            name: 'IMG_0001.HEIC',
            size: 2_481_023,
            source: {
              url: 'https://p01-content.example.icloud.com/M0123456789ABCDEF.C01USN00',
              owner: 'M0123456789ABCDEF.C01USN00',
              signature: 'AYVvE7m0exampleSignature==',
              key: 'ab'.repeat(32),
            },
          },
        ],
      },
    ],
    'tapback-as-text': [{ kind: 'message', content: [{ type: 'text', text: 'Liked “Yes, it is back today.”' }] }],
    'typing-end': [{ kind: 'typing', on: false, contact: robin }],
    close: [{ kind: 'standing', standing: 'closed', contact: robin }],
    'close-invitation-declined': [
      {
        kind: 'event',
        name: 'invitation_declined',
        contact: { addresses: [{ kind: 'phone', value: '+15550002222' }] },
        data: { referenceIds: ['order-12345'] },
      },
      { kind: 'standing', standing: 'closed', data: { referenceIds: ['order-12345'] } },
    ],
    'quick-reply-response': [
      { kind: 'message', replyTo: 'req-qr-1', content: [{ type: 'choice', text: 'Track order', payload: 'flow:track_order' }] },
    ],
    'list-picker-response': [
      { kind: 'message', replyTo: 'req-list-1', content: [{ type: 'choice', text: 'Tuesday 10:00', payload: 'slot_2' }] },
    ],
    'time-picker-response': [
      {
        kind: 'message',
        replyTo: 'req-time-1',
        content: [{ type: 'choice', text: 'Appointment 2026-11-24T10:00+0000', payload: 'ts-1' }],
      },
    ],
    'interactive-data-ref-large': [{ kind: 'message', content: [{ type: 'unsupported', reason: 'too_large' }] }],

    'typing-start': [{ kind: 'typing', on: true, contact: robin }],
    'text-several-attachments': [
      {
        kind: 'message',
        content: [
          { type: 'text', text: 'Before and after' },
          { type: 'image', size: 1_024, source: { owner: 'A.O', signature: 'Cv8=', key: 'cd'.repeat(32) } },
          { type: 'video', size: 2_048, source: { owner: 'B.O', signature: 'Cv8=', key: 'ef'.repeat(32) } },
        ],
      },
    ],
    'text-fewer-abilities': [{ kind: 'message', contact: { ...robin, abilities: ['QUICK', 'LIST'] } }],
    'list-picker-several-chosen': [
      {
        kind: 'message',
        replyTo: 'req-list-2',
        content: [
          { type: 'choice', text: 'Kettle', payload: 'kettle' },
          { type: 'choice', text: 'Pot', payload: 'pot' },
        ],
      },
    ],
    'form-response': [
      { kind: 'message', content: [{ type: 'form', name: 'messageForms', fields: { 'Your name': 'Robin', Sizes: ['Small', 'Large'] } }] },
    ],
    'invitation-accepted': [{ kind: 'message', content: [{ type: 'choice', text: 'accepted', payload: 'accepted' }] }],
    'authentication-response': [{ kind: 'message', content: [{ type: 'unsupported', reason: 'authenticate' }] }],
    'interactive-data-ref-beside-inline': [{ kind: 'message', content: [{ type: 'choice', text: 'No', payload: 'b' }] }],
  },
  errors: {
    'error-400-bad-payload': 'content_invalid',
    'error-403-auth': 'auth_invalid',
    'error-404-unknown-destination': 'recipient_invalid',
    'error-429-throttled': 'rate_limited',
  },
  refusals: [
    { status: 401, body: '', class: 'auth_invalid' },
    { status: 410, body: '', class: 'recipient_invalid' },
    { status: 413, body: 'too large', class: 'content_invalid' },
    { status: 503, body: '', class: 'transient' },
  ],
  vectors: [
    {
      // Without its padding, so that an altered last letter is another key.
      secrets: { mspSecret: secrets.mspSecret.replace(/=+$/, '') },
      settings,
      request: { ...request('', bytes('{"headers":{},"body":{}}'), recordedAt), headers: { authorization: String(vector.authorization) } },
      oldAfter: 3_600_000,
      bodyFree: true,
    },
  ],
  handshakes: [],
};
