import { createHmac } from 'node:crypto';
import { secret, setting } from '../account.ts';
import { word } from '../random.ts';
import { ownClient } from './webchat/webchat.ts';

/** A person in the company's own app, who is logged in there: the app says who it is with a token that the company signed (webchat.md §2). */
export const inapp = ownClient({
  channel: 'inapp',
  needed: { settings: ['appKey'], secrets: ['signingSecret'] },
  open: () => ({ name: 'App', settings: { appKey: `app_${word()}` }, secrets: { signingSecret: word() } }),
  begin: (account, { alias, name = alias }, now) => ({
    type: 'session.start',
    appKey: setting(account, 'appKey'),
    userJwt: signed({ external_id: alias, name, exp: Math.floor(now / 1000) + 3_600 }, secret(account, 'signingSecret')),
  }),
});

function signed(claims: object, key: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}
