import type { Json } from '../../kit/bus/bus.ts';
import type { GraphReply } from '../../kit/graph.ts';
import type { Handlers } from '../../kit/outbox/consume.ts';
import { signPrincipal } from '../../kit/principal.ts';
import type { Parts } from '../../kit/service.ts';
import { applies, quiet } from './rule.ts';
import { putFiring, readyRules } from './store.ts';
import type { AutomationTables, RuleRow } from './tables.ts';

const sendMessage = `mutation Answer($input: SendMessageInput!) {
  sendMessage(input: $input) { message { id } userErrors { code message } }
}`;

/** What automation does on events. */
export function handlers(parts: Parts<AutomationTables>): Handlers<AutomationTables> {
  return {
    /** The first rule that applies answers, through the same mutation as anybody, on the identity of the message. */
    'conversations.entry.appended': async ({ workspaceId, payload }, once) => {
      if (payload.direction !== 'inbound') return;
      const { dialogueId, entryId, opened, channel } = payload;
      const now = new Date();
      const ready = await readyRules(parts.db, workspaceId, dialogueId, new Date(now.getTime() - quiet));
      const rule = ready.find(({ condition }) => applies(condition, { opened, channel, at: now }));
      if (!rule) return;
      await answer(parts, rule, { workspaceId, dialogueId, entryId });
      await once((tx) => putFiring(tx, rule.id, dialogueId, now));
    },
  };
}

/** The key is the message it answers: however often the event comes, it is answered once. */
async function answer(
  { bus, keys, log }: Parts<AutomationTables>,
  rule: RuleRow,
  about: { workspaceId: string; dialogueId: string; entryId: string },
): Promise<void> {
  const { workspaceId, dialogueId, entryId } = about;
  const principal = await signPrincipal({ kind: 'service', workspaceId, name: 'automation' }, keys.principal);
  const input = { dialogueId, text: rule.reply, replyTo: entryId, idempotencyKey: `rule:${entryId}` };
  const reply = (await bus.request('graph.conversations', { query: sendMessage, variables: { input }, principal })) as GraphReply;
  if (reply.errors) throw new Error(`The rule ${rule.id} could not answer: ${JSON.stringify(reply.errors)}`);
  const { userErrors } = (reply.data as { sendMessage: { userErrors: Json[] } }).sendMessage;
  if (userErrors.length > 0) log.warn({ rule: rule.id, entryId, userErrors }, 'a rule could not answer');
}
