import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { seal, unseal } from '../../../kit/secret.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { Account, Adapter } from '../adapter.ts';
import type { Adapters, ChannelsParts } from '../parts.ts';
import type { AccountRow } from '../tables.ts';

/** What it takes to open an account: the key its secrets are sealed with, and where the world reaches us. */
export type Opening = Pick<ChannelsParts, 'keys' | 'settings'>;

/** The adapter of a channel; NOT_FOUND tells which there are. */
export function adapterOf(adapters: Adapters, channel: string): Adapter {
  const adapter = adapters.get(channel);
  if (!adapter) throw new CodedError('NOT_FOUND', `There is no channel ${channel}: there are ${[...adapters.keys()].join(', ')}.`);
  return adapter;
}

/** An account with its secrets opened. */
export function openAccount(row: AccountRow, { keys, settings: { PUBLIC_URL } }: Opening): Account {
  const { id, workspace_id, channel, settings } = row;
  const secrets = openSecrets(row.id, row.secrets, keys.sealing);
  return { id, workspaceId: workspace_id, channel, settings, secrets, webhookUrl: `${PUBLIC_URL}${webhookPath(row)}` };
}

/** The same with the secrets that were there before the last rotation, while they are still good for webhooks. */
export function openPrevious(row: AccountRow, opening: Opening, now: number): Account | undefined {
  const { previous_secrets: sealed, previous_until: until } = row;
  if (sealed === null || until === null || until.getTime() <= now) return undefined;
  return { ...openAccount(row, opening), secrets: openSecrets(row.id, sealed, opening.keys.sealing) };
}

/** Secrets as `sealSecrets` sealed them for this account. */
export function openSecrets(id: string, sealed: string, sealing: Uint8Array): Account['secrets'] {
  return JSON.parse(unseal(sealed, sealing, id));
}

/** Secrets as the row keeps them: only their names can be read. */
export function sealSecrets(id: string, secrets: object, sealing: Uint8Array): Pick<AccountRow, 'secrets' | 'secret_names'> {
  return { secrets: seal(JSON.stringify(secrets), sealing, id), secret_names: Object.keys(secrets).sort() };
}

/** Settings and secrets as the channel wants them, the secrets sealed; BAD_INPUT names what is wrong. */
export function closeAccount(id: string, adapter: Adapter, given: { settings: unknown; secrets: unknown }, sealing: Uint8Array) {
  const settings = checked(adapter.settings, given.settings, 'settings') as Account['settings'];
  const secrets = checked(adapter.secrets, given.secrets, 'secrets');
  return { external_id: adapter.externalId(settings), settings: JSON.stringify(settings), ...sealSecrets(id, secrets, sealing) };
}

/** The secrets given, and new ones for those that an admin copies to the platform and that are not among them, or are null. */
export function withCopied(adapter: Adapter, given: unknown): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const wanted = adapter.copied.filter((name) => (given as { [name: string]: unknown })[name] == null);
  // URL-safe letters: some platforms take no others (telegram.md, secret_token).
  return { ...given, ...Object.fromEntries(wanted.map((name) => [name, randomBytes(32).toString('base64url')])) };
}

/** Where the account's webhooks come to, below the gateway's address. */
export function webhookPath({ id }: Pick<AccountRow, 'id'>): string {
  return `/webhooks/${id}`;
}

function checked(schema: z.ZodObject, value: unknown, field: string): object {
  const result = schema.strict().safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new CodedError('BAD_INPUT', `\`${[field, ...issue.path].join('.')}\`: ${issue.message}`);
}
