import { z } from 'zod';
import { defineAdapter } from '../define.ts';
import { id } from './read.ts';
import { identityKeys, nothingToCall, ownCapabilities, taken } from './webchat/adapter.ts';
import { openSession, verifyVisitor } from './webchat/door.ts';
import { parseWebchat } from './webchat/parse.ts';

/**
 * The customer inside the company's own app: web chat's protocol, but only for people the company has signed for, who are one identity on however
 * many devices. Devices that are asleep are woken by the company's own server, at `pushUrl`.
 */
export const inapp = defineAdapter({
  channel: 'inapp',
  name: 'In-app',
  capabilities: { ...ownCapabilities, note: 'The company signs who the customer is; all devices of one customer show the same.' },
  settings: z.object({ appKey: z.string().min(1), pushUrl: z.url().optional(), identityKeys }),
  secrets: z.object({ signingSecret: z.string().min(16), pushSecret: z.string().min(16).optional() }),
  copied: ['signingSecret', 'pushSecret'],
  externalId: (settings) => id(settings.appKey) ?? '',
  handshake: openSession,
  verify: verifyVisitor,
  parse: parseWebchat,
  accepted: () => taken,
  render: nothingToCall,
  read: () => ({ ok: false, class: 'unknown', code: 'no_calls', message: 'In-app makes no calls: what is stored is sent.' }),
});
