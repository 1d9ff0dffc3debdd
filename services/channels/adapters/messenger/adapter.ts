import { z } from 'zod';
import { defineAdapter } from '../../define.ts';
import { errorTable, graphSettings, metaAccepted, metaHandshake, metaSecrets, metaVerify, readMeta } from '../meta.ts';
import { fields, id } from '../read.ts';
import { parseMessenger } from './parse.ts';
import { renderMessenger, textLimit } from './render.ts';

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

/** Facebook Messenger, as the Messenger Platform docs have it. */
export const messenger = defineAdapter({
  channel: 'messenger',
  name: 'Messenger',
  capabilities: {
    text: { limit: textLimit, unit: 'characters', markup: 'plain' },
    media: {
      // Videos, sounds and files up to 25 MB, pictures 8 MB (messenger.md §2); no caption.
      image: { bytes: 8_388_608, types: null, caption: 0 },
      video: { bytes: 26_214_400, types: null, caption: 0 },
      audio: { bytes: 26_214_400, types: null, caption: 0 },
      file: { bytes: 26_214_400, types: null, caption: 0 },
      sticker: { bytes: null, types: null, caption: 0 },
    },
    replyTo: 'native',
    hears: { reaction: true, edit: true, unsend: true, typing: false },
    receipts: { delivered: true, read: true },
    window: { hours: 24, person: null },
    // 300 a second for a page (Messenger Platform docs, rate limits); burst and refill together stay below it in any second.
    pace: { account: { interval: 3.5, burst: 14 }, recipient: null, lanes: {} },
  },
  settings: z.object({ pageId: z.string().min(1), appId: z.string().min(1), ...graphSettings }),
  secrets: metaSecrets,
  copied: ['verifyToken'],
  externalId: (settings) => id(settings.pageId) ?? '',
  handshake: async (request, account) => metaHandshake(request, account),
  verify: async (request, account) => metaVerify(request, account),
  parse: parseMessenger,
  accepted: () => metaAccepted,
  render: renderMessenger,
  read: (reply) => readMeta(reply, id(fields(reply.body).message_id), errors),
});
