import { z } from 'zod';
import { verifySession } from '../../../../kit/session.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account, AdapterContext, WebhookRequest } from '../../adapter.ts';
import type { MediaAbility } from '../../capabilities.ts';
import { parseBody } from '../../decode.ts';
import { defineAdapter } from '../../define.ts';
import { id } from '../read.ts';
import { notSendable } from '../words.ts';
import { checkBody } from './check.ts';
import { textLimit } from './limits.ts';
import { bearerOf, parseWebchat } from './parse.ts';
import { startSession } from './start.ts';

const any: MediaAbility = { bytes: null, types: null, caption: textLimit };

/** The widget on the company's own pages: our protocol over one webhook URL (webchat.md §2). */
export const webchat = defineAdapter({
  channel: 'webchat',
  name: 'Web chat',
  capabilities: {
    text: { limit: textLimit, unit: 'utf16', markup: 'markdown' },
    media: { image: any, video: any, audio: any, file: any, sticker: any },
    location: true,
    replyTo: 'native',
    hears: { reaction: true, edit: false, unsend: true, typing: true },
    receipts: { delivered: true, read: true },
  },
  // An empty list of origins allows any.
  settings: z.object({ widgetKey: z.string().min(1), allowedOrigins: z.array(z.string()).default([]) }),
  // Verifies identities that the company signs for its logged-in visitors; without it everyone is anonymous.
  secrets: z.object({ signingSecret: z.string().min(16).optional() }),
  externalId: (settings) => id(settings.widgetKey) ?? '',
  handshake: startSession,
  verify: verifyRequest,
  parse: parseWebchat,
  accepted: () => ({ status: 200, contentType: 'application/json', body: '{"status":"accepted"}' }),
  // What is stored is sent: the widget reads it from the graph.
  render: (message) => {
    const odd =
      message.kind === 'message' && message.content.find(({ type }) => ['contact', 'choice', 'form', 'unsupported'].includes(type));
    if (odd) throw notSendable(odd.type, 'web chat');
    return [];
  },
  read: () => ({ ok: false, class: 'unknown', code: 'no_calls', message: 'Web chat makes no calls: what is stored is sent.' }),
});

/** The session must be of this account; and as the sender is our own widget, it is told when it sends what cannot be taken. */
async function verifyRequest(request: WebhookRequest, account: Account, context: AdapterContext): Promise<void> {
  const token = bearerOf(request);
  if (token === undefined) throw new CodedError('UNAUTHENTICATED', 'No session token came with the request: start a session first.');
  const session = await verifySession(token, context.sessionKey, context.now);
  if (session.acc !== account.id || session.wid !== account.workspaceId) {
    throw new CodedError('UNAUTHENTICATED', 'The session token is of another widget: start a new session.');
  }
  checkBody(parseBody(request.body));
}
