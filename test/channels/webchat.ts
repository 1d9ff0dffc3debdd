import { mintSession } from '../../kit/session.ts';
import { webchat } from '../../services/channels/adapters/webchat/adapter.ts';
import { type Case, recordedAt } from './case.ts';
import { bytes } from './suite/stand.ts';

const visitor = 'vis_01JCHAT0001';
const ours = 'msg_01JOUT001';
const sessionKey = new Uint8Array(32).fill(7);
const who = { sub: visitor, acc: 'acc_01J00000000000000000000000', wid: 'wsp_01J00000000000000000000000', chn: 'webchat' as const };
const { token } = await mintSession(who, sessionKey, recordedAt);
const url = 'https://parlor.example/webhooks/acc_01J00000000000000000000000';

function asked(body: object, headers: { [name: string]: string } = {}) {
  return { method: 'POST' as const, url, query: {}, headers, body: bytes(JSON.stringify(body)), receivedAt: recordedAt };
}

export const its: Case = {
  adapter: webchat,
  settings: { widgetKey: 'wk_live_7Qm', allowedOrigins: ['https://shop.example.com'] },
  secrets: { signingSecret: 'a-secret-of-the-company-itself', identifierSecret: 'inbox-hmac-secret' },
  to: { kind: 'visitor', value: visitor },
  request: (_name, body, now) => ({
    method: 'POST',
    url,
    query: {},
    headers: { authorization: `Bearer ${token}`, origin: 'https://shop.example.com' },
    body,
    receivedAt: now,
  }),
  samples: {
    'message-text': [{ kind: 'message', platformId: `${visitor}:cm_5f1b6c1e`, externalId: 'wk_live_7Qm', at: recordedAt }],
    'message-attachment': [{ kind: 'message', content: [{ type: 'image', platformId: 'upl_01JF', name: 'box.jpg' }] }],
    'message-quick-reply': [{ kind: 'message', content: [{ type: 'choice', payload: 'flow:track_order' }], replyTo: ours }],
    'postback-button': [{ kind: 'message', content: [{ type: 'choice', text: 'Talk to a person' }], replyTo: ours }],
    'form-submit': [
      { kind: 'message', content: [{ type: 'form', name: 'prechat', fields: { email: 'robin@example.com', topic: 'delivery' } }] },
    ],
    reaction: [{ kind: 'reaction', target: ours, emoji: '👍' }],
    read: [{ kind: 'delivery', state: 'read', reference: ours, earlier: true }],
    delivered: [{ kind: 'delivery', state: 'delivered', reference: ours }],
    unsend: [{ kind: 'unsend', target: 'msg_01JIN0001', contact: { addresses: [{ kind: 'visitor', value: visitor }] } }],
    typing: [{ kind: 'typing', on: true }],
    'batched-after-reconnect': [{ kind: 'message' }, { kind: 'message' }, { kind: 'delivery', state: 'read' }],
  },
  // These are what our own widget is told, by test/session.test.ts.
  errors: {},
  vectors: [],
  handshakes: [
    {
      request: asked({ type: 'session.start', widgetKey: 'wk_live_7Qm' }, { origin: 'https://shop.example.com' }),
      status: 201,
      body: { verified: false, capabilities: { maxTextLength: 10_000, maxFileBytes: 26_214_400 } },
    },
    {
      request: asked({ type: 'session.start', widgetKey: 'wk_live_7Qm' }, { origin: 'https://evil.example' }),
      status: 403,
      body: { error: { code: 'origin_not_allowed' } },
    },
    {
      request: asked(
        {
          type: 'identify',
          identifier: 'cust_881',
          identifierHash: '50baa1fce6a250a314dcb52b8740d725e6baf57db8b2afe1cc15b3920dd154c6',
        },
        { authorization: `Bearer ${token}` },
      ),
      status: 200,
      body: { visitorId: visitor, verified: true },
    },
    {
      request: asked(
        { type: 'identify', identifier: 'cust_882', identifierHash: '50baa1fce6a250a314dcb52b8740d725e6baf57db8b2afe1cc15b3920dd154c6' },
        { authorization: `Bearer ${token}` },
      ),
      status: 403,
      body: { error: { code: 'identity_signature_invalid' } },
    },
  ],
};
