import { z } from 'zod';
import { defineAdapter } from '../../define.ts';
import { checkMac } from '../proof.ts';
import { id } from '../read.ts';
import { readViber, viberCall } from './call.ts';
import { parseViber } from './parse.ts';
import { renderViber } from './render.ts';

/** Viber bots, as the REST Bot API docs have it. */
export const viber = defineAdapter({
  channel: 'viber',
  name: 'Viber',
  capabilities: {
    text: { limit: 7000, unit: 'characters', markup: 'plain' },
    media: {
      image: { bytes: 1_048_576, types: ['image/jpeg'], caption: 512 },
      video: { bytes: 27_262_976, types: ['video/mp4'], caption: 0 },
      // A sound goes as a file.
      audio: { bytes: 52_428_800, types: null, caption: 0 },
      file: { bytes: 52_428_800, types: null, caption: 0 },
      // A sticker of Viber's own goes by its id; others are pictures.
      sticker: { bytes: 1_048_576, types: ['image/jpeg'], caption: 0 },
    },
    location: true,
    contact: true,
    // A press sends the title as a text: the payload stays with us.
    buttons: { least: 1, most: 24, title: 100, payload: 0, text: 7000, url: true, call: false },
    quickReplies: { least: 1, most: 24, title: 100, payload: 0, text: 7000 },
    // Six cards; seven rows in each, of which a picture takes three and the words two.
    carousel: { least: 1, most: 6, title: 60, subtitle: 150, buttons: 2, button: 50, payload: 0 },
    receipts: { delivered: true, read: true },
    note: 'People subscribe, by writing or by a tap, before they can be written to; what is sent long after they wrote is billed.',
  },
  settings: z.object({
    /** The bot's own name in links: viber://pa?chatURI=… */
    botUri: z.string().min(1),
    senderName: z.string().min(1).max(28),
    senderAvatar: z.url().optional(),
    apiBaseUrl: z.url().default('https://chatapi.viber.com'),
  }),
  secrets: z.object({ authToken: z.string().min(1) }),
  externalId: (settings) => id(settings.botUri) ?? '',
  /** Hex HMAC-SHA256 of the raw body with the token, in a header or as `sig` (viber.md, Signature). */
  verify: async ({ headers, query, body }, { secrets }) => {
    const given = headers['x-viber-content-signature'] ?? query.sig;
    checkMac({ algorithm: 'sha256', key: secrets.authToken, bytes: body, encoding: 'hex', given });
  },
  parse: parseViber,
  render: renderViber,
  read: readViber,
  checks: (account) => [
    {
      shows: 'the authentication token',
      call: viberCall(account, 'get_account_info', {}, { gives: 'nothing', unanswered: 'repeat' }),
    },
  ],
});
