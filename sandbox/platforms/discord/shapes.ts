import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { type SandboxAccount, secret, setting } from '../../account.ts';
import type { Person } from '../../memory.ts';

const epoch = 1_420_070_400_000;

/** Discord's ids: time, then a count (discord.md). */
export function snowflakes() {
  let count = 0n;
  return (now: number): string => {
    count = (count + 1n) & 0x3fffffn;
    return ((BigInt(now - epoch) << 22n) | count).toString();
  };
}

/** The key that interactions of an application are signed with; whoever has its token is the application. */
export function signingKey(botToken: string): KeyObject {
  const seed = createHash('sha256').update(`interactions of ${botToken}`).digest();
  const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** The public half, in hex, as the console shows it. */
export function publicKey(botToken: string): string {
  const { x = '' } = createPublicKey(signingKey(botToken)).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('hex');
}

/** The bot's own user. */
export function botUser(account: SandboxAccount): object {
  return { id: setting(account, 'applicationId'), username: 'omni', discriminator: '0000', avatar: null, bot: true };
}

/** A person as Discord shows them. */
export function userOf({ id, name }: Person): object {
  const username = (name ?? id).toLowerCase().replace(/[^a-z0-9_.]/g, '');
  return { id, username: username || id, global_name: name ?? null, discriminator: '0', avatar: null };
}

/** The direct channel of a person with the bot: always the same. */
export function directChannel(account: SandboxAccount, person: string): string {
  const seed = createHash('sha256')
    .update(`${setting(account, 'applicationId')} ${person}`)
    .digest();
  return `11${(seed.readBigUInt64BE() % 10n ** 17n).toString().padStart(17, '0')}`;
}

/** The token is the account's name in every call. */
export function botToken(account: SandboxAccount): string {
  return secret(account, 'botToken');
}
