import { z } from 'zod';
import { defineAdapter } from '../define.ts';
import { errorTable, readMeta } from './meta/errors.ts';
import { graphGet, graphSettings, metaSecrets } from './meta/graph.ts';
import type { Dialect } from './meta/messaging/dialect.ts';
import { parseMessaging } from './meta/messaging/parse.ts';
import { renderMessaging } from './meta/messaging/render.ts';
import { metaWebhook } from './meta/webhook.ts';
import { fields, id } from './read.ts';

/** Codes by class (instagram.md §2, channels/README.md §4). */
const errors = errorTable({
  already_done: '1/1357046',
  window_closed: '10/2534022 10/2018278 10/2018065',
  recipient_blocked: '551 */1545041 10/2018108',
  recipient_invalid: '100/2534014 100/2018001 100/33 */9000001',
  auth_invalid: '190 102',
  permission: '3 10 200 230 */2534041 10/2534077 100/2534013 36103',
  account_restricted: '10/1893063 368 2022 */2534029 */2534122',
  rate_limited: '4 17 32 613 80002 80006',
  not_owner: '*/2534037 */2018300',
  transient: '1 2',
  content_invalid: '100/* */2534068',
});

const dialect: Dialect = {
  name: 'Instagram',
  object: 'instagram',
  account: 'accountId',
  address: 'igsid',
  unnamed: 'unsure',
  adHours: null,
  sender: 'me',
  metadata: false,
};

const megabytes25 = 26_214_400;

/**
 * Instagram messaging, both generations: `apiBaseUrl` is graph.facebook.com with a page's token, or graph.instagram.com with the account's own and
 * the Instagram app's secret. Messages leave from `me`, which is whose token it is (instagram.md).
 */
export const instagram = defineAdapter({
  channel: 'instagram',
  name: 'Instagram',
  capabilities: {
    // Only the text itself is counted in bytes (instagram.md §2).
    text: { limit: 1000, unit: 'bytes', titles: 'characters', markup: 'plain' },
    media: {
      image: { bytes: 8_388_608, types: ['image/png', 'image/jpeg'], caption: 0 },
      video: {
        bytes: megabytes25,
        types: ['video/mp4', 'video/ogg', 'video/x-msvideo', 'video/quicktime', 'video/webm'],
        caption: 0,
      },
      audio: {
        bytes: megabytes25,
        types: ['audio/aac', 'audio/mp4', 'audio/x-m4a', 'audio/wav', 'audio/x-wav'],
        caption: 0,
      },
      file: { bytes: megabytes25, types: ['application/pdf'], caption: 0 },
      sticker: null,
    },
    buttons: { least: 1, most: 3, title: 20, payload: 1000, text: 640, url: true, call: false },
    quickReplies: { least: 1, most: 13, title: 20, payload: 1000, text: 1000 },
    carousel: { least: 1, most: 10, title: 80, subtitle: 80, buttons: 3, button: 20, payload: 1000 },
    replyTo: 'native',
    hears: { reaction: true, edit: true, unsend: true, typing: false },
    does: { reaction: true, edit: false, unsend: false, typing: true, read: true },
    receipts: { delivered: false, read: true },
    window: { hours: 24, person: { tag: 'HUMAN_AGENT', hours: 7 * 24 } },
    pace: {
      // 100 a second, 10 of them sounds and videos (instagram.md §2); burst and refill together stay below it in any second.
      account: { interval: 12, burst: 16 },
      recipient: null,
      lanes: { media: { interval: 125, burst: 2 } },
    },
    note: 'Long texts count in bytes. A person may answer for 7 days where the app has the human agent feature.',
  },
  settings: z.object({ accountId: z.string().min(1), appId: z.string().min(1).optional(), ...graphSettings }),
  secrets: metaSecrets,
  ...metaWebhook,
  externalId: (settings) => id(settings.accountId) ?? '',
  parse: (body, request, account) => parseMessaging(body, request, account, dialect),
  render: (message, account) => renderMessaging(message, account, dialect),
  read: (reply, call) => readMeta(reply, call, id(fields(reply.body).message_id), errors),
  checks: (account) => [
    { shows: 'the access token', call: graphGet(account, 'me', { fields: 'id' }) },
    { shows: 'that the token sees the account', call: graphGet(account, id(account.settings.accountId) ?? '', { fields: 'id,username' }) },
  ],
});
