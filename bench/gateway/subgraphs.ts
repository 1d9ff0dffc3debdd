import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthentication } from '../../gateway/principal.ts';
import { memoryBus } from '../../kit/bus/memory.ts';
import { verifyPrincipal } from '../../kit/principal.ts';
import { openBus, runProcess } from '../../kit/process.ts';
import type { Keys } from '../../kit/secret.ts';
import { type SubgraphName, subgraphs } from '../../schema/sdl.ts';
import { cannedSubgraphs } from './canned.ts';
import { resolvers } from './world.ts';

/**
 * The four subgraphs in one process: `POST /<subgraph>` on PORT, and on the bus where NATS_URL says so. `PUT /delay/<ms>` makes every answer
 * wait so long, and tells how often they were asked. Whoever asks must bring a principal that the gateway signed, or (as Hive Gateway, which only forwards) an agent's token.
 */
await runProcess('subgraphs', async ({ settings, log, keys }) => {
  const canned = cannedSubgraphs(resolvers);
  const check = createDoor(keys, createAuthentication({ bus: memoryBus(), keys, settings }));
  let delay = 0;
  let asked = 0;

  async function answer(service: SubgraphName, token: string, body: string): Promise<string> {
    asked++;
    await check(token);
    if (delay > 0) await sleep(delay);
    return canned(service, body);
  }

  const server = createServer(async (request, response) => {
    response.sendDate = false;
    const [, path, value] = request.url!.split('/');
    try {
      const isControl = request.method === 'PUT';
      if (isControl) delay = Number(value);
      const token = request.headers.authorization?.slice('Bearer '.length) ?? '';
      const text = isControl ? String(asked) : await answer(path as SubgraphName, token, await textOf(request));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
    } catch (error) {
      log.error({ error: String(error) }, 'a request is refused');
      response.writeHead(500).end();
    }
  });
  server.keepAliveTimeout = 600_000;
  server.listen(settings.PORT, settings.HOST);

  const bus = settings.NATS_URL ? await openBus(settings, log) : undefined;
  for (const name of bus ? subgraphs : []) {
    await bus!.serve(`graph.${name}`, (text) => {
      const { principal, rest } = parted(text);
      return answer(name, principal, rest);
    });
  }
  return {
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await bus?.close();
    },
  };
});

/** Throws for whoever may not ask; looks at each token once. */
function createDoor(keys: Keys, authenticate: (authorization: string) => Promise<unknown>): (token: string) => Promise<unknown> {
  const known = new Map<string, Promise<unknown>>();
  return (token) => {
    const looked = known.get(token) ?? verifyPrincipal(token, keys.principal).catch(() => authenticate(token));
    known.set(token, looked);
    return looked;
  };
}

/** On the bus the principal stands in the body, before everything else. */
function parted(text: string): { principal: string; rest: string } {
  const begin = '{"principal":"'.length;
  const end = text.indexOf('"', begin);
  return { principal: text.slice(begin, end), rest: `{${text.slice(end + 2)}` };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString();
}
