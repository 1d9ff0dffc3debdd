import type { Json } from '../../../../kit/bus/bus.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account, WebhookReply, WebhookRequest } from '../../adapter.ts';
import { json, parseBody } from '../../decode.ts';
import { checkMac, same } from '../proof.ts';
import { type Fields, fields, text } from '../read.ts';

/** The console checks the webhook with our own token and a secret that must come back (rcs.md, Inbound). */
export function handshakeRcs(request: WebhookRequest, { secrets }: Account): WebhookReply | undefined {
  const { clientToken, secret, message } = fieldsIn(request);
  const given = text(clientToken);
  const challenge = text(secret);
  if (message !== undefined || given === undefined || challenge === undefined) return undefined;
  if (!secrets.clientToken || !same(given, secrets.clientToken)) throw new CodedError('BAD_HANDSHAKE');
  return { status: 200, contentType: 'application/json', body: JSON.stringify({ secret: challenge }) };
}

/** X-Goog-Signature: base64 HMAC-SHA512 with the client token over the bytes that `message.data` decodes to (rcs.md, Signature). */
export function verifyRcs(request: WebhookRequest, { secrets }: Account): void {
  const data = text(fields(fieldsIn(request).message).data);
  const given = request.headers['x-goog-signature'];
  const bytes = Buffer.from(data ?? '', 'base64');
  checkMac({ algorithm: 'sha512', key: data && secrets.clientToken, bytes, encoding: 'base64', given });
}

/** The envelope with `message.data` opened: JSON within base64 within JSON. */
export function decodeRcs(request: WebhookRequest): Json {
  const envelope = fields(json(request));
  const message = fields(envelope.message);
  if (typeof message.data !== 'string') return envelope;
  return { ...envelope, message: { ...message, data: parseBody(Buffer.from(message.data, 'base64')) } };
}

/** The body's fields; none where it is no JSON. */
function fieldsIn(request: WebhookRequest): Fields {
  try {
    return fields(json(request));
  } catch {
    return {};
  }
}
