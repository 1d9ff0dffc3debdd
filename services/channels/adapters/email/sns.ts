import { createPublicKey, createVerify, X509Certificate } from 'node:crypto';
import type { Json } from '../../../../kit/bus/bus.ts';
import { type Draft, digest, eventKey, fields, id, text } from '../read.ts';

/** Where SNS is: certificates and confirmations come from nowhere else (email.md, Inbound). */
const host = /^sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/;
const signedInNotice = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'];
const signedInConfirmation = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];

/** Whether an SNS message of this topic carries a signature that holds; its certificate is fetched through `document`. */
export async function isAuthenticSns(body: Json, topic: string | undefined, document: (url: string) => Promise<string>): Promise<boolean> {
  const notice = fields(body);
  const url = text(notice.SigningCertURL) ?? '';
  // Anybody can have a topic of their own there.
  if (topic === undefined || notice.TopicArn !== topic || !isSns(url)) return false;
  const names = notice.Type === 'Notification' ? signedInNotice : signedInConfirmation;
  const said = names.flatMap((name) => (typeof notice[name] === 'string' ? `${name}\n${notice[name]}\n` : [])).join('');
  const algorithm = notice.SignatureVersion === '2' ? 'RSA-SHA256' : 'RSA-SHA1';
  const pem = await document(url);
  try {
    const key = pem.includes('BEGIN CERTIFICATE') ? new X509Certificate(pem).publicKey : createPublicKey(pem);
    return createVerify(algorithm)
      .update(said)
      .verify(key, text(notice.Signature) ?? '', 'base64');
  } catch {
    return false;
  }
}

/** A topic begins to send when the address it names has been asked for; one of another host is not asked. */
export function confirmationIn(body: Json, at: number): Draft[] {
  const notice = fields(body);
  const url = text(notice.SubscribeURL);
  if (notice.Type !== 'SubscriptionConfirmation' || url === undefined || !isSns(url)) return [];
  const call = {
    protocol: 'http',
    method: 'GET',
    path: url,
    headers: {},
    body: null,
    gives: 'nothing',
    unanswered: 'repeat',
    optional: true,
  } as const;
  const raw = { ...notice, Token: '', SubscribeURL: '' };
  return [{ key: eventKey('confirm', id(notice.MessageId) ?? digest(notice)), at, raw, kind: 'call', call }];
}

function isSns(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && url.protocol === 'https:' && url.port === '' && url.username === '' && host.test(url.hostname);
}
