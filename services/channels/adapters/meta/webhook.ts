import { CodedError } from '../../../../schema/errors.ts';
import type { Account, Adapter, WebhookReply, WebhookRequest } from '../../adapter.ts';
import { checkMac, same } from '../proof.ts';

/** The door of every Meta webhook: challenge, signature, and what Meta must be told when all is stored: any 200, within five seconds. */
export const metaWebhook: Pick<Adapter, 'copied' | 'handshake' | 'verify' | 'accepted'> = {
  copied: ['verifyToken'],
  handshake: async (request, account) => handshake(request, account),
  verify: async (request, account) => verify(request, account),
  accepted: () => ({ status: 200, contentType: 'text/plain', body: 'EVENT_RECEIVED' }),
};

/** Answers `hub.challenge` when the verify token is ours (messenger.md §1, WhatsApp and Instagram alike). */
function handshake(request: WebhookRequest, account: Account): WebhookReply | undefined {
  if (request.method !== 'GET') return undefined;
  const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = request.query;
  const ours = account.secrets.verifyToken;
  if (mode !== 'subscribe' || !token || !challenge || !ours || !same(token, ours)) throw new CodedError('BAD_HANDSHAKE');
  return { status: 200, contentType: 'text/plain', body: challenge };
}

/** Checks `X-Hub-Signature-256`: HMAC-SHA256 with the app secret over the raw bytes, in hex (messenger.md §1). */
function verify({ headers, body }: WebhookRequest, account: Account): void {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(headers['x-hub-signature-256'] ?? '')?.[1];
  checkMac({ algorithm: 'sha256', key: account.secrets.appSecret, bytes: body, encoding: 'hex', given });
}
