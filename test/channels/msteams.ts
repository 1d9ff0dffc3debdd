import { createSign, generateKeyPairSync } from 'node:crypto';
import type { WebhookRequest } from '../../services/channels/adapter.ts';
import { msteams } from '../../services/channels/adapters/msteams/adapter.ts';
import { type Case, recordedAt } from './case.ts';

const appId = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const tenant = '11111111-2222-3333-4444-555555555555';
const serviceUrl = `https://smba.trafficmanager.net/emea/${tenant}/`;
const issuer = 'https://api.botframework.com';
const jwksUri = 'https://login.botframework.com/v1/.well-known/keys';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...publicKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', endorsements: ['msteams'] };
const documents = {
  'https://login.botframework.com/v1/.well-known/openidconfiguration': JSON.stringify({ issuer, jwks_uri: jwksUri }),
  [jwksUri]: JSON.stringify({ keys: [key] }),
};

function bearer(now: number, claims: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.trunc(now / 1000);
  const all = { iss: issuer, aud: appId, nbf: seconds - 10, exp: seconds + 3_600, serviceurl: serviceUrl, ...claims };
  const signed = `${part({ alg: 'RS256', kid: 'key-1', typ: 'JWT' })}.${part(all)}`;
  return `Bearer ${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
}

function request(body: Uint8Array, now: number): WebhookRequest {
  const headers = { 'content-type': 'application/json', authorization: bearer(now) };
  return { method: 'POST', url: 'https://parlor.example/webhooks/acc_1', query: {}, headers, body, receivedAt: now };
}

const talk = 'a:1exampleConversationId';
const robin = {
  addresses: [
    { kind: 'teams_user', value: '29:1exampleUserId' },
    { kind: 'aad', value: `${tenant}:00000000-aaaa-bbbb-cccc-000000000001` },
  ],
  name: 'Robin Vale',
  place: { serviceUrl, conversationId: talk, tenantId: tenant },
  abilities: ['personal'],
};
const at = Date.parse('2026-11-22T10:00:00.123Z');
const chosen = [{ type: 'choice', text: 'flow:track_order', payload: 'flow:track_order' }];
const thread = '19:d441d38c@thread.tacv2;messageid=1789000000124';
const group = '19:groupchat@thread.v2';
const refused = (status: number, code: string) => ({ status, body: { error: { code, message: 'refused' } } });
const hello = Buffer.from(JSON.stringify({ type: 'message', channelId: 'msteams', serviceUrl, id: '1', text: 'hello' }));

/** Microsoft Teams (shared/channels/msteams.md). */
export const its: Case = {
  adapter: msteams,
  settings: { appId, tenantId: tenant },
  secrets: { clientSecret: 'the-secret-of-the-app' },
  to: { kind: 'teams_user', value: '29:1exampleUserId' },
  place: robin.place,
  documents,
  request: (_name, payload, now) => request(payload, now),
  samples: {
    message: [
      {
        kind: 'message',
        at,
        externalId: appId,
        platformId: `${talk}|1789000000123`,
        contact: robin,
        content: [{ type: 'text', text: 'Hello' }],
      },
    ],
    'message-channel-mention': [
      {
        kind: 'message',
        platformId: `${thread}|1789000000124`,
        contact: { place: { conversationId: thread }, abilities: [] },
        content: [{ type: 'text', text: 'help' }],
      },
    ],
    'message-thread-reply': [
      {
        kind: 'message',
        platformId: `${thread}|1789000000200`,
        replyTo: `${thread}|1789000000124`,
        content: [{ type: 'text', text: 'and @Ann: any news?' }],
      },
    ],
    'message-group-files': [
      {
        kind: 'message',
        contact: { place: { conversationId: group }, abilities: [] },
        content: [
          { type: 'image', url: 'https://smba.trafficmanager.net/emea/v3/attachments/1/views/original' },
          { type: 'file', url: 'https://contoso.sharepoint.com/download?tempauth=1', name: 'a.pdf' },
        ],
      },
    ],
    'message-back': [
      {
        kind: 'message',
        replyTo: `${talk}|1789000000100`,
        content: [{ type: 'choice', text: 'Track order', payload: 'flow:track_order' }],
      },
    ],
    'message-undelete': [{ kind: 'edit', target: `${talk}|1789000000123`, content: [{ type: 'text', text: 'Hello' }] }],
    reaction: [
      { kind: 'reaction', target: `${group}|1789000000100`, emoji: null },
      { kind: 'reaction', target: `${group}|1789000000100`, emoji: '❤️' },
      { kind: 'reaction', target: `${group}|1789000000100`, emoji: '👋' },
    ],
    typing: [{ kind: 'typing', on: true, contact: robin }],
    'read-receipt': [{ kind: 'delivery', state: 'read', contact: robin, platformIds: [`${talk}|1789000000100`], until: 1_789_000_000_100 }],
    'installation-remove': [{ kind: 'standing', standing: 'blocked', contact: robin }],
    'conversation-update': [{ kind: 'event', name: 'conversation_update' }],
    'message-update': [
      { kind: 'edit', target: `${talk}|1789000000123`, content: [{ type: 'text', text: 'Hello (edited)' }], contact: robin },
    ],
    'message-delete': [{ kind: 'unsend', target: `${talk}|1789000000123`, contact: robin }],
    'card-submit-message': [{ kind: 'message', content: chosen, replyTo: `${talk}|1789000000100` }],
    'invoke-adaptive-card': [{ kind: 'message', content: chosen, replyTo: `${talk}|1789000000100` }],
    'installation-add': [
      { kind: 'event', name: 'installed', contact: robin },
      { kind: 'standing', standing: 'open', contact: robin },
    ],
  },
  errors: { 'error-403-blocked': 'recipient_blocked', 'error-403-not-in-roster': 'recipient_blocked', 'error-429': 'rate_limited' },
  refusals: [
    { ...refused(401, 'BotNotRegistered'), class: 'auth_invalid' },
    { ...refused(403, 'MessageWritesBlocked'), class: 'recipient_blocked' },
    { ...refused(404, 'ConversationNotFound'), class: 'recipient_invalid' },
    { ...refused(413, 'MessageSizeTooBig'), class: 'content_invalid' },
    { ...refused(412, 'PreconditionFailed'), class: 'transient' },
    { ...refused(504, 'GatewayTimeout'), class: 'transient' },
    { ...refused(502, 'BadGateway'), class: 'transient' },
    { ...refused(403, 'ForbiddenOperationException'), class: 'recipient_blocked' },
    { ...refused(403, 'of tomorrow'), class: 'permission' },
    { status: 401, body: { message: 'Authorization has been denied for this request.' }, class: 'auth_invalid' },
  ],
  vectors: [{ secrets: { clientSecret: 'x' }, request: request(hello, recordedAt), oldAfter: 3_900_000, bodyFree: true, documents }],
  handshakes: [],
};
