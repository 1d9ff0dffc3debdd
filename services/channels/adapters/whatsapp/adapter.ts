import { z } from 'zod';
import type { Account } from '../../adapter.ts';
import { defineAdapter } from '../../define.ts';
import { type ApiCall, kept, type MediaItem } from '../../plan.ts';
import { readMeta } from '../meta/errors.ts';
import { bearer, graphGet, graphSettings, metaSecrets } from '../meta/graph.ts';
import { metaWebhook } from '../meta/webhook.ts';
import { fields, id, list } from '../read.ts';
import { errors } from './errors.ts';
import { parseWhatsapp } from './parse.ts';
import { renderWhatsapp } from './render.ts';
import { templates } from './template.ts';

/** Longest caption (whatsapp.md §2). */
const caption = 1024;

/** WhatsApp, as the Cloud API docs have it. */
export const whatsapp = defineAdapter({
  channel: 'whatsapp',
  name: 'WhatsApp',
  capabilities: {
    text: { limit: 4096, unit: 'characters', markup: 'whatsapp' },
    media: {
      image: { bytes: 5_242_880, types: ['image/jpeg', 'image/png'], caption },
      video: { bytes: 16_777_216, types: ['video/mp4', 'video/3gpp'], caption },
      audio: { bytes: 16_777_216, types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], caption: 0 },
      file: { bytes: 104_857_600, types: null, caption },
      sticker: { bytes: 512_000, types: ['image/webp'], caption: 0 },
    },
    location: true,
    contact: true,
    // Quick replies are its buttons.
    buttons: { least: 1, most: 3, title: 20, payload: 256, text: 1024, url: false, call: false },
    list: { rows: 10, sections: 10, title: 24, description: 72, payload: 200, text: 1024, button: 20 },
    template: true,
    replyTo: 'native',
    hears: { reaction: true, edit: true, unsend: true, typing: false },
    does: { reaction: true, edit: false, unsend: false, typing: true, read: true },
    receipts: { delivered: true, read: true },
    window: { hours: 24, person: null },
    starts: 'both',
    optOut: { stop: ['stop'], start: ['start'] },
    // 80 a second for a number, burst and refill together; one in six seconds for a person, 45 at once (whatsapp.md §2): one less, as the
    // platform counts when calls arrive, and the last of a burst may be faster there than the first.
    pace: { account: { interval: 13, burst: 3 }, recipient: { interval: 6_000, burst: 44 }, lanes: {} },
    note: 'After 24 hours without a word from the customer only approved templates may leave. Edits and deletions of customers are told on numbers shared with the Business app only.',
  },
  settings: z.object({
    phoneNumberId: z.string().min(1),
    businessAccountId: z.string().min(1),
    displayPhoneNumber: z.string().min(1),
    ...graphSettings,
  }),
  secrets: metaSecrets,
  ...metaWebhook,
  externalId: (settings) => id(settings.phoneNumberId) ?? '',
  parse: parseWhatsapp,
  fetchMedia,
  render: renderWhatsapp,
  read: (reply, call) => readMeta(reply, call, id(fields(list(fields(reply.body).messages)[0]).id), errors),
  templates,
  checks: (account) => [
    {
      shows: 'the access token and the phone number',
      call: graphGet(account, id(account.settings.phoneNumberId) ?? '', { fields: 'id,display_phone_number,verified_name' }),
    },
    {
      shows: 'that the token sees the business account',
      call: graphGet(account, id(account.settings.businessAccountId) ?? '', { fields: 'id,name' }),
    },
  ],
});

/** The id gives a link that lives for five minutes; either wants the token (whatsapp.md §1). */
function fetchMedia({ platformId, url }: MediaItem, account: Account): ApiCall[] {
  const file = (path: string): ApiCall => ({
    protocol: 'http',
    method: 'GET',
    path,
    headers: bearer(account),
    body: null,
    gives: 'nothing',
    unanswered: 'repeat',
  });
  if (platformId !== undefined) return [{ ...graphGet(account, platformId), keep: { url: 'url' } }, file(kept('url'))];
  return url === undefined ? [] : [file(url)];
}
