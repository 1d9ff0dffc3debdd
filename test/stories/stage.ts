import { createHmac } from 'node:crypto';
import { createClient } from 'graphql-ws';
import { describe, expect, inject } from 'vitest';
import { WebSocket } from 'ws';
import { deriveKeys } from '../../kit/secret.ts';
import { type Dev, foundWorkspace } from '../../seed.ts';

const world = inject('world');

/** A story: told where its world runs, skipped where that has no servers to run on. */
export const story = describe.skipIf(world.kind === 'absent');

type Variables = Record<string, unknown>;
export type Account = Dev['accounts'][number];

/** A workspace of its own, with everything a story does in it by the front door. */
export interface Stage extends Dev {
  account(channel: Account['channel']): Account;
  /** The data of an operation by the admin; fails on any error. */
  graph<D>(query: string, variables?: Variables): Promise<D>;
  /** The whole answer, errors and all. */
  ask(
    query: string,
    variables?: Variables,
    token?: string,
  ): Promise<{ status: number; data: Variables | null; errors?: { message: string; extensions: { code: string } }[] }>;
  /** Makes a customer speak through the sandbox. */
  say(channel: string, what: Variables): Promise<{ messageId: string; from: string; visitorId?: string; sessionToken?: string }>;
  /** What a platform took from us. */
  sent(channel: string, to?: string): Promise<{ to: string; text: string; messageId: string; state: string; replyTo?: string }[]>;
  /** Any control of the sandbox. */
  control(path: string, body: Variables): Promise<Variables>;
  /** Posts a body to an account's webhook, signed with its app secret unless headers are given. */
  post(account: Account, body: string | object, headers?: Record<string, string>): Promise<Response>;
  /** A running subscription over WebSocket: what came so far, and how to cut it. */
  subscribe<D>(query: string, variables?: Variables, token?: string): { items: D[]; errors: unknown[]; cut(): void };
}

/** Founds a workspace and connects its accounts to the sandbox: the usual three, or one for each channel given. */
export async function stage(...channels: string[]): Promise<Stage> {
  const { url, sandboxUrl } = world;
  const wanted = channels.length > 0 ? channels : undefined;
  const dev = await foundWorkspace(world, deriveKeys(world.secret), wanted, ({ id, channel, webhookPath, settings, secrets }) =>
    json(`${sandboxUrl}/sandbox/accounts`, { id, channel, webhookUrl: url + webhookPath, settings, secrets }),
  );
  const { agentToken } = dev;
  const account = (channel: string) => dev.accounts.find((each) => each.channel === channel)!;
  const ask: Stage['ask'] = async (query, variables = {}, token = agentToken) => {
    const response = await send(`${url}/graphql`, { query, variables }, { authorization: `Bearer ${token}` });
    return { status: response.status, ...((await response.json()) as { data: Variables | null }) };
  };
  return {
    ...dev,
    account,
    ask,
    graph: async <D>(query: string, variables?: Variables) => {
      const { data, errors } = await ask(query, variables);
      expect(errors).toBeUndefined();
      return data as D;
    },
    say: (channel, what) => json(`${sandboxUrl}/sandbox/${channel}/say`, { account: account(channel).id, ...what }),
    sent: async (channel, to) => {
      const filter = new URLSearchParams({ account: account(channel).id, ...(to ? { to } : {}) });
      const response = await fetch(`${sandboxUrl}/sandbox/${channel}/sent?${filter}`);
      return ((await response.json()) as { sent: Awaited<ReturnType<Stage['sent']>> }).sent;
    },
    control: (path, body) => json(`${sandboxUrl}/sandbox/${path}`, body),
    post: (to, body, headers) => {
      const raw = typeof body === 'string' ? body : JSON.stringify(body);
      return send(url + to.webhookPath, raw, headers ?? { 'x-hub-signature-256': signature(raw, to.secrets.appSecret!) });
    },
    subscribe: (query, variables, token = agentToken) => subscription(url, token, query, variables),
  };
}

/** Meta's signature over the raw body. */
export function signature(raw: string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(raw).digest('hex')}`;
}

function send(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: raw });
}

async function json<R>(url: string, body: object): Promise<R> {
  const response = await send(url, body);
  const answer = await response.json();
  expect(answer).not.toHaveProperty('error');
  return answer as R;
}

function subscription<D>(url: string, token: string, query: string, variables?: Variables) {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  let opened = false;
  let ended = false;
  client.on('opened', () => {
    opened = true;
    if (ended) client.terminate();
  });
  const items: D[] = [];
  const errors: unknown[] = [];
  client.subscribe<D>(
    { query, variables },
    {
      next: ({ data, errors: failed }) => {
        if (failed) errors.push(...failed);
        if (data) items.push(data as D);
      },
      error: (error) => errors.push(error),
      complete: () => undefined,
    },
  );
  const cut = () => {
    ended = true;
    if (opened) client.terminate();
  };
  return { items, errors, cut };
}

/** Asks again until the answer is as expected; fails with the last one after 20 seconds. */
export function until<T>(look: () => Promise<T> | T) {
  return expect.poll(look, { timeout: 20_000, interval: 20 });
}
