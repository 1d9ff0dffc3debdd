import { CodedError } from '../../../schema/errors.ts';
import { campaignName, refOf } from '../acceptance/origin.ts';
import { id, link, list } from '../adapters/read.ts';
import type { AccountRow } from '../tables.ts';

/** How a ref goes into a link to an account; by channel, where it comes back to us with what the customer does. */
const linkers: { [channel: string]: (settings: AccountRow['settings'], ref: string) => string | undefined } = {
  // messenger.md §1: the ref comes as a referral.
  messenger: ({ pageId }, ref) => id(pageId) && `https://m.me/${id(pageId)}?ref=${ref}`,
  // wa.me has no ref: it is in the words that the link writes for the person, who may take it out.
  whatsapp: ({ displayPhoneNumber }, ref) => {
    const digits = id(displayPhoneNumber)?.replace(/\D/g, '');
    return digits ? `https://wa.me/${digits}?text=${encodeURIComponent(`Hi! [${ref}]`)}` : undefined;
  },
  // The page hands it to `startSession`.
  webchat: ({ allowedOrigins }, ref) => {
    const page = list(allowedOrigins).find((origin) => link(origin) !== undefined && !String(origin).includes('*'));
    return page === undefined ? undefined : `${page}/?ref=${ref}`;
  },
};

/** Links from a channel's campaign to the accounts that customers can write to; none where nobody needs to be led away from the channel. */
export function campaignLinks(source: string, campaign: string, accounts: AccountRow[]): { channelAccount: AccountRow; url: string }[] {
  if (!campaignName.test(campaign)) throw new CodedError('BAD_INPUT', '`campaign` is 1 to 40 letters, digits and `-`.');
  const ref = refOf({ source, campaign });
  if (ref === undefined) return [];
  return accounts.flatMap((row) => {
    const url = row.status === 'disconnected' ? undefined : linkers[row.channel]?.(row.settings, ref);
    return url === undefined ? [] : [{ channelAccount: row, url }];
  });
}
