import type { Transaction } from 'kysely';
import { z } from 'zod';
import { isUniqueViolation } from '../../kit/database.ts';
import type { Parts } from '../../kit/service.ts';
import { type Address, address } from '../../schema/events.ts';
import { merge } from './merge.ts';
import { addAddresses, addCustomer, addIdentity, addressesOf, identitiesOfCustomers, ownersOf, setName } from './store.ts';
import type { IdentityTables } from './tables.ts';

type Tx = Transaction<IdentityTables>;

/** `identity.resolve`: who is behind this contact of an account. The first address is the one to reply to. */
export const resolveRequest = z.object({
  workspaceId: z.string(),
  accountId: z.string(),
  channel: z.string(),
  contact: z.object({ addresses: z.tuple([address], address), name: z.string().optional() }),
});
type ResolveRequest = z.infer<typeof resolveRequest>;

/** The identity, the customer it is linked to, and the customer that one resolves to. */
export interface Resolved {
  identityId: string;
  homeId: string;
  customerId: string;
}

/** What the company itself calls a person, signed by it (kit/session.ts). */
const companyId = 'external_id';

type Owner = Awaited<ReturnType<typeof ownersOf>>[number];

/** Finds the identity behind a contact; one who was never seen before becomes a customer. What the platform newly tells is kept. */
export async function resolve(parts: Parts<IdentityTables>, request: ResolveRequest): Promise<Resolved> {
  const owners = await ownersOf(parts.db, request.workspaceId, request.accountId, request.contact.addresses);
  const known = settled(owners, request);
  if (known) return resolved(known);
  try {
    return await parts.change((tx) => learn(tx, request));
  } catch (error) {
    // Somebody else met the same contact at the same moment.
    if (isUniqueViolation(error)) return resolve(parts, request);
    throw error;
  }
}

/** The owner, when everything in the request is known already. */
function settled(owners: Owner[], { contact }: ResolveRequest): Owner | undefined {
  const [first] = owners;
  const complete = owners.length === contact.addresses.length && owners.every((owner) => owner.root_id === first!.root_id);
  if (!complete || (contact.name !== undefined && first!.name !== contact.name)) return undefined;
  return ownerOf(owners, contact.addresses[0]);
}

async function learn(tx: Tx, { workspaceId, accountId, channel, contact }: ResolveRequest): Promise<Resolved> {
  const { name } = contact;
  const known = await ownersOf(tx, workspaceId, accountId, contact.addresses);
  const strangers = await strangersAmong(tx, accountId, known, contact.addresses);
  const owners = known.filter((owner) => !strangers.includes(owner));
  const [primary, ...further] = contact.addresses;
  const own = further.filter((each) => !strangers.some(({ kind, value }) => kind === each.kind && value === each.value));
  const addresses: [Address, ...Address[]] = [primary, ...own];
  if (owners.length === 0) {
    const customerId = await addCustomer(tx, workspaceId, name ?? null);
    const identity = { workspace_id: workspaceId, account_id: accountId, channel, ...addresses[0], name: name ?? null };
    const identityId = await addIdentity(tx, identity, customerId, { contact });
    // Fails when somebody else met the contact just now.
    await addAddresses(tx, { workspaceId, accountId, identityId }, addresses, 'fail');
    return { identityId, homeId: customerId, customerId };
  }
  const owner = ownerOf(owners, addresses[0])!;
  await addAddresses(tx, { workspaceId, accountId, identityId: owner.identity_id }, addresses, 'skip');
  if (name !== undefined && owner.name !== name) await setName(tx, owner.identity_id, owner.customer_id, name);
  // The platform names several addresses of one person, and we knew them as several: they are one.
  const others = new Set(owners.map((other) => other.root_id).filter((root) => root !== owner.root_id));
  for (const fromId of others) {
    const reason = 'The platform says that these addresses are one person.';
    await merge(tx, workspaceId, { fromId, intoId: owner.root_id, reason, actor: { kind: 'service', id: 'identity' } });
  }
  return resolved(owner);
}

/**
 * Those who have one of the addresses and are all the same not this person: the company calls them by another id of its own. Two people use one
 * browser, one after the other.
 */
async function strangersAmong(tx: Tx, accountId: string, owners: Owner[], [named]: Address[]): Promise<Owner[]> {
  const others = owners.filter(({ kind }) => kind !== companyId);
  if (named?.kind !== companyId || others.length === 0) return [];
  const theirs = await identitiesOfCustomers(
    tx,
    others.map((owner) => owner.root_id),
  );
  const here = theirs.filter((identity) => identity.account_id === accountId);
  const rootOf = new Map(here.map(({ id, root_id }) => [id, root_id]));
  const called = (await addressesOf(tx, [...rootOf.keys()])).filter(({ kind }) => kind === companyId);
  const names = (root: string) => called.filter(({ identity_id }) => rootOf.get(identity_id) === root).map(({ value }) => value);
  return others.filter(({ root_id }) => names(root_id).length > 0 && !names(root_id).includes(named.value));
}

function ownerOf(owners: Owner[], first: Address): Owner | undefined {
  return owners.find((owner) => owner.kind === first.kind && owner.value === first.value) ?? owners[0];
}

function resolved(owner: Owner): Resolved {
  return { identityId: owner.identity_id, homeId: owner.customer_id, customerId: owner.root_id };
}
