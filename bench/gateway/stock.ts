import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createAuthentication, createSigner } from '../../gateway/principal.ts';
import { memoryBus } from '../../kit/bus/memory.ts';
import { runProcess } from '../../kit/process.ts';
import { supergraphOf } from './supergraph.ts';

/** ApolloGateway in Apollo Server's standalone server, as its makers show it, with the authentication of ours. */
await runProcess('stock', async ({ settings, keys }) => {
  process.env.APOLLO_TELEMETRY_DISABLED = '1';
  const authenticate = createAuthentication({ bus: memoryBus(), keys, settings });
  const sign = createSigner(keys.principal);

  class Source extends RemoteGraphQLDataSource<{ principal: string }> {
    override willSendRequest({ request, context }: Parameters<NonNullable<RemoteGraphQLDataSource['willSendRequest']>>[0]): void {
      request.http?.headers.set('authorization', `Bearer ${context.principal}`);
    }
  }
  const gateway = new ApolloGateway({
    supergraphSdl: supergraphOf(settings),
    buildService: ({ url }) => new Source({ url }),
  });
  const server = new ApolloServer<{ principal: string }>({ gateway });
  await startStandaloneServer(server, {
    listen: { port: settings.PORT, host: settings.HOST },
    context: async ({ req }) => ({ principal: await sign((await authenticate(req.headers.authorization)).who) }),
  });
  return { stop: () => server.stop() };
});
