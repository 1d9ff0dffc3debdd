import { createHmac } from 'node:crypto';
import { type SandboxAccount, secret, setting } from '../../account.ts';
import type { Sent } from '../../memory.ts';
import type { Deed, Webhooks, World } from '../../platform.ts';
import { digits, word } from '../../random.ts';
import { reportOf, type Webhook, webhookOf } from '../../webhook.ts';

/** Queued up to seven days (rcs.md, Inbound); the first attempts come fast. */
export const webhooks: Webhooks = {
  contentType: 'application/json',
  patience: 5_000,
  retries: { waits: [100, 300, 1_000, 3_000, 10_000, 30_000], repeat: 7 * 86_400_000 },
  /** Base64 HMAC-SHA512 with the client token over the bytes that `data` decodes to (rcs.md, Signature). */
  sign({ account, body }) {
    const { message } = JSON.parse(Buffer.from(body).toString()) as { message?: { data: string } };
    if (!message) return {} as Record<string, string>;
    const mac = createHmac('sha512', secret(account, 'clientToken')).update(Buffer.from(message.data, 'base64'));
    return { 'x-goog-signature': mac.digest('base64') };
  },
};

/** What a person says or does, in its envelope: samples/rcs/text.json. */
export function pushed(account: SandboxAccount, person: string, at: number, said: Record<string, unknown>): Webhook {
  return webhookOf(account, person, envelope(account, at, { senderPhoneNumber: person, ...said }));
}

/** What became of a message of the agent: samples/rcs/event-delivered.json. */
export function receipt(world: World, account: SandboxAccount, sent: Sent, state: 'delivered' | 'read'): Webhook {
  const at = world.now();
  const event = {
    senderPhoneNumber: sent.to,
    eventType: state === 'read' ? 'READ' : 'DELIVERED',
    eventId: word(),
    messageId: sent.messageId,
  };
  return reportOf(account, [sent], state, envelope(account, at, event));
}

function envelope(account: SandboxAccount, at: number, said: Record<string, unknown>): string {
  const agentId = setting(account, 'agentId');
  const time = new Date(at).toISOString();
  const data = Buffer.from(JSON.stringify({ ...said, sendTime: time, agentId })).toString('base64');
  const isEvent = said.eventType !== undefined;
  const kind = said.suggestionResponse ? 'SUGGESTION_RESPONSE' : said.location ? 'LOCATION' : said.userFile ? 'USER_FILE' : 'TEXT';
  const attributes = {
    business_id: agentId,
    message_type: kind,
    type: isEvent ? 'event' : 'message',
    product: 'RBM',
    project_number: '3338881441851',
    ...(isEvent ? { event_type: said.eventType } : {}),
  };
  const message = { attributes, data, messageId: digits(16), publishTime: time };
  return JSON.stringify({ message, subscription: `projects/rbm/subscriptions/${agentId}` });
}

/** What the console does when a webhook is entered: samples/rcs/webhook-verify.json. */
export function verification(world: World): Deed {
  return {
    what: 'does the webhook handshake',
    async run(account) {
      const challenge = digits(10);
      const body = JSON.stringify({ clientToken: secret(account, 'clientToken'), secret: challenge });
      const outcome = await world.once(webhookOf(account, '', body));
      return { messageId: null, outcome: { ...outcome, ok: outcome.ok && secretIn(outcome.body) === challenge } };
    },
  };
}

function secretIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { secret?: unknown }).secret;
  } catch {
    return undefined;
  }
}
