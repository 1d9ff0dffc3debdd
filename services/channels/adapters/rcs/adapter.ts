import { z } from 'zod';
import { defineAdapter } from '../../define.ts';
import { id } from '../read.ts';
import { reachableCall, readRcs } from './call.ts';
import { decodeRcs, handshakeRcs, verifyRcs } from './decode.ts';
import { parseRcs } from './parse.ts';
import { renderRcs } from './render.ts';
import { readToken, tokenCall } from './token.ts';

/** A hundred megabytes (rcs.md, Outbound); no caption. */
const file = { bytes: 104_857_600, types: null, caption: 0 };

/** RCS for Business, as Google's RBM docs have it. */
export const rcs = defineAdapter({
  channel: 'rcs',
  name: 'RCS',
  capabilities: {
    text: { limit: 3072, unit: 'characters', markup: 'plain' },
    media: { image: file, video: file, audio: file, file, sticker: null },
    location: true,
    buttons: { least: 1, most: 11, title: 25, payload: 2048, text: 3072, url: true, call: true },
    quickReplies: { least: 1, most: 11, title: 25, payload: 2048, text: 3072 },
    carousel: { least: 1, most: 10, title: 200, subtitle: 1500, buttons: 4, button: 25, payload: 2048 },
    hears: { reaction: false, edit: false, unsend: false, typing: true },
    does: { reaction: false, edit: false, unsend: true, typing: true, read: true },
    receipts: { delivered: true, read: true },
    starts: 'both',
    optOut: { stop: ['stop', 'unsubscribe'], start: ['start', 'subscribe'] },
    note: 'Only phones with RCS, on carriers where the agent is launched. Unsending reaches only what was not delivered yet.',
  },
  settings: z.object({
    /** As `harbor-agent@rbm.goog`. */
    agentId: z.string().min(1),
    serviceAccountEmail: z.string().min(1),
    trafficType: z.enum(['AUTHENTICATION', 'TRANSACTION', 'PROMOTION', 'SERVICEREQUEST']).default('SERVICEREQUEST'),
    /** The agent's region stands before it: https://europe-rcsbusinessmessaging.googleapis.com */
    apiBaseUrl: z.url().default('https://rcsbusinessmessaging.googleapis.com'),
    tokenUrl: z.url().default('https://oauth2.googleapis.com/token'),
  }),
  secrets: z.object({ clientToken: z.string().min(1), privateKey: z.string().min(1) }),
  copied: ['clientToken'],
  externalId: (settings) => id(settings.agentId) ?? '',
  handshake: async (request, account) => handshakeRcs(request, account),
  verify: async (request, account) => verifyRcs(request, account),
  decode: decodeRcs,
  parse: parseRcs,
  render: renderRcs,
  read: readRcs,
  token: { call: tokenCall, read: readToken },
  checks: (account) => [{ shows: 'the service account and its access to the agent', call: reachableCall(account, ['+15550100000']) }],
});
