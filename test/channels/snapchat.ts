import { snapchat } from '../../services/channels/adapters/snapchat/adapter.ts';
import refused from '../payloads/snapchat/error.json' with { type: 'json' };
import type { Case } from './case.ts';

const profile = '27d0d705-b243-402f-abad-40250e491e12';
const creator = '9c1f0000-0000-4000-8000-000000000001';
const envelope = { request_id: 'ecfe244d-0b1b-4787-9919-4ee7dd275a0c', request_status: 'ERROR' };

/** Snapchat (shared/channels/snapchat.md): nothing comes by webhook; what its conversations hold is tried in test/adapters/snapchat.test.ts. */
export const its: Case = {
  adapter: snapchat,
  settings: { profileId: profile, creatorProfileIds: [creator] },
  secrets: { clientId: 'client', clientSecret: 'secret', refreshToken: 'refresh' },
  to: { kind: 'snap_profile', value: creator },
  place: null,
  request: () => {
    throw new Error('Snapchat has no webhooks');
  },
  payloads: { 'error-not-allowlisted': JSON.stringify(refused) },
  samples: {},
  errors: { 'error-not-allowlisted': 'permission' },
  refusals: [
    { status: 401, body: { ...envelope, error_code: 'E1001' }, class: 'auth_invalid' },
    { status: 429, headers: { 'retry-after': '30' }, body: envelope, class: 'rate_limited' },
    { status: 500, body: envelope, class: 'transient' },
    { status: 404, body: envelope, class: 'recipient_invalid' },
    { status: 400, body: envelope, class: 'content_invalid' },
    { status: 200, body: { ...envelope, error_code: 'E3001' }, class: 'unknown' },
  ],
  vectors: [],
  handshakes: [],
};
