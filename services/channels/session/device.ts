import type { Customer } from '../../../kit/principal.ts';
import { addressesOf } from '../../../kit/session.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { Account } from '../adapter.ts';
import { type Device, devicesIn } from '../adapters/inapp.ts';
import { channelOf } from '../adapters/webchat/start.ts';
import type { ChannelsParts } from '../parts.ts';
import { recipientOf } from '../recipient.ts';
import { lockContacts, putContacts, recipientsWith } from '../store/contacts.ts';
import type { ContactRow } from '../tables.ts';

const longestToken = 4_096;
const mostDevices = 20;

/** Notes a device of the customer that the company's server can wake; only where the account says where that server is. */
export async function registerDevice(parts: ChannelsParts, who: Customer, account: Account, device: Device): Promise<void> {
  if (typeof account.settings.pushUrl !== 'string')
    throw new CodedError('CONFLICT', 'This account has no `pushUrl`: nothing would wake the device.');
  const { token, platform } = device;
  if (token === '' || token.length > longestToken) throw new CodedError('BAD_INPUT', `\`token\` has 1 to ${longestToken} characters.`);
  if (!/^[a-z]{1,20}$/.test(platform)) throw new CodedError('BAD_INPUT', '`platform` is a word in lower case, as `ios`.');
  await parts.change(async (tx) => {
    const own = recipientIn(who, account);
    // Whoever used the device before is not told on it what is not meant for who uses it now.
    const before = await recipientsWith(tx, account.id, token);
    const held = await lockContacts(tx, account.id, [own, ...before]);
    const devicesOf = ({ recipient, place }: ContactRow) => {
      const others = devicesIn(place).filter((other) => other.token !== token);
      return recipient === own ? [device, ...others].slice(0, mostDevices) : others;
    };
    await putContacts(
      tx,
      [...held.values()].map((row) => withDevices(row, devicesOf(row))),
    );
  });
}

/** Forgets a device of the customer. */
export async function removeDevice(parts: ChannelsParts, who: Customer, account: Account, token: string): Promise<void> {
  const own = recipientIn(who, account);
  await parts.change(async (tx) => {
    const row = (await lockContacts(tx, account.id, [own])).get(own)!;
    const left = devicesIn(row.place).filter((device) => device.token !== token);
    await putContacts(tx, [withDevices(row, left)]);
  });
}

/** The customer as their contact is known. */
function recipientIn({ session }: Customer, account: Account): string {
  const ext = session.externalId ?? undefined;
  return recipientOf(addressesOf({ chn: channelOf(account), sub: session.visitorId, ext })[0]);
}

/** Devices are where a customer is answered: the place of their contact. */
function withDevices(row: ContactRow, devices: Device[]): ContactRow {
  return { ...row, place: { devices } as unknown as ContactRow['place'] };
}
