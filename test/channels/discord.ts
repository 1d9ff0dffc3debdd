import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { WebhookRequest } from '../../services/channels/adapter.ts';
import { discord } from '../../services/channels/adapters/discord/adapter.ts';
import { type Case, recordedAt } from './case.ts';
import { vectorOf } from './suite/vectors.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const hexOf = (key: KeyObject) => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');
const robin = { kind: 'discord_user', value: '1000000000000000001' };
const dm = { kind: 'discord_dm', value: '1100000000000000001' };
const place = { channel: dm.value };

function request(body: Uint8Array, now: number): WebhookRequest {
  const stamp = String(Math.trunc(now / 1000));
  const signature = sign(null, Buffer.concat([Buffer.from(stamp), body]), privateKey).toString('hex');
  const headers = { 'x-signature-timestamp': stamp, 'x-signature-ed25519': signature };
  return { method: 'POST', url: 'https://parlor.example/webhooks/acc_1', query: {}, headers, body, receivedAt: now };
}

const refused = (status: number, code: number) => ({ status, body: { code, message: 'refused' } });
const { rawBody, headers, publicKeyHex } = vectorOf('discord ed25519');
const settings = { applicationId: '1200000000000000001', publicKey: hexOf(publicKey) };

/** Discord (shared/channels/discord.md). */
export const its: Case = {
  adapter: discord,
  settings,
  secrets: { botToken: 'MTIwMDAwMDAwMDAwMDAwMDAwMQ.token.of-the-bot' },
  to: robin,
  place,
  request: (_name, payload, now) => request(payload, now),
  samples: {
    // Answered by the handshake; what comes through anyway is only kept.
    'interaction-ping': [{ kind: 'unknown' }],
    'interaction-button': [
      {
        kind: 'message',
        externalId: '1200000000000000001',
        key: 'interaction:1300000000000000002',
        contact: { addresses: [robin, dm], name: 'Robin', place },
        content: [{ type: 'choice', text: 'flow:track_order', payload: 'flow:track_order' }],
        replyTo: '1300000000000000000',
      },
    ],
    // Of webhook events, type 1 is no PING but an event.
    'webhook-event-authorized': [
      {
        kind: 'event',
        name: 'application_authorized',
        at: Date.parse('2026-09-10T01:06:40.000Z'),
        externalId: '1200000000000000001',
        contact: { addresses: [robin], name: 'Robin' },
        data: { integration_type: 1 },
      },
    ],
    'gateway-message-create': [
      {
        kind: 'message',
        at: Date.parse('2026-09-10T01:06:40.000Z'),
        platformId: '1300000000000000009',
        contact: { addresses: [robin], name: 'Rob of Harbor', place: { channel: '1100000000000000007' } },
        content: [
          { type: 'text', text: 'look @Ann :wave:' },
          { type: 'image', name: 'a.png', mimeType: 'image/png', size: 2048 },
          { type: 'file', name: 'b.pdf', mimeType: 'application/pdf' },
          { type: 'sticker', platformId: '749054660769218631', name: 'Wave' },
        ],
        replyTo: '1300000000000000008',
      },
    ],
    'gateway-reaction-remove': [{ kind: 'reaction', target: '1300000000000000009', emoji: null, contact: { addresses: [robin] } }],
    'gateway-message-delete': [{ kind: 'unsend', target: '1300000000000000003', contact: { addresses: [dm] } }],
  },
  errors: { 'error-429': 'rate_limited', 'error-50007': 'recipient_blocked', 'error-50035': 'content_invalid' },
  refusals: [
    { ...refused(403, 50278), class: 'recipient_blocked' },
    { ...refused(403, 50001), class: 'permission' },
    { ...refused(403, 50013), class: 'permission' },
    { ...refused(404, 10003), class: 'recipient_invalid' },
    { ...refused(404, 10008), class: 'content_invalid' },
    { ...refused(404, 10013), class: 'recipient_invalid' },
    { ...refused(413, 40005), class: 'content_invalid' },
    { ...refused(400, 200_000), class: 'content_invalid' },
    { ...refused(400, 20_016), class: 'rate_limited' },
    { ...refused(401, 0), class: 'auth_invalid' },
    { ...refused(404, 10_062), class: 'already_done' },
    { ...refused(400, 40_060), class: 'already_done' },
    { ...refused(401, 40_001), class: 'auth_invalid' },
    { ...refused(400, 20_028), class: 'rate_limited' },
    { ...refused(502, 0), class: 'transient' },
  ],
  vectors: [
    {
      secrets: { botToken: 'token' },
      settings: { publicKey: publicKeyHex },
      request: { ...request(Buffer.from(rawBody), recordedAt), headers },
      oldAfter: 300_000,
      // The key is public and no secret: nothing else to try than another body and another time.
      documents: {},
    },
  ],
  handshakes: [
    { request: request(Buffer.from(rawBody), recordedAt), status: 200, body: { type: 1 } },
    { request: request(Buffer.from('{"version":1,"application_id":"1200000000000000001","type":0}'), recordedAt), status: 204, body: '' },
  ],
};
