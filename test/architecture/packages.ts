/**
 * Where each npm package is at home: files, or folders with a slash at the end. `type` before one lets in its types only. Tests and benches
 * may use any package; everybody else asks the home's functions instead.
 */
export const homes: Record<string, string[]> = {
  '@apollo/composition': ['schema/composition.ts'],
  '@apollo/federation-internals': ['gateway/'],
  '@apollo/gateway': ['gateway/'],
  '@apollo/query-planner': ['gateway/'],
  '@apollo/server': ['gateway/'],
  '@apollo/subgraph': ['kit/graph.ts'],
  '@electric-sql/pglite': ['kit/database.ts'],
  '@fastify/cors': ['gateway/http/policy.ts'],
  '@fastify/websocket': ['gateway/http/socket.ts', 'type gateway/http/close.ts'],
  '@graphql-codegen/cli': ['schema/check.ts', 'type codegen.ts'],
  '@graphql-inspector/core': ['schema/against.ts'],
  '@graphql-yoga/render-graphiql': ['gateway/http/ide.ts'],
  '@nats-io/jetstream': ['kit/bus/'],
  '@nats-io/transport-node': ['kit/bus/'],
  '@opentelemetry/api': ['kit/trace.ts'],
  '@opentelemetry/exporter-trace-otlp-http': ['kit/tracing.ts'],
  '@opentelemetry/resources': ['kit/tracing.ts'],
  '@opentelemetry/sdk-trace-node': ['kit/tracing.ts'],
  cockatiel: ['gateway/subgraphs/guard.ts'],
  dataloader: ['kit/load.ts', 'type services/'],
  fastify: ['kit/http.ts', 'sandbox/', 'type gateway/', 'type kit/access.ts'],
  graphql: ['kit/graph.ts', 'gateway/', 'schema/'],
  'graphql-scalars': ['kit/graph.ts'],
  'graphql-ws': ['gateway/http/'],
  jose: ['kit/principal.ts', 'kit/session.ts', 'kit/token.ts', 'gateway/principal.ts', 'seed.ts'],
  'lru-cache': ['gateway/', 'kit/graph.ts'],
  kysely: [
    'kit/database.ts',
    'kit/outbox/',
    'services/identity/store',
    'services/conversations/store',
    'services/channels/store',
    'services/automation/store',
    'type kit/',
    'type services/',
  ],
  negotiator: ['gateway/http/media.ts'],
  pg: ['kit/database.ts'],
  pino: ['kit/log.ts'],
  'prom-client': ['kit/metrics.ts'],
  ulid: ['kit/', 'gateway/fault.ts'],
  undici: ['services/channels/call.ts', 'gateway/subgraphs/http.ts'],
  vitest: ['vitest.config.ts'],
  zod: ['kit/', 'schema/', 'services/', 'gateway/', 'sandbox/', 'seed.ts'],
};

/** Packages that are used without an import, and how. */
export const unimported: Record<string, string> = {
  node: 'runs everything: npm scripts find it first on their PATH',
  typescript: 'npm run check',
  '@biomejs/biome': 'npm run check, npm run format',
  '@graphql-codegen/typescript': 'named in codegen.ts',
  '@graphql-codegen/typescript-resolvers': 'named in codegen.ts',
};
