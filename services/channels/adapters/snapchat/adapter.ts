import { z } from 'zod';
import type { Json } from '../../../../kit/bus/bus.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import { defineAdapter } from '../../define.ts';
import { type ApiCall, type ApiReply, type Failed, kept, type Outbound } from '../../plan.ts';
import { isFine, refusal } from '../answers.ts';
import { decimal, fields, id, text } from '../read.ts';
import { notSendable } from '../words.ts';
import { creatorsOf, findConversation, profileOf, readSnapchat, sendText } from './call.ts';
import { creators } from './poll.ts';

/**
 * Snapchat, as far as there is one: a brand may write with creators whom it works with, where Snap has allowed its profile that. There is no
 * API for the messages of customers (snapchat.md); links lead them to channels that have one (acceptance/origin.ts).
 */
export const snapchat = defineAdapter({
  channel: 'snapchat',
  name: 'Snapchat',
  capabilities: {
    // No page tells a limit.
    text: { limit: 1_000, unit: 'characters', markup: 'plain' },
    starts: 'both',
    pace: { account: { interval: 1_000, burst: 3 }, recipient: null, lanes: {} },
    note:
      'Snapchat has no API for consumer messaging. A profile that Snap has allow-listed may write with creators, in text, asked for every 30 seconds; ' +
      'customers come by campaign links that lead into Messenger, WhatsApp or web chat.',
  },
  settings: z.object({
    profileId: z.string().min(1),
    /** The creators whose conversations are listened to; without any, nothing is asked, and no secrets are needed. */
    creatorProfileIds: z.array(z.string().min(1)).max(100).default([]),
    apiBaseUrl: z.url().default('https://businessapi.snapchat.com/v1'),
    authBaseUrl: z.url().default('https://accounts.snapchat.com'),
  }),
  secrets: z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1), refreshToken: z.string().min(1) }).partial(),
  externalId: (settings) => profileOf({ settings }),
  verify: async () => {
    throw new CodedError('BAD_SIGNATURE', 'Snapchat calls nobody: it has no webhooks.');
  },
  parse: () => [],
  listen: creators,
  render,
  read: readSnapchat,
  token: { call: refresh, read: readToken },
  checks: (account) => {
    const [creator] = creatorsOf(account);
    return creator === undefined ? [] : [{ shows: 'the access token and the allow-list', call: findConversation(account, creator) }];
  },
});

function render(message: Outbound, account: Account): ApiCall[] {
  if (message.kind !== 'message') throw notSendable(message.kind, 'Snapchat');
  const place = fields(message.place);
  const known = { id: id(place.id), token: text(place.token) };
  const creator = message.to.find(({ kind }) => kind === 'snap_profile')?.value;
  if (creator === undefined) throw new CodedError('BAD_INPUT', 'The recipient has no Snapchat profile (snap_profile).');
  const keep = { conversation: 'conversation.conversation_id', token: 'conversation.token' };
  const first = known.id === undefined || known.token === undefined ? [{ ...findConversation(account, creator), keep }] : [];
  const texts = message.content.map((item) => {
    if (item.type !== 'text') throw notSendable(item.type, 'Snapchat');
    return sendText(account, known.id ?? kept('conversation'), known.token ?? kept('token'), item.text);
  });
  return [...first, ...texts];
}

/** OAuth 2 with a refresh token: access tokens last an hour (Snap's docs, authentication). */
function refresh({ settings, secrets }: Account): ApiCall {
  const { clientId = '', clientSecret = '', refreshToken = '' } = secrets;
  return {
    protocol: 'http',
    method: 'POST',
    path: `${text(settings.authBaseUrl) ?? ''}/login/oauth2/access_token`,
    headers: {},
    body: {
      form: [
        ['grant_type', 'refresh_token'],
        ['client_id', clientId],
        ['client_secret', clientSecret],
        ['refresh_token', refreshToken],
      ],
    },
    gives: 'nothing',
    unanswered: 'repeat',
  };
}

function readToken(reply: ApiReply): { token: string; seconds: number } | Failed {
  const body: { [name: string]: Json } = fields(reply.body);
  const token = text(body.access_token);
  if (isFine(reply) && token !== undefined) return { token, seconds: decimal(body.expires_in, 1e7) ?? 1_800 };
  const refused = reply.status === 400 || reply.status === 401;
  return refusal(reply, {
    code: id(body.error) ?? '',
    message: text(body.error_description) ?? 'Snapchat gives no access token.',
    ...(refused && { class: 'auth_invalid' }),
  });
}
