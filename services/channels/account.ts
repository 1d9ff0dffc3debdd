import type { z } from 'zod';
import { seal, unseal } from '../../kit/secret.ts';
import { CodedError } from '../../schema/errors.ts';
import type { Account, Adapter } from './adapter.ts';
import type { Adapters } from './parts.ts';
import type { AccountRow } from './tables.ts';

/** The adapter of a channel; NOT_FOUND tells which there are. */
export function adapterOf(adapters: Adapters, channel: string): Adapter {
  const adapter = adapters.get(channel);
  if (!adapter) throw new CodedError('NOT_FOUND', `There is no channel ${channel}: there are ${[...adapters.keys()].join(', ')}.`);
  return adapter;
}

/** An account with its secrets opened. */
export function openAccount(row: AccountRow, sealing: Uint8Array): Account {
  const { id, workspace_id, channel, settings } = row;
  return { id, workspaceId: workspace_id, channel, settings, secrets: JSON.parse(unseal(row.secrets, sealing, id)) };
}

/** Settings and secrets as the channel wants them, the secrets sealed; BAD_INPUT names what is wrong. */
export function closeAccount(id: string, adapter: Adapter, given: { settings: unknown; secrets: unknown }, sealing: Uint8Array) {
  const settings = checked(adapter.settings, given.settings, 'settings') as Account['settings'];
  const secrets = checked(adapter.secrets, given.secrets, 'secrets');
  return {
    external_id: adapter.externalId(settings),
    settings: JSON.stringify(settings),
    secrets: seal(JSON.stringify(secrets), sealing, id),
    secret_names: Object.keys(secrets).sort(),
  };
}

function checked(schema: z.ZodObject, value: unknown, field: string): object {
  const result = schema.strict().safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new CodedError('BAD_INPUT', `\`${[field, ...issue.path].join('.')}\`: ${issue.message}`);
}
