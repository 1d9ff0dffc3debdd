import { z } from 'zod';
import type { Adapter, WebhookReply } from './adapter.ts';
import type { Capabilities } from './capabilities.ts';
import { json } from './decode.ts';

/** What a plain channel can do: text, told apart from nothing. Adapters say where theirs differ. */
export const plainCapabilities: Capabilities = {
  text: { limit: 4096, unit: 'characters', markup: 'plain' },
  media: { image: null, video: null, audio: null, file: null, sticker: null },
  location: false,
  contact: false,
  buttons: null,
  quickReplies: null,
  list: null,
  carousel: null,
  template: false,
  replyTo: 'quote',
  hears: { reaction: false, edit: false, unsend: false, typing: false },
  does: { reaction: false, edit: false, unsend: false, typing: false, read: false },
  receipts: { delivered: false, read: false },
  window: null,
  starts: 'customer',
  optOut: null,
  pace: { account: null, recipient: null, lanes: {} },
  note: null,
};

/** Most platforms want to be told no more than that all is well. */
export const ok: WebhookReply = { status: 200, contentType: 'text/plain', body: 'ok' };

type Own = Pick<Adapter, 'channel' | 'name' | 'settings' | 'externalId' | 'verify' | 'parse' | 'render' | 'read'>;

/** An adapter from what is its own: JSON webhooks answered with 200, no handshake, nothing to fetch, no tokens that end. */
export function defineAdapter(own: Own & Partial<Omit<Adapter, 'capabilities'>> & { capabilities: Partial<Capabilities> }): Adapter {
  return {
    secrets: z.object({}),
    copied: [],
    handshake: async () => undefined,
    decode: json,
    accepted: () => ok,
    listen: null,
    fetchMedia: () => [],
    token: null,
    templates: null,
    checks: () => [],
    ...own,
    capabilities: { ...plainCapabilities, ...own.capabilities },
  };
}
