import { z } from 'zod';
import type { Capabilities, MediaAbility } from '../../capabilities.ts';
import { defineAdapter } from '../../define.ts';
import type { Outbound } from '../../plan.ts';
import { id } from '../read.ts';
import { notSendable } from '../words.ts';
import { openSession, verifyVisitor } from './door.ts';
import { fileLimit, textLimit } from './limits.ts';
import { parseWebchat } from './parse.ts';

const file: MediaAbility = { bytes: fileLimit, types: null, caption: textLimit };
const choices = { least: 1, most: 100, title: 200, payload: 1_000, text: textLimit };

/** What our own widget and apps can do: everything but templates (webchat.md §5). */
export const ownCapabilities: Partial<Capabilities> = {
  text: { limit: textLimit, unit: 'utf16', markup: 'markdown' },
  media: { image: file, video: file, audio: file, file, sticker: file },
  location: true,
  contact: true,
  buttons: { ...choices, url: true, call: true },
  quickReplies: choices,
  list: { rows: 100, sections: 10, title: 200, description: 500, payload: 1_000, text: textLimit, button: 200 },
  carousel: { least: 1, most: 20, title: 200, subtitle: 500, buttons: 5, button: 200, payload: 1_000 },
  replyTo: 'native',
  hears: { reaction: true, edit: true, unsend: true, typing: true },
  does: { reaction: true, edit: true, unsend: true, typing: true, read: true },
  receipts: { delivered: true, read: true },
};

/** Public keys (a JWKS) by which identities that the company signs are verified, beside the shared secret. */
export const identityKeys = z.object({ keys: z.array(z.record(z.string(), z.json())).min(1) }).optional();

/** What our own clients are answered when all is stored. */
export const taken = { status: 200, contentType: 'application/json', body: '{"status":"accepted"}' };

/** What is stored is sent: clients read it from the graph. Throws BAD_INPUT for what only customers say. */
export function nothingToCall(message: Outbound): [] {
  const odd =
    message.kind === 'message' && message.content.find(({ type }) => ['choice', 'form', 'unsupported', 'template'].includes(type));
  if (odd) throw notSendable(odd.type, 'web chat');
  return [];
}

/** The widget on the company's own pages: our protocol, over the graph or over one webhook URL (webchat.md §2). */
export const webchat = defineAdapter({
  channel: 'webchat',
  name: 'Web chat',
  capabilities: { ...ownCapabilities, note: 'Our own widget: it speaks the graph with a session token.' },
  // An empty list of origins allows any.
  settings: z.object({ widgetKey: z.string().min(1), allowedOrigins: z.array(z.string()).default([]), identityKeys }),
  // Without either, everyone is anonymous. The second verifies the older, endless kind of proof.
  secrets: z.object({ signingSecret: z.string().min(16).optional(), identifierSecret: z.string().min(16).optional() }),
  externalId: (settings) => id(settings.widgetKey) ?? '',
  handshake: openSession,
  verify: verifyVisitor,
  parse: parseWebchat,
  accepted: () => taken,
  render: nothingToCall,
  read: () => ({ ok: false, class: 'unknown', code: 'no_calls', message: 'Web chat makes no calls: what is stored is sent.' }),
});
