import { z } from 'zod';
import type { MediaAbility } from '../../capabilities.ts';
import { defineAdapter } from '../../define.ts';
import { id } from '../read.ts';
import { parseCustom } from './parse.ts';
import { ping, readCustom, renderCustom } from './render.ts';
import { verifyCustom } from './verify.ts';

const textLimit = 20_000;
const file: MediaAbility = { bytes: null, types: null, caption: textLimit };
const choices = { least: 1, most: 100, title: 500, payload: 2_000, text: textLimit };

/** Bring your own: a signed JSON webhook each way, for whatever a company wants to be a channel (docs/custom-channel.md). */
export const custom = defineAdapter({
  channel: 'custom',
  name: 'Custom',
  capabilities: {
    text: { limit: textLimit, unit: 'characters', markup: 'markdown' },
    media: { image: file, video: file, audio: file, file, sticker: file },
    location: true,
    contact: true,
    buttons: { ...choices, url: true, call: true },
    quickReplies: choices,
    list: { rows: 100, sections: 20, title: 500, description: 1_000, payload: 2_000, text: textLimit, button: 500 },
    carousel: { least: 1, most: 50, title: 500, subtitle: 1_000, buttons: 10, button: 500, payload: 2_000 },
    template: true,
    replyTo: 'native',
    hears: { reaction: true, edit: true, unsend: true, typing: true },
    does: { reaction: true, edit: true, unsend: true, typing: true, read: true },
    receipts: { delivered: true, read: true },
    starts: 'both',
    // Somebody's own server: not more than a hundred a second.
    pace: { account: { interval: 10, burst: 20 }, recipient: null, lanes: {} },
    note: 'A server of your own: signed JSON each way, as docs/custom-channel.md says. What it cannot do, it has to say itself.',
  },
  settings: z.object({
    /** What you call it; unique in the workspace. */
    systemId: z.string().min(1).max(200),
    outboundUrl: z.url({ protocol: /^https?$/ }),
  }),
  secrets: z.object({ signingSecret: z.string().min(16) }),
  copied: ['signingSecret'],
  externalId: (settings) => id(settings.systemId) ?? '',
  verify: async (request, account) => verifyCustom(request, account),
  parse: parseCustom,
  accepted: () => ({ status: 200, contentType: 'application/json', body: '{"status":"accepted"}' }),
  render: renderCustom,
  read: readCustom,
  checks: (account) => [{ shows: 'your server', call: ping(account) }],
});
