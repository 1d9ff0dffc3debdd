import fastify from 'fastify';
import { onTestFinished } from 'vitest';
import type { Platform } from '../../sandbox/platform.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';

/** A webhook as the product got it. */
export interface Taken {
  method: string;
  /** Path and query, as they came. */
  url: string;
  headers: Record<string, string>;
  body: Buffer;
}

type Fields = Record<string, unknown>;

/** One platform at play with one fresh account, and a product behind it that keeps every webhook; for one test. */
export async function played(platform: Platform, now?: () => number) {
  const got: Taken[] = [];
  const product = { reply: (_: Taken): { status: number; body?: string } => ({ status: 200 }) };
  const app = fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_: unknown, body: string | Buffer) => body);
  app.all('/*', async (request, reply) => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const taken = {
      method: request.method,
      url: request.url,
      headers,
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    };
    const { status, body = '' } = product.reply(taken);
    if (status < 300) got.push(taken);
    return reply.code(status).send(body);
  });
  const shop = await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(() => app.close());
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, accounts: [], platforms: [platform], now });
  onTestFinished(() => sandbox.close());
  const { settings, secrets } = await platform.open(sandbox.url);
  const account = { id: 'acc_1', channel: platform.channel, webhookUrl: `${shop}/webhooks/acc_1`, settings, secrets };
  sandbox.connect(account);

  const control = async (name: string, body?: Fields) => {
    const init = body && { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${sandbox.url}/sandbox/${platform.channel}/${name}`, init);
    return { status: response.status, body: (await response.json()) as Fields & { messageId: string; sent: Fields[]; calls: Fields[] } };
  };
  return {
    account,
    sandbox,
    product,
    /** The webhooks the product took. */
    got,
    /** Does a deed, or changes the settings. */
    deed: (name: string, body: Fields = {}) => control(name, body),
    sent: async () => (await control('sent')).body.sent,
    calls: async () => (await control('calls')).body.calls,
    /** Calls the platform's API; the path follows the base address that the product was given. */
    call: (path: string, init?: RequestInit) => fetch(`${settings.apiBaseUrl}${path}`, init),
  };
}
