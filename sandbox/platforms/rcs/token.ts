import { createPublicKey, verify } from 'node:crypto';
import { type SandboxAccount, secret, setting } from '../../account.ts';
import { type Answer, type ApiRequest, formBody, json, tokenOf } from '../../api.ts';
import type { World } from '../../platform.ts';
import { word } from '../../random.ts';

const scope = 'https://www.googleapis.com/auth/rcsbusinessmessaging';
const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const hour = 3_600_000;

/** Tokens that were handed out; they do not outlive the sandbox. */
export interface Tokens {
  /** The account whose service account signed the assertion in this request, or holds the token in it. */
  whose(request: ApiRequest): SandboxAccount | undefined;
  /** Answers a request for a token. */
  give(request: ApiRequest, account: SandboxAccount): Answer;
  refuse(): Answer;
}

/** Google's token endpoint for service accounts (RFC 7523). */
export function openTokens(world: World): Tokens {
  const given = new Map<string, { account: string; until: number }>();

  function asks(request: ApiRequest): SandboxAccount | undefined {
    const { iss } = claimsIn(formBody(request).get('assertion') ?? '');
    return world.memory.accountsOn('rcs').find((account) => setting(account, 'serviceAccountEmail') === iss);
  }

  return {
    whose(request) {
      if (request.path === '/token') return asks(request);
      const known = given.get(tokenOf(request) ?? '');
      return known && known.until > world.now() ? world.memory.accounts.get(known.account) : undefined;
    },
    give(request, account) {
      const form = formBody(request);
      const assertion = form.get('assertion') ?? '';
      if (form.get('grant_type') !== grant) return json(400, { error: 'unsupported_grant_type', error_description: 'Invalid grant_type' });
      const why = fault(assertion, account, world.now());
      if (why) return json(400, { error: 'invalid_grant', error_description: why });
      const token = `ya29.${word()}`;
      given.set(token, { account: account.id, until: world.now() + hour });
      return json(200, { access_token: token, expires_in: 3_599, token_type: 'Bearer' });
    },
    refuse: () => json(400, { error: 'invalid_grant', error_description: 'Invalid grant: account not found' }),
  };
}

function fault(assertion: string, account: SandboxAccount, now: number): string | undefined {
  const [head = '', claims = '', signature = ''] = assertion.split('.');
  const { alg } = objectIn(head);
  const { aud, iat, exp, scope: scopes } = objectIn(claims);
  const key = createPublicKey(secret(account, 'privateKey'));
  if (alg !== 'RS256' || !verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url')))
    return 'Invalid JWT Signature.';
  if (aud !== setting(account, 'tokenUrl')) return 'Invalid JWT: audience';
  if (!String(scopes).split(' ').includes(scope)) return 'Invalid scope';
  const [from, until] = [Number(iat) * 1000, Number(exp) * 1000];
  const isNow = from <= now + 300_000 && until > now && until - from <= hour;
  return isNow ? undefined : 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.';
}

function claimsIn(assertion: string): Record<string, unknown> {
  return objectIn(assertion.split('.')[1] ?? '');
}

function objectIn(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
