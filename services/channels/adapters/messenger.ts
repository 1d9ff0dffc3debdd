import { z } from 'zod';
import { defineAdapter } from '../define.ts';
import { errorTable, readMeta } from './meta/errors.ts';
import { graphGet, graphSettings, metaSecrets } from './meta/graph.ts';
import type { Dialect } from './meta/messaging/dialect.ts';
import { parseMessaging } from './meta/messaging/parse.ts';
import { renderMessaging } from './meta/messaging/render.ts';
import { metaWebhook } from './meta/webhook.ts';
import { fields, id } from './read.ts';

/** Codes by class (messenger.md §2, channels/README.md §4). */
const errors = errorTable({
  already_done: '1/1357046',
  window_closed: '10/2018278 10/2534022 10/2018065',
  recipient_blocked: '551 */1545041 10/2018108 10/1893015',
  recipient_invalid: '100/2018001 100/33 100/2534014',
  auth_invalid: '190 102',
  permission: '3 10 200 230 */2534041',
  account_restricted: '10/1893063 368 2022 */2534029',
  rate_limited: '4 17 32 613 80002 80006',
  // How often one may ask for a marketing opt-in: these must not be tried again, unlike other 4s and 613s.
  suppressed_by_platform: '4/2018354 9/2018352 613/1893016',
  not_owner: '*/2018300 */2018321 */2018171 */2534037',
  transient: '1 2',
  content_invalid: '100/*',
});

const dialect: Dialect = {
  name: 'Messenger',
  object: 'page',
  account: 'pageId',
  address: 'psid',
  unnamed: 'person',
  adHours: 7 * 24,
  sender: 'pageId',
  metadata: true,
};

/** Facebook Messenger, as the Messenger Platform docs have it. Sending by utility templates is left out: their exact shape is not documented. */
export const messenger = defineAdapter({
  channel: 'messenger',
  name: 'Messenger',
  capabilities: {
    text: { limit: 2000, unit: 'characters', markup: 'plain' },
    media: {
      // Videos, sounds and files up to 25 MB, pictures 8 MB (messenger.md §2); no caption.
      image: { bytes: 8_388_608, types: null, caption: 0 },
      video: { bytes: 26_214_400, types: null, caption: 0 },
      audio: { bytes: 26_214_400, types: null, caption: 0 },
      file: { bytes: 26_214_400, types: null, caption: 0 },
      sticker: { bytes: null, types: null, caption: 0 },
    },
    buttons: { least: 1, most: 3, title: 20, payload: 1000, text: 640, url: true, call: true },
    quickReplies: { least: 1, most: 13, title: 20, payload: 1000, text: 2000 },
    carousel: { least: 1, most: 10, title: 80, subtitle: 80, buttons: 3, button: 20, payload: 1000 },
    replyTo: 'native',
    hears: { reaction: true, edit: true, unsend: true, typing: false },
    does: { reaction: true, edit: false, unsend: false, typing: true, read: true },
    receipts: { delivered: true, read: true },
    window: { hours: 24, person: { tag: 'HUMAN_AGENT', hours: 7 * 24 } },
    pace: {
      // 300 a second for a page, 10 of them sounds and videos (messenger.md §2); burst and refill together stay below it in any second.
      account: { interval: 3.5, burst: 14 },
      recipient: null,
      lanes: { media: { interval: 125, burst: 2 } },
    },
    note: 'People who came from an ad may be answered for 7 days; a person may answer for 7 days where the app has the human agent feature.',
  },
  settings: z.object({ pageId: z.string().min(1), appId: z.string().min(1), ...graphSettings }),
  secrets: metaSecrets,
  ...metaWebhook,
  externalId: (settings) => id(settings.pageId) ?? '',
  parse: (body, request, account) => parseMessaging(body, request, account, dialect),
  render: (message, account) => renderMessaging(message, account, dialect),
  read: (reply, call) => readMeta(reply, call, id(fields(reply.body).message_id), errors),
  checks: (account) => [
    { shows: 'the access token', call: graphGet(account, 'me', { fields: 'id,name' }) },
    { shows: 'that the token sees the page', call: graphGet(account, id(account.settings.pageId) ?? '', { fields: 'id,name' }) },
  ],
});
