import { CodedError } from '../../../schema/errors.ts';
import type { Account, Adapter } from '../adapter.ts';
import type { AccountRow } from '../tables.ts';
import { closeAccount, openSecrets, sealSecrets, withCopied } from './account.ts';

const longest = 2_592_000;

/** The seconds for which old secrets stay good: a day unless told; BAD_INPUT beyond thirty days. */
export function overlapOf(given: number | null | undefined): number {
  const seconds = given ?? 86_400;
  if (seconds >= 0 && seconds <= longest) return seconds;
  throw new CodedError('BAD_INPUT', `\`keepOldFor\` is 0 to ${longest} seconds.`);
}

/** An account's secrets with the new ones among them; null for one of our own making is a new one. BAD_INPUT names what is wrong. */
export function renewed(adapter: Adapter, row: AccountRow, given: unknown, sealing: Uint8Array): Account['secrets'] {
  if (typeof given !== 'object' || given === null || Array.isArray(given) || Object.keys(given).length === 0)
    throw new CodedError('BAD_INPUT', '`secrets` names at least one secret and its new value.');
  const merged = withCopied(adapter, { ...openSecrets(row.id, row.secrets, sealing), ...given }) as Account['secrets'];
  closeAccount(row.id, adapter, { settings: row.settings, secrets: merged }, sealing);
  return merged;
}

/** What a rotation makes of an account: `secrets` are the current ones, and those of before good for webhooks until then. */
export function rotated(row: AccountRow, secrets: Account['secrets'], until: Date, now: Date, sealing: Uint8Array) {
  const isOver = until <= now;
  return {
    ...sealSecrets(row.id, secrets, sealing),
    previous_secrets: isOver ? null : row.secrets,
    previous_until: isOver ? null : until,
  };
}

/** What another account of the channel has of the same secrets, in new: one app has one secret for all its pages. `undefined`: nothing. */
export function shared(
  before: Account['secrets'],
  after: Account['secrets'],
  other: AccountRow,
  sealing: Uint8Array,
): Account['secrets'] | undefined {
  const own = openSecrets(other.id, other.secrets, sealing);
  const same = Object.keys(own).filter((name) => own[name] === before[name] && after[name] !== before[name]);
  return same.length === 0 ? undefined : { ...own, ...Object.fromEntries(same.map((name) => [name, after[name] ?? ''])) };
}
