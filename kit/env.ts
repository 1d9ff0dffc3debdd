import { z } from 'zod';

const port = z.coerce.number('must be a port, 0 to 65535').int('must be a port, 0 to 65535').min(0).max(65535);
const url = (...schemes: string[]) =>
  z.string().refine((value) => schemes.some((scheme) => value.startsWith(`${scheme}://`)) && URL.canParse(value), {
    error: `must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  });
const whole = (what: string, least: number, most: number) => {
  const message = `must be ${what}, ${least} to ${most}`;
  return z.coerce.number(message).int(message).min(least, message).max(most, message);
};
const milliseconds = (least: number, most: number) => whole('milliseconds', least, most);
const bytes = (least: number, most: number) => whole('a number of bytes', least, most);
const many = (least: number, most: number) => whole('a number', least, most);
const list = z.string().transform((value) => value.split(/[\s,]+/).filter(Boolean));

/** Every setting there is, with its default. An empty value counts as not set. */
const settings = z.object({
  /** Where the gateway listens; 0 picks a free port. */
  PORT: port.default(4000),
  /** The address every part listens on. Distributed deployments set 0.0.0.0. */
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Holds the embedded database, the secret and dev.json. */
  DATA_DIR: z.string().min(1).default('.parlor'),
  /** Postgres; without it the embedded PGlite in DATA_DIR. */
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  /** Connections to Postgres, for each service. */
  DATABASE_POOL: many(1, 500).default(10),
  /** NATS with JetStream; without it the embedded bus, which only works in one process. */
  NATS_URL: url('nats', 'tls', 'ws', 'wss').optional(),
  /** First word of every subject, stream and consumer: deployments that share a broker differ in it. */
  NATS_PREFIX: z
    .string()
    .regex(/^[a-z0-9_-]{1,32}$/, 'must be 1 to 32 of a-z, 0-9, _ and -')
    .default('parlor'),
  /** Lines below this level are not written. */
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** How the world reaches the gateway: begins links to files and the webhook URLs to copy. `http://HOST:PORT` without it. */
  PUBLIC_URL: url('https', 'http')
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  /** The bucket for files, where they are kept in S3 or what speaks like it; else they are in DATA_DIR. Needs the four settings below. */
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket: 3 to 63 of a-z, 0-9, . and -')
    .optional(),
  /** Where S3 is, without the bucket. */
  S3_ENDPOINT: url('https', 'http')
    .transform((value) => value.replace(/\/+$/, ''))
    .optional(),
  /** The region that requests are signed for. */
  S3_REGION: z.string().min(1).default('us-east-1'),
  /** The name of the key that requests are signed with. */
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  /** The key. */
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  /** Largest file of a customer's or of ours. */
  MEDIA_LIMIT: bytes(1_024, 1_073_741_824).default(26_214_400),
  /** Seconds that a link to a file is good for, at most. */
  MEDIA_LINK_TTL: whole('seconds', 1, 604_800).default(3_600),
  /** What looks for viruses: every file is posted there before anybody sees it. Without it, nothing looks. */
  MEDIA_SCAN_URL: url('http', 'https').optional(),
  /** Hosts (with their port, where it is not the usual one) from which files are fetched although their addresses are private. */
  MEDIA_ALLOW_HOSTS: list.default([]),
  /** Where the sandbox platforms listen; 0 picks a free port. Setting it also asks for the sandbox where Postgres or NATS is used. */
  SANDBOX_PORT: port.optional(),
  /** 64 hex digits: everything sealed or signed hangs on it. Made on first start in DATA_DIR when the database is embedded. */
  PARLOR_SECRET: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be 64 hex digits, as `openssl rand -hex 32` prints')
    .optional(),
  /** A public key set (JWKS) whose tokens are agents' tokens, beside those Parlor signs itself; needs AGENT_ISSUER and AGENT_AUDIENCE. */
  AGENT_JWKS_URL: url('https', 'http').optional(),
  /** The `iss` that tokens of AGENT_JWKS_URL must carry. */
  AGENT_ISSUER: z.string().min(1).optional(),
  /** The `aud` that tokens of AGENT_JWKS_URL must carry. */
  AGENT_AUDIENCE: z.string().min(1).optional(),
  /** Largest webhook body accepted, in bytes. Meta's webhooks stay under 3 MB. */
  WEBHOOK_LIMIT: bytes(1_024, 16_777_216).default(4_194_304),
  /** Where identity listens for HTTP (its subgraph and its health) when it runs as a process of its own; 0 picks a free port. */
  IDENTITY_PORT: port.default(4011),
  /** The same for conversations. */
  CONVERSATIONS_PORT: port.default(4012),
  /** The same for channels. */
  CHANNELS_PORT: port.default(4013),
  /** The same for automation. */
  AUTOMATION_PORT: port.default(4014),
  /** Who executes operations: `parlor`, or `apollo` for the stock executor of @apollo/gateway. */
  EXECUTOR: z.enum(['parlor', 'apollo']).default('parlor'),
  /** A supergraph SDL that is served instead of the one that comes with Parlor, and followed when the file changes. */
  SUPERGRAPH_FILE: z.string().min(1).optional(),
  /** How the gateway reaches the subgraphs: `bus` (NATS, or in process when embedded), or `http` with the four URLs below. */
  SUBGRAPH_TRANSPORT: z.enum(['bus', 'http']).default('bus'),
  /** Where the gateway reaches identity's subgraph by HTTP. */
  IDENTITY_URL: url('http', 'https').default('http://127.0.0.1:4011/graphql'),
  /** The same for conversations. */
  CONVERSATIONS_URL: url('http', 'https').default('http://127.0.0.1:4012/graphql'),
  /** The same for channels. */
  CHANNELS_URL: url('http', 'https').default('http://127.0.0.1:4013/graphql'),
  /** The same for automation. */
  AUTOMATION_URL: url('http', 'https').default('http://127.0.0.1:4014/graphql'),
  /** The most one operation may take: what is missing then is null, with a coded error. */
  REQUEST_TIMEOUT: milliseconds(100, 600_000).default(30_000),
  /** The most one call to a subgraph may take. */
  SUBGRAPH_TIMEOUT: milliseconds(100, 120_000).default(10_000),
  /** The most the planner may take for one operation; another planner takes over from one that takes longer. */
  PLAN_TIMEOUT: milliseconds(50, 60_000).default(2_000),
  /** The most memory for plans and what is compiled from them. */
  PLAN_CACHE: bytes(1_048_576, 1_073_741_824).default(67_108_864),
  /** The most memory for answers that may be kept a while; 0 keeps none. */
  ANSWER_CACHE: bytes(0, 1_073_741_824).default(33_554_432),
  /** How deep fields may stand in an operation. */
  LIMIT_DEPTH: many(1, 1_000).default(20),
  /** Aliases in an operation, fragments written out. */
  LIMIT_ALIASES: many(0, 10_000).default(50),
  /** Root fields of an operation. */
  LIMIT_ROOT_FIELDS: many(1, 1_000).default(20),
  /** Directives in a document. */
  LIMIT_DIRECTIVES: many(0, 1_000).default(50),
  /** Tokens in a document. */
  LIMIT_TOKENS: many(100, 100_000).default(5_000),
  /** Fields of an operation, fragments written out: what is planned grows with them, not with the text. */
  LIMIT_FIELDS: many(100, 100_000).default(2_000),
  /** What an operation may cost: its objects, as many times as the pages they stand in are long, as @cost and @listSize say. */
  LIMIT_COST: many(100, 10_000_000).default(50_000),
  /** The body of a request to the graph. */
  LIMIT_BODY: bytes(1_024, 33_554_432).default(1_048_576),
  /** Operations in one batched request; 1 allows no batches. */
  LIMIT_BATCH: many(1, 100).default(10),
  /** Requests and WebSocket messages a second from one principal, over ten seconds. */
  LIMIT_RATE: many(1, 100_000).default(100),
  /** Subscriptions at once of one principal on one gateway. */
  LIMIT_SUBSCRIPTIONS: many(1, 100_000).default(100),
  /** WebSockets and event streams at once on one gateway. */
  LIMIT_CLIENTS: many(1, 1_000_000).default(20_000),
  /** What may wait unsent for one client of a subscription; behind that, it is served from the store at its own pace. */
  LIMIT_QUEUE: bytes(16_384, 67_108_864).default(1_048_576),
  /** Who may introspect and is shown suggestions: `staff`, `everyone`, `nobody`. */
  INTROSPECTION: z.enum(['staff', 'everyone', 'nobody']).default('staff'),
  /** Origins of web pages that may call the gateway, separated by commas. None by default. */
  CORS_ORIGINS: list.default([]),
  /** Persisted operations: `auto` (APQ), `safelist` (only what SAFELIST_FILE registers), `off`. */
  PERSISTED_OPERATIONS: z.enum(['auto', 'safelist', 'off']).default('auto'),
  /** The registered operations, as `npm run register` writes them. */
  SAFELIST_FILE: z.string().min(1).default('safelist.json'),
  /** Where the gateway records each different operation it answers, for `npm run schema:check`; without it nothing is recorded. */
  OPERATIONS_FILE: z.string().min(1).optional(),
  /** Where Prometheus metrics are served (`/metrics`); without it they are not. 0 picks a free port. */
  METRICS_PORT: port.optional(),
  /** Where traces go (OTLP over HTTP), as `http://localhost:4318`; without it nothing is traced. */
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http', 'https').optional(),
});

