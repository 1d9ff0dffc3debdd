import { createSign, generateKeyPairSync } from 'node:crypto';
import type { WebhookRequest } from '../../services/channels/adapter.ts';
import { email } from '../../services/channels/adapters/email/adapter.ts';
import { type Case, recordedAt } from './case.ts';
import { vectorOf } from './suite/vectors.ts';

const webhookSecret = 'a-secret-of-the-webhook';
const basic = (password: string) => `Basic ${Buffer.from(`parlor:${password}`).toString('base64')}`;
const robin = { kind: 'email', value: 'robin@example.com' };
const answered = 'msg_01JOUT001.conv_01JC@mail.support.example.net';
const first = 'msg_01JOUT000.conv_01JC@mail.support.example.net';
const place = {
  messageId: 'CAF1=reply0001@mail.example.com',
  references: [first, answered, 'CAF1=reply0001@mail.example.com'],
  subject: 'Re: Your order 1042',
};
const reply = { kind: 'message', platformId: place.messageId, replyTo: answered };
const photo = { type: 'image', name: 'photo.jpg', mimeType: 'image/jpeg', size: 10, source: { data: '/9j/4AAQSkZJRg==' } };

function requestOf(body: Uint8Array, now: number, headers: { [name: string]: string }): WebhookRequest {
  return { method: 'POST', url: 'https://parlor.example/webhooks/acc_1', query: {}, headers, body, receivedAt: now };
}

/** The recorded form, written out as SendGrid does. */
function multipart(payload: Uint8Array): [Uint8Array, string] {
  const { fields, files } = JSON.parse(new TextDecoder().decode(payload)) as { fields: { [name: string]: string }; files: string[] };
  const boundary = 'xYzZY';
  const values = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const jpeg = Buffer.from('/9j/4AAQSkZJRg==', 'base64');
  const parts = files.flatMap((name) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
    ),
    jpeg,
    Buffer.from('\r\n'),
  ]);
  return [
    Buffer.concat([Buffer.from(values.join('')), ...parts, Buffer.from(`--${boundary}--\r\n`)]),
    `multipart/form-data; boundary=${boundary}`,
  ];
}

function request(name: string, payload: Uint8Array, now: number): WebhookRequest {
  const headers = { authorization: basic(webhookSecret) };
  if (name.startsWith('raw-')) return requestOf(payload, now, { ...headers, 'content-type': 'message/rfc822' });
  if (name.startsWith('ses-')) return requestOf(payload, now, { ...headers, 'content-type': 'text/plain; charset=UTF-8' });
  if (!name.startsWith('sendgrid-')) return requestOf(payload, now, { ...headers, 'content-type': 'application/json' });
  const [body, type] = multipart(payload);
  return requestOf(body, now, { ...headers, 'content-type': type });
}

const mailgun = vectorOf('mailgun');
const mailgunForm = new URLSearchParams({
  timestamp: String(mailgun.timestamp),
  token: String(mailgun.token),
  signature: String(mailgun.signature),
  recipient: 'support@support.example.net',
  sender: 'robin@example.com',
  'body-plain': 'Hello',
});

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stamp = String(recordedAt / 1000);
const events = Buffer.from('[{"event":"delivered","email":"robin@example.com","sg_event_id":"e-1"}]');
const ecdsa = createSign('SHA256').update(stamp).update(events).sign(ec.privateKey, 'base64');

/** E-mail (shared/channels/email.md). */
export const its: Case = {
  adapter: email,
  settings: { address: 'support@support.example.net', name: 'Harbor Support', smtpUrl: 'smtp://mail.support.example.net:587' },
  secrets: { webhookSecret },
  to: robin,
  place,
  request,
  samples: {
    'raw-reply': [
      {
        ...reply,
        externalId: 'support@support.example.net',
        at: recordedAt,
        key: `message:${place.messageId}`,
        contact: { addresses: [robin], name: 'Robin Vale', place: { ...place, verified: false } },
        content: [{ type: 'text', text: 'Thanks – still waiting.' }],
      },
    ],
    'raw-auto-reply': [{ kind: 'event', name: 'auto_reply', contact: { addresses: [robin] }, data: { reason: 'auto-replied' } }],
    'postmark-inbound': [{ ...reply, contact: { place }, content: [{ type: 'text', text: 'Thanks - still waiting.' }, photo] }],
    // Signed by its own domain: the sender is who they say.
    'sendgrid-inbound-parse-fields': [
      { ...reply, contact: { place: { verified: true } }, content: [{ type: 'text', text: 'Thanks' }, photo] },
    ],
    'ses-sns-bounce': [
      {
        kind: 'delivery',
        state: 'failed',
        contact: { addresses: [{ kind: 'email', value: 'gone@example.com' }] },
        platformIds: ['0102018c-out-1'],
        failure: { class: 'recipient_invalid', code: '5.1.1' },
      },
    ],
  },
  errors: {},
  refusals: [
    { status: 421, body: { response: '421 4.3.2 Service shutting down' }, class: 'transient' },
    { status: 450, body: { response: '450 4.2.1 Mailbox busy' }, class: 'transient' },
    { status: 550, body: { response: '550 5.1.1 user unknown' }, class: 'recipient_invalid' },
    { status: 550, body: { response: '550 5.7.1 Message rejected as spam' }, class: 'permission' },
    { status: 552, body: { response: '552 5.2.2 Mailbox full' }, class: 'transient' },
    { status: 535, body: { response: '535 5.7.8 Authentication failed' }, class: 'auth_invalid' },
    { status: 451, body: { response: '451 Local error in processing' }, class: 'transient' },
    { status: 452, body: { response: '452 4.2.2 Over quota' }, class: 'transient' },
    { status: 552, body: { response: '552 5.3.4 Message too big' }, class: 'content_invalid' },
    { status: 554, body: { response: '554 Message rejected: Email address is not verified' }, class: 'permission' },
    { status: 454, body: { response: '454 Throttling failure: Maximum sending rate exceeded' }, class: 'rate_limited' },
  ],
  vectors: [
    {
      secrets: { webhookSecret },
      request: requestOf(Buffer.from('From: a@example.com\n\nhi'), recordedAt, { authorization: basic(webhookSecret) }),
      bodyFree: true,
    },
    {
      secrets: { webhookSecret, signingKey: 'mg-key' },
      settings: { provider: 'mailgun' },
      request: requestOf(Buffer.from(mailgunForm.toString()), recordedAt, { 'content-type': 'application/x-www-form-urlencoded' }),
      oldAfter: 300_000,
      bodyFree: true,
    },
    {
      secrets: { webhookSecret, signingKey: ec.publicKey.export({ format: 'der', type: 'spki' }).toString('base64') },
      settings: { provider: 'sendgrid' },
      request: requestOf(events, recordedAt, {
        'x-twilio-email-event-webhook-signature': ecdsa,
        'x-twilio-email-event-webhook-timestamp': stamp,
      }),
      oldAfter: 300_000,
      // What verifies is a public key, and no secret.
      documents: {},
    },
  ],
  handshakes: [],
};
