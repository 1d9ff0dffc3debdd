import { createServer } from 'node:http';
import type { SubgraphName } from '../../schema/sdl.ts';
import { cannedSubgraphs } from '../gateway/canned.ts';
import { resolvers } from './subgraphs.ts';

/** The subgraphs over HTTP at PORT, for gateways that are not ours: `POST /<subgraph>`; `GET /counted` answers how often they were asked. */
const canned = cannedSubgraphs(resolvers);
let asked = 0;
const server = createServer(async (request, response) => {
  if (request.method === 'GET') return response.end(String(asked));
  asked += 1;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = await canned(request.url!.slice(1) as SubgraphName, Buffer.concat(chunks).toString());
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
});
server.keepAliveTimeout = 600_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
