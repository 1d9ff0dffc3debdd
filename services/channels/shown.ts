import type { Json } from '../../kit/bus/bus.ts';
import type { Account } from './adapter.ts';
import type { ApiCall } from './plan.ts';

/** Shorter ones would be found in words that are none of them. */
const shortestSecret = 6;

/** A call as people may see it: no headers, the account's secrets and what an earlier call will answer as `<name>`. */
export function shownCall({ protocol, method, path, body }: ApiCall, secrets: Account['secrets']) {
  const hide = (text: string) => withNames(text, secrets);
  return { protocol, method, path: hide(path), body: hidden(body as Json, hide) };
}

/** What a platform says, with the secrets that it repeats as `<name>`: its words are kept and shown to all who work here. */
export function withoutSecrets(said: Json, { secrets, token }: Pick<Account, 'secrets' | 'token'>): Json {
  return hidden(said, (text) => withNames(text, token === undefined ? secrets : { ...secrets, token }));
}

function withNames(text: string, secrets: Account['secrets']): string {
  const named = text.replace(/\0([^\0]+)\0/g, '<$1>');
  return Object.entries(secrets)
    .filter(([, secret]) => secret.length >= shortestSecret)
    .reduce((shown, [name, secret]) => shown.replaceAll(secret, `<${name}>`).replaceAll(encodeURIComponent(secret), `<${name}>`), named);
}

function hidden(value: Json, hide: (text: string) => string): Json {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((item) => hidden(item, hide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hidden(item, hide)]));
}
