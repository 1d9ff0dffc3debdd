import { z } from 'zod';
import type { Adapter } from '../../adapter.ts';
import { graphSettings, metaAccepted, metaHandshake, metaSecrets, metaVerify, readMeta } from '../meta.ts';
import { fields, id, list } from '../read.ts';
import { errors } from './errors.ts';
import { parseWhatsapp } from './parse.ts';
import { captionLimit, renderWhatsapp, textLimit } from './render.ts';

/** WhatsApp, as the Cloud API docs have it. */
export const whatsapp: Adapter = {
  channel: 'whatsapp',
  name: 'WhatsApp',
  capabilities: {
    content: ['text', 'image', 'video', 'audio', 'file', 'sticker', 'location', 'link'],
    text: { limit: textLimit, unit: 'characters' },
    captionLimit,
    windowHours: 24,
    receipts: { delivered: true, read: true },
    replyTo: true,
    // 80 a second for a number, burst and refill together; one in six seconds for a person, 45 at once (whatsapp.md §2): one less, as the
    // platform counts when calls arrive, and the last of a burst may be faster there than the first.
    pace: { account: { interval: 13, burst: 3 }, recipient: { interval: 6_000, burst: 44 } },
  },
  settings: z.object({
    phoneNumberId: z.string().min(1),
    businessAccountId: z.string().min(1),
    displayPhoneNumber: z.string().min(1),
    ...graphSettings,
  }),
  secrets: metaSecrets,
  externalId: (settings) => id(settings.phoneNumberId) ?? '',
  handshake: async (request, account) => metaHandshake(request, account),
  verify: async (request, account) => metaVerify(request, account),
  parse: parseWhatsapp,
  accepted: metaAccepted,
  render: renderWhatsapp,
  read: (reply) => readMeta(reply, id(fields(list(fields(reply.body).messages)[0]).id), errors),
};
