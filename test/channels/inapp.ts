import { mintSession } from '../../kit/session.ts';
import { inapp } from '../../services/channels/adapters/inapp.ts';
import { type Case, recordedAt } from './case.ts';
import { bytes } from './suite/stand.ts';

const sessionKey = new Uint8Array(32).fill(7);
const who = { sub: 'vis_phone', acc: 'acc_01J00000000000000000000000', wid: 'wsp_01J00000000000000000000000', chn: 'inapp' as const };
const { token } = await mintSession({ ...who, ext: 'cust_881', name: 'Robin Vale' }, sessionKey, recordedAt);
const url = 'https://parlor.example/webhooks/acc_01J00000000000000000000000';
const robin = { name: 'Robin Vale', addresses: [{ kind: 'external_id', value: 'cust_881' }] };

export const its: Case = {
  adapter: inapp,
  settings: { appKey: 'app_live_7Qm' },
  secrets: { signingSecret: 'a-secret-of-the-company-itself' },
  to: { kind: 'external_id', value: 'cust_881' },
  payloads: {
    'message-text': '{"type":"message.send","clientMsgId":"cm_1","text":"Where is it?"}',
    'message-edit': '{"type":"message.edit","clientMsgId":"cm_2","messageId":"msg_01JIN0001","text":"Where is my order?"}',
  },
  request: (_name, body, now) => ({ method: 'POST', url, query: {}, headers: { authorization: `Bearer ${token}` }, body, receivedAt: now }),
  samples: {
    'message-text': [{ kind: 'message', platformId: 'vis_phone:cm_1', externalId: 'app_live_7Qm', contact: robin }],
    'message-edit': [{ kind: 'edit', target: 'msg_01JIN0001', content: [{ type: 'text', text: 'Where is my order?' }], contact: robin }],
  },
  errors: {},
  vectors: [],
  handshakes: [
    {
      request: {
        method: 'POST',
        url,
        query: {},
        headers: {},
        body: bytes('{"type":"session.start","appKey":"app_live_7Qm"}'),
        receivedAt: recordedAt,
      },
      status: 403,
      body: { error: { code: 'identity_required' } },
    },
  ],
};
