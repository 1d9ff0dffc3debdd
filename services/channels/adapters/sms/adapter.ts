import { z } from 'zod';
import type { WebhookReply, WebhookRequest } from '../../adapter.ts';
import { form, json } from '../../decode.ts';
import { defineAdapter } from '../../define.ts';
import { id, text } from '../read.ts';
import { accountPath, ask, readTwilio } from './call.ts';
import { numberIn } from './number.ts';
import { parseTwilio } from './parse.ts';
import { bodyLimit, renderTwilio } from './render.ts';
import { verifyTwilio } from './verify.ts';

/** An answer without a message in it (sms.md, Inbound). */
const silence: WebhookReply = { status: 200, contentType: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' };

/** Five megabytes in all (sms.md, Outbound). */
const megabytes5 = 5_242_880;
const file = { bytes: megabytes5, types: null, caption: 1_000 };

/** SMS and MMS through Twilio, as its Programmable Messaging docs have it. */
export const sms = defineAdapter({
  channel: 'sms',
  name: 'SMS',
  capabilities: {
    text: { limit: bodyLimit, unit: 'utf16', markup: 'plain' },
    media: { image: file, video: file, audio: file, file, sticker: null },
    receipts: { delivered: true, read: false },
    starts: 'both',
    // What Twilio and the carriers listen to by themselves.
    optOut: {
      stop: ['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'optout', 'revoke'],
      start: ['start', 'yes', 'unstop'],
    },
    // Too many calls at once are refused (sms.md, Limits); what is taken is queued at the pace of the number.
    pace: { account: { interval: 15, burst: 10 }, recipient: null, lanes: {} },
    note: 'Billed by segment of 160 characters, 70 where one is not in GSM-7. Files arrive in the United States and Canada, elsewhere as links.',
  },
  settings: z.object({
    accountSid: z.string().min(1),
    /** E.164, or a short code: what people write to. */
    phoneNumber: z.string().min(3),
    /** Sends by this messaging service; what its other numbers receive is this account's, too. */
    messagingServiceSid: z.string().min(1).optional(),
    apiKeySid: z.string().min(1).optional(),
    apiBaseUrl: z.url().default('https://api.twilio.com'),
  }),
  secrets: z.object({ authToken: z.string().min(1), apiKeySecret: z.string().min(1).optional() }),
  externalId: (settings) => numberIn(settings.phoneNumber) ?? '',
  verify: async (request, account) => verifyTwilio(request, account),
  decode: (request) => (isJson(request) ? json(request) : request.method === 'GET' ? request.query : form(request)),
  parse: parseTwilio,
  accepted: () => silence,
  /** Only Twilio's own addresses are given the token; they lead to where the file is (sms.md, Media). */
  fetchMedia: (item, account) => {
    const base = text(account.settings.apiBaseUrl);
    return base !== undefined && item.url?.startsWith(`${base}/`) ? [ask(account, item.url)] : [];
  },
  render: renderTwilio,
  read: readTwilio,
  checks: (account) => [{ shows: 'the account and its token', call: ask(account, accountPath(account, '.json')) }],
});

function isJson({ headers, query }: WebhookRequest): boolean {
  return query.bodySHA256 !== undefined || /^application\/json\b/i.test(id(headers['content-type']) ?? '');
}
