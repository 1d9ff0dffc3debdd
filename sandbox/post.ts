import type { SandboxAccount } from './account.ts';
import { strikes } from './conduct.ts';
import { openLanes } from './lane.ts';
import type { Fact, Memory, SentState } from './memory.ts';
import type { Play, World } from './platform.ts';
import type { Outcome, Webhook } from './webhook.ts';
import { post } from './webhook.ts';

/** The way of webhooks out of the sandbox. */
export interface PostOffice extends Pick<World, 'publish' | 'once'> {
  /** Sends what was owed when the sandbox stopped. */
  resume(): void;
  close(): void;
}

/** What a phone reports next, once the business has taken note of the state before. */
const following: Partial<Record<SentState, SentState>> = { sent: 'delivered', delivered: 'read' };

/** Opens it for the platforms that are played. */
export function openPost(world: Pick<World, 'memory' | 'now' | 'conduct' | 'warn' | 'closing'>, plays: Map<string, Play>): PostOffice {
  const { memory } = world;
  const lanes = openLanes({
    async attempt(webhook, number) {
      const outcome = await attempt(webhook, number);
      const account = memory.accounts.get(webhook.account);
      if (outcome.ok && account && strikes(world.conduct(account), 'duplicate_webhooks')) await attempt(webhook, number + 1);
      return outcome;
    },
    retries: (webhook) => playOf(memory, plays, webhook)?.webhooks?.retries ?? { waits: [] },
    late(webhook) {
      const account = memory.accounts.get(webhook.account);
      return account !== undefined && strikes(world.conduct(account), 'reordered_webhooks');
    },
    done(webhook, outcome) {
      if (!outcome.ok) world.warn({ account: webhook.account, person: webhook.person }, 'webhook given up');
      publish([{ kind: 'done', webhook: webhook.id, ok: outcome.ok }], outcome.ok ? receipts(webhook) : []);
    },
    refused: ({ account, person }, { status, reason }, attempts) =>
      world.warn({ account, person, status, reason, attempts }, 'webhook refused, will be retried'),
  });

  function publish(facts: Fact[], webhooks: Webhook[]): Promise<Outcome> {
    memory.remember([...facts, ...webhooks.map((webhook): Fact => ({ kind: 'webhook', webhook }))]);
    return postAll(webhooks);
  }

  async function postAll(webhooks: Webhook[]): Promise<Outcome> {
    const outcomes = await Promise.all(webhooks.map((webhook) => lanes.post(webhook)));
    return outcomes.at(-1) ?? { ok: true, status: null, body: '' };
  }

  async function attempt(webhook: Webhook, number: number): Promise<Outcome> {
    const account = memory.accounts.get(webhook.account);
    const webhooks = playOf(memory, plays, webhook)?.webhooks;
    if (!account || !webhooks) return { ok: false, status: null, body: '', reason: `no account ${webhook.account} that has webhooks` };
    const url = webhook.url ?? account.webhookUrl;
    const body = Buffer.from(webhook.body, webhook.base64 ? 'base64' : 'utf8');
    const proof = webhooks.sign({ account, webhook, body, url, now: world.now(), attempt: number });
    const headers = { 'content-type': webhooks.contentType, ...webhook.headers, ...proof };
    return post(url, body, headers, webhooks.patience, world.closing);
  }

  function receipts(webhook: Webhook): Webhook[] {
    const { reports } = webhook;
    const account = memory.accounts.get(webhook.account);
    const state = reports && following[reports.state];
    const play = playOf(memory, plays, webhook);
    if (!account || !play?.report || !state || world.conduct(account).receipts === 'none') return [];
    const messages = reports.messages.flatMap((n) => memory.sent[n - 1] ?? []);
    return play.report(account, messages, state);
  }

  return {
    publish,
    once: (webhook) => attempt(webhook, 1),
    resume: () => void postAll([...memory.pending.values()]),
    close: () => lanes.close(),
  };
}

function playOf(memory: Memory, plays: Map<string, Play>, { account }: Webhook): Play | undefined {
  const found: SandboxAccount | undefined = memory.accounts.get(account);
  return found && plays.get(found.channel);
}
