import { z } from 'zod';

const port = z.coerce.number('must be a port, 0 to 65535').int('must be a port, 0 to 65535').min(0).max(65535);
const url = (...schemes: string[]) =>
  z.string().refine((value) => schemes.some((scheme) => value.startsWith(`${scheme}://`)) && URL.canParse(value), {
    error: `must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  });

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
  DATABASE_POOL: z.coerce.number('must be a number').int().min(1).max(500).default(10),
  /** NATS with JetStream; without it the embedded bus, which only works in one process. */
  NATS_URL: url('nats', 'tls', 'ws', 'wss').optional(),
  /** First word of every subject, stream and consumer: deployments that share a broker differ in it. */
  NATS_PREFIX: z
    .string()
    .regex(/^[a-z0-9_-]{1,32}$/, 'must be 1 to 32 of a-z, 0-9, _ and -')
    .default('parlor'),
  /** Lines below this level are not written. */
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
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
  WEBHOOK_LIMIT: z.coerce.number('must be a number of bytes').int().min(1024).max(16_777_216).default(4_194_304),
  /** Where identity listens for HTTP (its subgraph and its health) when it runs as a process of its own; 0 picks a free port. */
  IDENTITY_PORT: port.default(4011),
  /** The same for conversations. */
  CONVERSATIONS_PORT: port.default(4012),
  /** The same for channels. */
  CHANNELS_PORT: port.default(4013),
  /** The same for automation. */
  AUTOMATION_PORT: port.default(4014),
});

export type Settings = z.infer<typeof settings>;

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
  return result.data;
}
