import type { Customer } from '../../../kit/principal.ts';
import { addressesOf } from '../../../kit/session.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { Account } from '../adapter.ts';
import { type Device, devicesIn } from '../adapters/inapp.ts';
import { channelOf } from '../adapters/webchat/start.ts';
import type { ChannelsParts } from '../parts.ts';
import { recipientOf } from '../recipient.ts';
import { lockContacts, putContacts } from '../store/contacts.ts';
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
  await changeDevices(parts, who, account, (known) => [device, ...known.filter((other) => other.token !== token)].slice(0, mostDevices));
}

/** Forgets a device of the customer. */
export async function removeDevice(parts: ChannelsParts, who: Customer, account: Account, token: string): Promise<void> {
  await changeDevices(parts, who, account, (known) => known.filter((device) => device.token !== token));
}

/** Devices are where a customer is answered: the place of their contact. */
function changeDevices(
  parts: ChannelsParts,
  { session }: Customer,
  account: Account,
  change: (known: Device[]) => Device[],
): Promise<void> {
  const ext = session.externalId ?? undefined;
  const recipient = recipientOf(addressesOf({ chn: channelOf(account), sub: session.visitorId, ext })[0]);
  return parts.change(async (tx) => {
    const row = (await lockContacts(tx, account.id, [recipient])).get(recipient)!;
    const place = { devices: change(devicesIn(row.place)) };
    await putContacts(tx, [{ ...row, place: place as unknown as ContactRow['place'] }]);
  });
}
