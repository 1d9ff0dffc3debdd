import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { onTestFinished } from 'vitest';
import type { SandboxAccount } from '../../sandbox/account.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { playGraph } from './graph.ts';

/** A JSON object. */
export type Body = Record<string, unknown>;
/** A webhook as the product got it. */
export interface Got {
  raw: string;
  headers: Record<string, unknown>;
  body: Body;
}
/** What the sandbox may answer, platform or control; a test looks only at what its call gives. */
export interface Answer {
  error: Body;
  messageId: string;
  message_id: string;
  userId: string;
  contacts: Body[];
  messages: { id: string }[];
  sent: Body[];
  calls: Body[];
}

/** The page. */
export const page = '110200300400500';
/** The business number. */
export const number = '100000000000001';
/** A person on Messenger. */
export const ana = '7000000000000001';
/** A person on WhatsApp. */
export const phone = '15550002222';
/** Milliseconds of a day. */
export const day = 24 * 3_600_000;

/** A place for a journal that nobody has used. */
export function freshJournal(): string {
  return join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'journal.jsonl');
}

/** A product that keeps every webhook's bytes and answers what `answer` says, with a graph for web-chat visitors. */
async function product() {
  const got: Got[] = [];
  const app = fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_: unknown, body: string | Buffer) => body.toString());
  const self = { url: '', got, answer: (_: Got): number | Promise<number> => 200, session: 0, graph: playGraph(app) };
  app.get<{ Querystring: Record<string, string> }>('/hook', async (request, reply) =>
    request.query['hub.verify_token'] === 'verify' ? request.query['hub.challenge'] : reply.code(403).send(),
  );
  app.post('/hook', async (request, reply) => {
    const raw = String(request.body);
    const one = { raw, headers: request.headers, body: JSON.parse(raw) };
    const status = await self.answer(one);
    if (status === 200) got.push(one);
    if (one.body.type === 'session.start') {
      self.session += 1;
      return { visitorId: `vis_${self.session}`, sessionToken: `token_${self.session}` };
    }
    return reply.code(status).send({ messageId: 'msg_1' });
  });
  self.url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/hook`;
  onTestFinished(() => app.close());
  return self;
}

/** One account a channel. */
export function accounts(webhookUrl: string): SandboxAccount[] {
  const secrets = { appSecret: 'app-secret-example', verifyToken: 'verify', accessToken: 'page-token' };
  const settings = { phoneNumberId: number, businessAccountId: '200000000000002', displayPhoneNumber: '15550001111' };
  return [
    { id: 'm', channel: 'messenger', webhookUrl, settings: { pageId: page, appId: '998877665544332' }, secrets },
    { id: 'w', channel: 'whatsapp', webhookUrl, settings, secrets: { ...secrets, accessToken: 'number-token' } },
    { id: 'c', channel: 'webchat', webhookUrl, settings: { widgetKey: 'wk_1' }, secrets: { signingSecret: 's' } },
  ];
}

/** A sandbox that runs for one test, a product behind it (one of its own, unless one is given), and short ways to talk to both. */
export async function world(journal?: string, given?: Awaited<ReturnType<typeof product>>, now?: () => number) {
  const shop = given ?? (await product());
  const warned: object[] = [];
  const log = { info() {}, warn: (data: object) => warned.push(data) };
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, accounts: accounts(shop.url), journal, log, now });
  onTestFinished(() => sandbox.close());
  const call = async (method: string, path: string, body?: unknown, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const response = await fetch(sandbox.url + path, {
      method,
      headers: body === undefined ? {} : headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  return {
    shop,
    sandbox,
    warned,
    say: (channel: string, body: Body = {}) => call('POST', `/sandbox/${channel}/say`, body),
    control: (path: string, body?: Body) => call(body ? 'POST' : 'GET', `/sandbox/${path}`, body),
    messenger: (body: Body, token = 'page-token') => call('POST', `/v26.0/${page}/messages`, body, token),
    whatsapp: (body: Body, token = 'number-token') => call('POST', `/v26.0/${number}/messages`, body, token),
    get: (path: string, token: string) => call('GET', `${path}?access_token=${token}`),
    sent: async (channel: string) => (await call('GET', `/sandbox/${channel}/sent`)).body.sent,
    states: async (channel: string) => (await call('GET', `/sandbox/${channel}/sent`)).body.sent.map((sent: Body) => sent.state),
  };
}

/** A send to Ana. */
export const toAna = (message: Body, more: Body = {}) => ({ recipient: { id: ana }, messaging_type: 'RESPONSE', message, ...more });
/** A send to the phone. */
export const toPhone = (more: Body) => ({ messaging_product: 'whatsapp', to: phone, type: 'text', ...more });
/** What tells one refusal from another. */
export const code = ({ status, body }: { status: number; body: Answer }) => [status, body.error.code, body.error.error_subcode];
const entry = <Part>(got: Got | undefined) => (got?.body.entry as Part[] | undefined)?.[0];
/** The event of a Messenger webhook. */
export const messaging = (got: Got | undefined) => entry<{ messaging: Record<string, Body>[] }>(got)?.messaging[0] ?? {};
/** The value of a WhatsApp webhook. */
export const value = (got: Got | undefined) => entry<{ changes: { value: Record<string, Body[]> }[] }>(got)?.changes[0]?.value ?? {};
/** The status of a WhatsApp webhook. */
export const status = (got: Got | undefined) => value(got).statuses?.[0] ?? {};
