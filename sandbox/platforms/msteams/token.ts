import { createHmac, createPrivateKey, generateKeyPairSync, type JsonWebKey, sign, timingSafeEqual } from 'node:crypto';
import { type SandboxAccount, secret, setting } from '../../account.ts';
import { type Answer, type ApiRequest, formBody, json } from '../../api.ts';
import type { World } from '../../platform.ts';

const kid = 'sandbox-msteams';
/** Whose kept facts the connector's own key is: it is nobody's. */
const connector = 'msteams';

/** The key that activities are signed with: one for all bots, kept over restarts. */
function keyOf(world: World): JsonWebKey {
  const kept = world.memory.kept(connector, 'key') as JsonWebKey | undefined;
  if (kept) return kept;
  const made = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  world.memory.remember([{ kind: 'kept', account: connector, name: 'key', value: made }]);
  return made;
}

/** What proves an activity: RS256, for this bot and this service URL (msteams.md, Inbound). */
export function activityToken(world: World, account: SandboxAccount, serviceUrl: string, now: number): string {
  const at = Math.floor(now / 1000);
  const head = part({ alg: 'RS256', kid, x5t: kid, typ: 'JWT' });
  const claims = { serviceurl: serviceUrl, nbf: at, exp: at + 3_600, iss: 'https://api.botframework.com', aud: setting(account, 'appId') };
  const signed = `${head}.${part(claims)}`;
  const key = createPrivateKey({ key: keyOf(world), format: 'jwk' });
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
}

/** The documents by which the connector says who it is, to everybody. */
export function documents(world: World, { path }: ApiRequest): Answer | undefined {
  const at = `${world.url}/msteams/v1/.well-known`;
  const issuer = 'https://api.botframework.com';
  const algorithms = ['RS256'];
  if (path === '/v1/.well-known/openidconfiguration') {
    const about = { issuer, authorization_endpoint: 'https://invalid.botframework.com', jwks_uri: `${at}/keys` };
    return json(200, {
      ...about,
      id_token_signing_alg_values_supported: algorithms,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    });
  }
  if (path !== '/v1/.well-known/keys') return undefined;
  const { n, e } = keyOf(world);
  return json(200, { keys: [{ kty: 'RSA', use: 'sig', kid, x5t: kid, n, e, endorsements: ['msteams', 'webchat', 'skype'] }] });
}

/** The account a call for a token names; its secret is another matter. */
export function tokenCallOf({ method, path }: ApiRequest): string | undefined {
  return method === 'POST' ? /\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(path)?.[1] : undefined;
}

/** A token for client credentials, good for an hour (msteams.md, Outbound). */
export function grant(account: SandboxAccount, tenant: string, request: ApiRequest, now: number): Answer {
  const form = formBody(request);
  const own = setting(account, 'tenantId');
  if (own !== '' && tenant !== own && tenant !== 'botframework.com')
    return denied(400, 'invalid_request', `AADSTS90002: Tenant '${tenant}' not found.`);
  if (form.get('grant_type') !== 'client_credentials')
    return denied(400, 'unsupported_grant_type', 'AADSTS70003: The app requested an unsupported grant type.');
  if (form.get('scope') !== 'https://api.botframework.com/.default')
    return denied(400, 'invalid_scope', 'AADSTS70011: The provided value for the input parameter scope is not valid.');
  if (form.get('client_secret') !== secret(account, 'clientSecret'))
    return denied(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided.');
  const ends = Math.floor(now / 1000) + 3_599;
  return json(200, { token_type: 'Bearer', expires_in: 3_599, ext_expires_in: 3_599, access_token: accessToken(account, ends) });
}

/** What an application nobody knows hears. */
export function unknownApplication(): Answer {
  return denied(400, 'unauthorized_client', 'AADSTS700016: Application was not found in the directory.');
}

/** Whether a bearer token is one of the account's that has not ended. */
export function holds(account: SandboxAccount, token: string | undefined, now: number): boolean {
  const ends = Number(/^(\d+)\./.exec(token ?? '')?.[1] ?? 0);
  const right = Buffer.from(accessToken(account, ends));
  const given = Buffer.from(token ?? '');
  return ends * 1000 > now && right.length === given.length && timingSafeEqual(right, given);
}

function accessToken(account: SandboxAccount, ends: number): string {
  const mac = createHmac('sha256', secret(account, 'clientSecret'))
    .update(`${setting(account, 'appId')} ${ends}`)
    .digest('base64url');
  return `${ends}.${mac}`;
}

function denied(status: number, error: string, error_description: string): Answer {
  return json(status, { error, error_description });
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
