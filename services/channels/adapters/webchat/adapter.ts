import { z } from 'zod';
import { verifySession } from '../../../../kit/session.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account, Adapter, AdapterContext, WebhookRequest } from '../../adapter.ts';
import { parseBody } from '../json.ts';
import { id } from '../read.ts';
import { notSendable } from '../words.ts';
import { checkBody } from './check.ts';
import { textLimit } from './limits.ts';
import { bearerOf, parseWebchat } from './parse.ts';
import { startSession } from './start.ts';

const sendable: Adapter['capabilities']['content'] = ['text', 'image', 'video', 'audio', 'file', 'sticker', 'location', 'link'];

/** The widget on the company's own pages: our protocol over one webhook URL (webchat.md §2). */
export const webchat: Adapter = {
  channel: 'webchat',
  name: 'Web chat',
  capabilities: {
    content: sendable,
    text: { limit: textLimit, unit: 'characters' },
    captionLimit: textLimit,
    windowHours: null,
    receipts: { delivered: true, read: true },
    replyTo: true,
    pace: { account: null, recipient: null },
  },
  // An empty list of origins allows any.
  settings: z.object({ widgetKey: z.string().min(1), allowedOrigins: z.array(z.string()).default([]) }),
  // Verifies identities that the company signs for its logged-in visitors; without it everyone is anonymous.
  secrets: z.object({ signingSecret: z.string().min(16).optional() }),
  externalId: (settings) => id(settings.widgetKey) ?? '',
  handshake: startSession,
  verify: verifyRequest,
  parse: parseWebchat,
  accepted: { status: 200, contentType: 'application/json', body: '{"status":"accepted"}' },
  render: ({ content }) => {
    const odd = content.find((item) => !sendable.includes(item.type));
    if (odd) throw notSendable(odd.type, 'web chat');
    return [];
  },
  read: () => ({ ok: false, class: 'unknown', code: 'no_calls', message: 'Web chat makes no calls: what is stored is sent.' }),
};

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
