import { z } from 'zod';
import { defineAdapter } from '../../define.ts';
import { graphSettings, metaAccepted, metaHandshake, metaSecrets, metaVerify, readMeta } from '../meta.ts';
import { fields, id, list } from '../read.ts';
import { errors } from './errors.ts';
import { parseWhatsapp } from './parse.ts';
import { captionLimit, renderWhatsapp, textLimit } from './render.ts';

/** WhatsApp, as the Cloud API docs have it. */
export const whatsapp = defineAdapter({
  channel: 'whatsapp',
  name: 'WhatsApp',
  capabilities: {
    text: { limit: textLimit, unit: 'characters', markup: 'whatsapp' },
    media: {
      image: { bytes: 5_242_880, types: ['image/jpeg', 'image/png'], caption: captionLimit },
      video: { bytes: 16_777_216, types: ['video/mp4', 'video/3gpp'], caption: captionLimit },
      audio: { bytes: 16_777_216, types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], caption: 0 },
      file: { bytes: 104_857_600, types: null, caption: captionLimit },
      sticker: { bytes: 512_000, types: ['image/webp'], caption: 0 },
    },
    location: true,
    replyTo: 'native',
    hears: { reaction: true, edit: true, unsend: true, typing: false },
    receipts: { delivered: true, read: true },
    window: { hours: 24, person: null },
    // 80 a second for a number, burst and refill together; one in six seconds for a person, 45 at once (whatsapp.md §2): one less, as the
    // platform counts when calls arrive, and the last of a burst may be faster there than the first.
    pace: { account: { interval: 13, burst: 3 }, recipient: { interval: 6_000, burst: 44 }, lanes: {} },
  },
  settings: z.object({
    phoneNumberId: z.string().min(1),
    businessAccountId: z.string().min(1),
    displayPhoneNumber: z.string().min(1),
    ...graphSettings,
  }),
  secrets: metaSecrets,
  copied: ['verifyToken'],
  externalId: (settings) => id(settings.phoneNumberId) ?? '',
  handshake: async (request, account) => metaHandshake(request, account),
  verify: async (request, account) => metaVerify(request, account),
  parse: parseWhatsapp,
  accepted: () => metaAccepted,
  render: renderWhatsapp,
  read: (reply) => readMeta(reply, id(fields(list(fields(reply.body).messages)[0]).id), errors),
});
