import { createHash, createHmac } from 'node:crypto';
import type { WebhookRequest } from '../../services/channels/adapter.ts';
import { sms } from '../../services/channels/adapters/sms/adapter.ts';
import vectors from '../payloads/signature-vectors.json' with { type: 'json' };
import type { Case } from './case.ts';
import { bytes } from './suite/stand.ts';

const secrets = { authToken: '12345' };
const settings = { accountSid: 'AC00000000000000000000000000000001', phoneNumber: '+15550001111' };
const robin = { addresses: [{ kind: 'phone', value: '+15550002222' }] };
const own = { externalId: '+15550001111', contact: robin };
const sid = 'SM00000000000000000000000000000001';
const webhook = 'https://parlor.example/webhooks/acc_1';
const vector = vectors.vectors.find(({ platform }) => platform === 'twilio');

function signed(url: string, said: string): string {
  return createHmac('sha1', secrets.authToken).update(`${url}${said}`).digest('base64');
}

function request(
  params: { [name: string]: string },
  now: number,
  part: Partial<WebhookRequest> & { signedUrl?: string } = {},
): WebhookRequest {
  const { url = webhook, signedUrl = url, headers = {}, ...rest } = part;
  const said = Object.keys(params)
    .sort()
    .map((name) => `${name}${params[name]}`);
  return {
    method: 'POST',
    url,
    query: Object.fromEntries(new URL(url).searchParams),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signed(signedUrl, said.join('')), ...headers },
    body: bytes(new URLSearchParams(params).toString()),
    receivedAt: now,
    ...rest,
  };
}

function refusal(status: number, code: number) {
  return { status, body: { code, message: 'no', more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

const inJson = bytes({ MessageSid: sid, From: '+15550002222', To: '+15550001111', Body: 'Hi' });
const jsonUrl = `${webhook}?bodySHA256=${createHash('sha256').update(inJson).digest('hex')}`;
const then = 1_789_000_000_000;
const params = { MessageSid: sid, From: '+15550002222', To: '+15550001111', Body: 'Hi' };

/** SMS through Twilio (shared/channels/sms.md). */
export const its: Case = {
  adapter: sms,
  settings,
  secrets,
  to: { kind: 'phone', value: '+15550002222' },
  request: (_name, payload, now) => request(JSON.parse(new TextDecoder().decode(payload)).params, now),
  samples: {
    'inbound-sms': [{ kind: 'message', ...own, platformId: sid, at: then, content: [{ type: 'text', text: 'Where is my order?' }] }],
    'inbound-mms': [{ kind: 'message', ...own, content: [{ type: 'image', mimeType: 'image/jpeg', url: expectLink('Media/ME0') }] }],
    'inbound-stop': [
      { kind: 'message', ...own, content: [{ type: 'text', text: 'STOP' }] },
      { kind: 'standing', ...own, standing: 'opted_out' },
    ],
    'inbound-start': [
      { kind: 'message', ...own, content: [{ type: 'text', text: 'START' }] },
      { kind: 'standing', ...own, standing: 'open' },
    ],
    'inbound-help': [{ kind: 'message', ...own, content: [{ type: 'text', text: 'HELP' }] }],
    'inbound-several-media': [
      {
        kind: 'message',
        ...own,
        content: [
          { type: 'text', text: 'Both of them' },
          { type: 'image', mimeType: 'image/png', url: expectLink('Media/ME0') },
          { type: 'file', mimeType: 'text/vcard', url: expectLink('Media/ME1') },
        ],
      },
    ],
    'inbound-place': [
      {
        kind: 'message',
        contact: { ...robin, name: 'Robin' },
        content: [{ type: 'location', latitude: 59.9, longitude: 10.7, name: 'Harbor', address: 'Quay 1' }],
      },
    ],
    'inbound-button': [
      {
        kind: 'message',
        ...own,
        content: [{ type: 'choice', text: 'Track order', payload: 'flow:track_order' }],
        replyTo: 'SM00000000000000000000000000000009',
      },
    ],
    'status-failed': [{ kind: 'delivery', ...own, state: 'failed', failure: { class: 'recipient_blocked', standing: 'opted_out' } }],
    'status-sent': [{ kind: 'delivery', ...own, state: 'sent' }],
    'status-queued': [{ kind: 'unknown' }],
    'status-delivered': [{ kind: 'delivery', ...own, state: 'delivered', platformIds: [sid] }],
    'status-undelivered': [
      { kind: 'delivery', ...own, state: 'failed', platformIds: [sid], failure: { class: 'recipient_invalid', code: '30005' } },
    ],
  },
  errors: { 'error-20429-rate': 'rate_limited', 'error-21610-unsubscribed': 'recipient_blocked' },
  refusals: [
    { ...refusal(400, 21211), class: 'recipient_invalid' },
    { ...refusal(400, 21614), class: 'recipient_invalid' },
    { ...refusal(400, 21408), class: 'permission' },
    { ...refusal(400, 21617), class: 'content_invalid' },
    { ...refusal(400, 21620), class: 'content_invalid' },
    { ...refusal(401, 20003), class: 'auth_invalid' },
    { ...refusal(404, 20404), class: 'auth_invalid' },
    { ...refusal(400, 30034), class: 'account_restricted' },
    { ...refusal(400, 63016), class: 'window_closed' },
    ...[21612, 30005, 30006].map((code) => ({ ...refusal(400, code), class: 'recipient_invalid' as const })),
    ...[14107, 21611, 30001, 30022].map((code) => ({ ...refusal(429, code), class: 'rate_limited' as const })),
    ...[21602, 12300].map((code) => ({ ...refusal(400, code), class: 'content_invalid' as const })),
    ...[30032, 30035].map((code) => ({ ...refusal(400, code), class: 'account_restricted' as const })),
    { ...refusal(400, 30003), class: 'transient' },
    { ...refusal(400, 30004), class: 'recipient_blocked' },
    { ...refusal(400, 30007), class: 'suppressed_by_platform' },
    { ...refusal(503, 20503), class: 'transient' },
    { status: 201, body: { sid, status: 'failed', error_code: 30008, error_message: 'Unknown error' }, class: 'transient' },
    { status: 429, body: 'Too Many Requests', class: 'rate_limited' },
  ],
  vectors: [
    {
      secrets,
      request: request(vector?.params ?? {}, then, { url: vector?.url ?? '', headers: { 'x-twilio-signature': vector?.value ?? '' } }),
    },
    // A proxy ends TLS; the port was in the console's URL; a body in JSON.
    { secrets, request: request(params, then, { url: webhook.replace('https', 'http'), signedUrl: webhook }) },
    { secrets, request: request(params, then, { signedUrl: webhook.replace('example/', 'example:443/') }) },
    {
      secrets,
      request: request({}, then, { url: jsonUrl, body: inJson, headers: { 'content-type': 'application/json' } }),
    },
  ],
  handshakes: [],
};

function expectLink(end: string): string {
  return `https://api.twilio.com/2010-04-01/Accounts/${settings.accountSid}/Messages/MM0/${end}`;
}
