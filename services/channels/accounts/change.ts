import { requiredText } from '../../../kit/mutation.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { Adapter } from '../adapter.ts';
import type { UpdateChannelAccountInput } from '../schema.generated.ts';
import type { AccountRow } from '../tables.ts';
import { closeAccount, openSecrets } from './account.ts';

/** What an update makes of an account: given settings and secrets replace those of the same name; mended ones resume one that paused itself. */
export function changeOf(adapter: Adapter, row: AccountRow, input: UpdateChannelAccountInput, sealing: Uint8Array) {
  const mended = input.settings != null || input.secrets != null;
  const settings = { ...row.settings, ...(input.settings as object) };
  const secrets = { ...openSecrets(row.id, row.secrets, sealing), ...(input.secrets as object) };
  const status = statusOf(row, input, mended);
  return {
    ...(mended ? closeAccount(row.id, adapter, { settings, secrets }, sealing) : {}),
    ...(input.name == null ? {} : { name: requiredText(input.name, 'name', 200) }),
    ...(status ? { status, status_reason: null } : {}),
  };
}

function statusOf(row: AccountRow, { status }: UpdateChannelAccountInput, mended: boolean): 'active' | 'paused' | undefined {
  if (status === 'DISCONNECTED') throw new CodedError('BAD_INPUT', '`status`: to end an account there is disconnectChannelAccount.');
  if (status != null) return status === 'ACTIVE' ? 'active' : 'paused';
  return row.status_reason && mended ? 'active' : undefined;
}
