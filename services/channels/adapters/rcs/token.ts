import { sign } from 'node:crypto';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, ApiReply, Failed } from '../../plan.ts';
import { isFine, refusal } from '../answers.ts';
import { decimal, fields, id, known, text } from '../read.ts';

const scope = 'https://www.googleapis.com/auth/rcsbusinessmessaging';

/** Asks Google for an access token with an assertion signed by the service account's key (rcs.md, Outbound; RFC 7523). */
export function tokenCall(account: Account, now: number): ApiCall {
  const assertion = assertionOf(account, Math.floor(now / 1000));
  return {
    protocol: 'http',
    method: 'POST',
    path: id(account.settings.tokenUrl) ?? '',
    headers: {},
    body: {
      form: [
        ['grant_type', 'urn:ietf:params:oauth:grant-type:jwt-bearer'],
        ['assertion', assertion],
      ],
    },
    gives: 'nothing',
    unanswered: 'repeat',
  };
}

/** Reads `{ access_token, expires_in }`; an assertion that is not taken means a wrong key, which waiting does not mend. */
export function readToken(reply: ApiReply): { token: string; seconds: number } | Failed {
  const { access_token, expires_in, error, error_description } = fields(reply.body);
  const token = text(access_token);
  if (isFine(reply) && token !== undefined) return { token, seconds: decimal(expires_in, 1e6) ?? 3_600 };
  const refused = reply.status === 400 || reply.status === 401 || reply.status === 403;
  return refusal(
    reply,
    known({ class: refused ? ('auth_invalid' as const) : undefined, code: id(error), message: text(error_description) }),
  );
}

function assertionOf({ settings, secrets }: Account, seconds: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: settings.serviceAccountEmail, scope, aud: settings.tokenUrl, iat: seconds, exp: seconds + 3_600 };
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  try {
    // Keys pasted from the service account's file may still have their line ends escaped.
    const key = (secrets.privateKey ?? '').replaceAll('\\n', '\n');
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  } catch {
    throw new CodedError('BAD_INPUT', "The secret `privateKey` is no private key: copy `private_key` from the service account's file.");
  }
}
