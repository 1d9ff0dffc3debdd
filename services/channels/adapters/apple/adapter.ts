import { z } from 'zod';
import { gzippedJson } from '../../decode.ts';
import { defineAdapter } from '../../define.ts';
import type { ApiCall, ApiReply, ErrorClass, Failed, Sent } from '../../plan.ts';
import { isFine, refusal } from '../answers.ts';
import { id, text } from '../read.ts';
import { askCall } from './call.ts';
import { fetchCalls } from './file.ts';
import { parseApple } from './parse.ts';
import { renderApple } from './render.ts';
import { token, verifyToken } from './token.ts';

/** Files up to 100 MB of any type, with words beside them (apple-messages.md §2). */
const file = { bytes: 104_857_600, types: null, caption: 3000 };

/** Apple Messages for Business, spoken as a Messaging Service Provider does. */
export const apple = defineAdapter({
  channel: 'apple',
  name: 'Apple Messages for Business',
  capabilities: {
    // Apple names no limit; third parties speak of 3000 (apple-messages.md §2).
    text: { limit: 3000, unit: 'utf16', markup: 'plain' },
    media: { image: file, video: file, audio: file, file, sticker: null },
    // Limits of our own, but for the numbers of answers: Apple names none but the 10 KB above which a payload becomes a reference.
    quickReplies: { least: 2, most: 5, title: 24, payload: 256, text: 500, needs: 'QUICK' },
    list: { rows: 20, sections: 10, title: 60, description: 100, payload: 200, text: 500, button: 24, needs: 'LIST' },
    template: true,
    hears: { reaction: false, edit: false, unsend: false, typing: true },
    does: { reaction: false, edit: false, unsend: false, typing: true, read: false },
    note: 'Needs the contract of a Messaging Service Provider with Apple. Nothing tells whether a message was seen; tapbacks come as words, answers beyond 10 KB without what was answered. Who closes the chat must write again first.',
  },
  settings: z.object({
    businessId: z.string().min(1),
    mspId: z.string().min(1),
    apiBaseUrl: z.url().default('https://mspgw.push.apple.com'),
  }),
  secrets: z.object({ mspSecret: z.base64().min(1) }),
  externalId: (settings) => id(settings.businessId) ?? '',
  verify: async (request, account, context) => verifyToken(request, account, context.now),
  decode: gzippedJson,
  parse: parseApple,
  fetchMedia: fetchCalls,
  render: renderApple,
  read,
  token,
  checks: (account) => [{ shows: 'the MSP id and its secret', call: askCall(account, '/v1/preUpload', { size: '1' }) }],
});

/** Apple answers with nothing, or with a reason in words; the message is known by our own id (apple-messages.md §2). */
function read(reply: ApiReply, call: ApiCall): Sent | Failed {
  if (isFine(reply)) return { ok: true, ...(call.gives === 'message' ? { platformId: call.headers.id ?? '' } : {}) };
  const refused = classes.get(reply.status);
  return refusal(reply, { ...(refused === undefined ? {} : { class: refused }), message: text(reply.body) ?? '' });
}

/** What statuses mean (apple-messages.md §2). */
const classes = new Map<number, ErrorClass>([
  [400, 'content_invalid'],
  [403, 'auth_invalid'],
  [404, 'recipient_invalid'],
  [410, 'recipient_invalid'],
  [413, 'content_invalid'],
]);
