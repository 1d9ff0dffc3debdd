import type { Handlers } from '../../kit/outbox/consume.ts';
import type { Parts } from '../../kit/service.ts';
import { resolve } from './resolution.ts';
import { addAddresses, setPrimaryAddress } from './store.ts';
import type { IdentityTables } from './tables.ts';

/** What identity does on events. */
export function handlers(parts: Parts<IdentityTables>): Handlers<IdentityTables> {
  return {
    /** The identity stays; it has another address now. */
    'channels.contact.moved': async ({ workspaceId, payload }, once) => {
      const { accountId, channel, contact, to } = payload;
      const { identityId } = await resolve(parts, { workspaceId, accountId, channel, contact });
      await once(async (tx) => {
        await addAddresses(tx, { workspaceId, accountId, identityId }, to.addresses, 'skip');
        await setPrimaryAddress(tx, identityId, to.addresses[0]);
      });
    },
  };
}
