import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createSubgraph } from '../../../kit/graph.ts';
import { createHttp } from '../../../kit/http.ts';
import { createLog } from '../../../kit/log.ts';
import { overText, subgraphRoute } from '../../../kit/subgraph.ts';
import { resolvers } from './products.ts';

/** Serves the suite's products as our services serve their subgraphs; everybody may ask. */
export async function serveProducts(sdl: string, port: number): Promise<{ close(): Promise<void> }> {
  const log = createLog('error', 'conformance');
  const typeDefs = `${sdl}\nscalar DateTime\nscalar JSON`;
  const graph = createSubgraph({ typeDefs, resolvers, live: {}, contextOf: async () => ({}), log });
  const traced = await startTraced(sdl);
  const http = createHttp(log, {});
  http.addHook('onRequest', async ({ headers }) => {
    headers.authorization ??= 'Bearer anybody';
  });
  // Our subgraphs tell traces to OpenTelemetry: Apollo's own kind of them is told by Apollo Server over the same library.
  http.addHook('preHandler', async ({ headers, body }, reply) => {
    if (headers['apollo-federation-include-trace'] !== 'ftv1') return;
    reply.type('application/json').send(await traced.answer(String(body)));
  });
  subgraphRoute(http, overText(graph));
  await http.listen({ port });
  return {
    close: async () => {
      await http.close();
      await traced.close();
    },
  };
}

async function startTraced(sdl: string) {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const apollo = new ApolloServer({ schema, plugins: [ApolloServerPluginInlineTrace()] });
  await apollo.start();
  const headers = new HeaderMap([
    ['content-type', 'application/json'],
    ['apollo-federation-include-trace', 'ftv1'],
  ]);
  return {
    answer: async (text: string) => {
      const httpGraphQLRequest = { method: 'POST', headers, search: '', body: JSON.parse(text) };
      const { body } = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => ({}) });
      return body.kind === 'complete' ? body.string : '';
    },
    close: () => apollo.stop(),
  };
}
