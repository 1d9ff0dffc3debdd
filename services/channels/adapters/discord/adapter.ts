import { z } from 'zod';
import type { MediaAbility } from '../../capabilities.ts';
import { defineAdapter } from '../../define.ts';
import { id } from '../read.ts';
import { readDiscord } from './answer.ts';
import { limits } from './components.ts';
import { gateway } from './gateway.ts';
import { accepted } from './interaction.ts';
import { parseDiscord } from './parse.ts';
import { renderDiscord, rest } from './render.ts';
import { discordHandshake, verifyDiscord } from './verify.ts';

const textLimit = 2000;

/** Any file up to 10 MiB (discord.md, Outbound); its caption is the message's text. */
const any: MediaAbility = { bytes: 10_485_760, types: null, caption: textLimit };

/** Direct and guild messages, their reactions and typing; the text of guild messages that do not name the bot is a privilege (discord.md). */
const intents = [9, 10, 11, 12, 13, 14].reduce((sum, bit) => sum | (1 << bit), 0);

/** Discord: messages over the Gateway, presses and commands by webhook, the REST API out (discord.md). */
export const discord = defineAdapter({
  channel: 'discord',
  name: 'Discord',
  capabilities: {
    text: { limit: textLimit, unit: 'characters', markup: 'discord' },
    media: { image: any, video: any, audio: any, file: any, sticker: any },
    buttons: { least: 1, most: limits.buttons, title: limits.title, payload: limits.payload, text: textLimit, url: true, call: false },
    list: {
      rows: limits.options,
      sections: 1,
      title: limits.option,
      description: limits.option,
      payload: limits.payload,
      text: textLimit,
      button: limits.placeholder,
    },
    replyTo: 'native',
    hears: { reaction: true, edit: true, unsend: true, typing: true },
    does: { reaction: true, edit: true, unsend: true, typing: true, read: false },
    starts: 'both',
    // 50 a second for the whole bot (discord.md, Outbound); burst and refill together stay below it in any second.
    pace: { account: { interval: 25, burst: 8 }, recipient: null, lanes: {} },
    note: 'A bot may write only to people who share a server with it or have installed its app.',
  },
  // The public key is no secret: Discord shows it beside the application's id.
  settings: z.object({
    applicationId: z.string().min(1),
    publicKey: z.string().regex(/^[0-9a-f]{64}$/i),
    botUserId: z.string().min(1).optional(),
    intents: z.int().nonnegative().default(intents),
    apiBaseUrl: z.url().default('https://discord.com/api/v10'),
    gatewayUrl: z.url().default('wss://gateway.discord.gg'),
  }),
  secrets: z.object({ botToken: z.string().min(1) }),
  externalId: (settings) => id(settings.applicationId) ?? '',
  handshake: discordHandshake,
  verify: async (request, account, context) => verifyDiscord(request, account, context),
  parse: parseDiscord,
  accepted,
  listen: gateway,
  render: renderDiscord,
  read: readDiscord,
  checks: (account) => [{ shows: 'the bot token', call: rest(account, 'GET', '/users/@me') }],
});
