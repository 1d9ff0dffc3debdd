import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { WebhookRequest } from '../../../services/channels/adapter.ts';
import { type Case, recordedAt } from '../case.ts';
import { bytes } from './stand.ts';

/** The secrets of the app that the recorded payloads of Meta are for. */
export const metaSecrets = { appSecret: 'app-secret-example', verifyToken: 'my-verify-token', accessToken: 'EAAG' };

const url = 'https://parlor.example/webhooks/acc_01J00000000000000000000000';

/** The request that Meta makes of a body. */
export function metaRequest(_name: string, body: Uint8Array, now: number): WebhookRequest {
  const signature = createHmac('sha256', metaSecrets.appSecret).update(body).digest('hex');
  return { method: 'POST', url, query: {}, headers: { 'x-hub-signature-256': `sha256=${signature}` }, body, receivedAt: now };
}

const vector = JSON.parse(readFileSync(new URL('../../payloads/meta-signature.json', import.meta.url), 'utf8'));

/** The recorded signature, which holds for all of Meta's platforms. */
export const metaVectors: Case['vectors'] = [
  {
    secrets: { appSecret: vector.secret },
    request: { ...metaRequest('', bytes(vector.rawBody), recordedAt), headers: { [vector.header]: vector.value } },
  },
];

const { url: asked, expectedResponse } = JSON.parse(
  readFileSync(new URL('../../payloads/messenger/_verification-request.json', import.meta.url), 'utf8'),
);
const query = Object.fromEntries(new URL(asked, url).searchParams);

/** The challenge with our verify token. */
export const metaHandshakes: Case['handshakes'] = [
  {
    request: { method: 'GET', url, query, headers: {}, body: new Uint8Array(), receivedAt: recordedAt },
    status: expectedResponse.status,
    body: expectedResponse.body,
  },
];

/** A refusal of the Graph API. */
export function graphError(code: number, subcode: number | undefined, expected: NonNullable<Case['refusals']>[number]['class']) {
  return { status: 400, body: { error: { code, error_subcode: subcode ?? null, message: 'no' } }, class: expected };
}