export type Settings = z.infer<typeof settings> & { PUBLIC_URL: string };

/** A setting that cannot be used; its message is the one line to print. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

/** Reads settings from an environment; throws a SettingError that names the first wrong one. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => name in settings.shape && value !== ''));
  const result = settings.safeParse(given);
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new SettingError(`${issue.path.join('.')}: ${issue.message}`);
  }
  const { AGENT_JWKS_URL, AGENT_ISSUER, AGENT_AUDIENCE } = result.data;
  if (AGENT_JWKS_URL && !(AGENT_ISSUER && AGENT_AUDIENCE)) {
    throw new SettingError('AGENT_JWKS_URL: needs AGENT_ISSUER and AGENT_AUDIENCE too, so that only your tokens count');
  }
  const { S3_BUCKET, S3_ENDPOINT, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = result.data;
  if (S3_BUCKET && !(S3_ENDPOINT && S3_ACCESS_KEY_ID && S3_SECRET_ACCESS_KEY)) {
    throw new SettingError('S3_BUCKET: needs S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY too');
  }
  const { HOST, PORT, PUBLIC_URL = `http://${reachable(HOST)}:${PORT}` } = result.data;
  return { ...result.data, PUBLIC_URL };
}

/** By what name this machine reaches what listens on an address. */
export function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
