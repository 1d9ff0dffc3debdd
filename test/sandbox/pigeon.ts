import { createHmac } from 'node:crypto';
import type { WebSocket } from 'ws';
import { secret, setting } from '../../sandbox/account.ts';
import { formBody, json, jsonBody, multipartBody, Refusal, text, tokenOf } from '../../sandbox/api.ts';
import { filesOf, sentOf } from '../../sandbox/deed.ts';
import type { Fact } from '../../sandbox/memory.ts';
import type { Platform } from '../../sandbox/platform.ts';
import { digits, word } from '../../sandbox/random.ts';
import { webhookOf } from '../../sandbox/webhook.ts';

/** A platform that there is not: everything the frame offers, in its smallest form. */
export const pigeon: Platform = {
  channel: 'pigeon',
  needed: { settings: ['loftId'], secrets: ['token'] },
  open: (sandboxUrl) => ({
    name: 'Loft',
    settings: { loftId: digits(8), apiBaseUrl: `${sandboxUrl}/pigeon` },
    secrets: { token: word() },
  }),
  play(world) {
    const sockets = new Set<WebSocket>();
    return {
      deeds: {
        say: {
          what: 'sends a pigeon: { from, text, attachments }',
          async run(account, act) {
            const from = act.from ?? 'ana';
            const at = world.now();
            const id = act.id ?? `p${digits(6)}`;
            const facts: Fact[] = [
              { kind: 'person', account: account.id, person: { id: from, name: act.name, spokeAt: at } },
              { kind: 'said', account: account.id, said: { id, person: from, at, edits: 0, text: act.text } },
            ];
            const event = { id, from, text: act.text, files: filesOf(act).map(({ url }) => url) };
            for (const socket of sockets) socket.send(JSON.stringify(event));
            return { from, messageId: id, outcome: await world.publish(facts, [webhookOf(account, from, JSON.stringify(event))]) };
          },
        },
        block: {
          what: 'shoots the pigeons: { from }',
          async run(account, act) {
            const outcome = await world.publish([{ kind: 'kept', account: account.id, name: `blocked ${act.from}`, value: true }], []);
            return { from: act.from, messageId: null, outcome };
          },
        },
      },
      webhooks: {
        contentType: 'application/json',
        patience: 1_000,
        retries: { waits: [10, 10] },
        sign: ({ account, body, url, attempt }) => ({
          'x-pigeon': createHmac('sha1', secret(account, 'token')).update(url).update(body).digest('base64'),
          'x-attempt': String(attempt),
        }),
      },
      api: {
        whose: (request) => world.memory.accountsOn('pigeon').find((account) => secret(account, 'token') === tokenOf(request, 'Loft')),
        stranger: () => text(401, 'whose pigeon is this?'),
        async answer(request, account) {
          if (request.path === '/loft') return json(200, { id: setting(account, 'loftId'), color: request.query.get('color') });
          if (request.path === '/file') {
            const file = (await multipartBody(request)).get('file');
            return json(200, { size: file instanceof Blob ? file.size : 0 });
          }
          const wish = request.path === '/form' ? Object.fromEntries(formBody(request)) : jsonBody(request);
          const { to, text: words } = wish as { to: string; text: string };
          if (world.memory.kept(account.id, `blocked ${to}`)) throw new Refusal(json(403, { why: 'shot' }));
          const sent = sentOf(world, account, { to, type: 'text', text: words, messageId: `p${digits(6)}`, request: wish });
          void world.publish([{ kind: 'sent', sent }], []);
          return json(201, { id: sent.messageId });
        },
        failing: {
          rate_limit: json(429, { why: 'too many pigeons' }, { 'retry-after': '1' }),
          server_error: json(503, { why: 'storm' }),
          token_revoked: json(401, { why: 'no such loft any more' }),
        },
      },
      socket(socket) {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
      },
    };
  },
};
