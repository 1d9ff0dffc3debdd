import { createHash } from 'node:crypto';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import { pairsOf } from '../../decode.ts';
import { isSigned, same } from '../proof.ts';

/**
 * X-Twilio-Signature: base64 HMAC-SHA1 with the auth token over the URL as it was configured, then each parameter of a form by its name
 * (sms.md, Signature). A JSON body is covered by its hash in the URL.
 */
export function verifyTwilio(request: WebhookRequest, { secrets, webhookUrl }: Account): void {
  const said = request.query.bodySHA256 === undefined ? parametersOf(request.body) : bodyHashed(request, request.query.bodySHA256);
  const given = request.headers['x-twilio-signature'];
  const urls = [request.url, ...(webhookUrl === undefined ? [] : [`${webhookUrl}${/\?.*$/.exec(request.url)?.[0] ?? ''}`])];
  const signed = [...new Set(urls.flatMap(variantsOf))].some((url) =>
    isSigned({ algorithm: 'sha1', key: secrets.authToken, bytes: `${url}${said}`, encoding: 'base64', given }),
  );
  if (!signed) throw new CodedError('BAD_SIGNATURE');
}

/** Names with their values, sorted by name; of values of one name each once, sorted. */
function parametersOf(body: Uint8Array): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of pairsOf(body)) {
    const known = values.get(name);
    if (known) known.add(value);
    else values.set(name, new Set([value]));
  }
  const names = [...values.keys()].sort();
  return names.flatMap((name) => [...(values.get(name) ?? [])].sort().map((value) => `${name}${value}`)).join('');
}

function bodyHashed({ body }: WebhookRequest, hash: string): string {
  if (!same(createHash('sha256').update(body).digest('hex'), hash.toLowerCase())) throw new CodedError('BAD_SIGNATURE');
  return '';
}

/** A proxy may have taken away what was signed: the scheme, or the port that goes without saying (sms.md, Signature). */
function variantsOf(url: string): string[] {
  const [, scheme, host, port = '', rest = ''] = /^(https?):\/\/([^/:?]+)(:\d+)?(.*)$/s.exec(url) ?? [];
  if (scheme === undefined) return [url];
  return [scheme, 'https'].flatMap((one) => {
    const usual = one === 'https' ? ':443' : ':80';
    return [port, '', usual].map((at) => `${one}://${host}${at}${rest}`);
  });
}
