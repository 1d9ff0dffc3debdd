import type DataLoader from 'dataloader';
import { grouped, keyed } from '../../kit/load.ts';
import type { Principal } from '../../kit/principal.ts';
import type { Parts } from '../../kit/service.ts';
import {
  addressesOf,
  agentsByIds,
  customersByIds,
  identitiesByIds,
  identitiesOfCustomers,
  linksOf,
  mergesByIds,
  mergesOfCustomers,
  workspacesByIds,
} from './store.ts';
import type { IdentityTables } from './tables.ts';

export type Loaders = ReturnType<typeof loaders>;

/** One query for everything of a kind that a request asks for. */
export function loaders({ db }: Parts<IdentityTables>, { workspaceId }: Principal) {
  return {
    workspace: keyed(
      (ids) => workspacesByIds(db, ids),
      (row) => row.id,
    ),
    agent: keyed(
      (ids) => agentsByIds(db, workspaceId, ids),
      (row) => row.id,
    ),
    /** By any id a customer ever had. */
    customer: keyed(
      (ids) => customersByIds(db, workspaceId, ids),
      (row) => row.asked,
    ),
    identity: keyed(
      (ids) => identitiesByIds(db, workspaceId, ids),
      (row) => row.id,
    ),
    merge: keyed(
      (ids) => mergesByIds(db, workspaceId, ids),
      (row) => row.id,
    ),
    identitiesOf: grouped(
      (rootIds) => identitiesOfCustomers(db, rootIds),
      (row) => row.root_id,
    ),
    mergesOf: grouped(
      (rootIds) => mergesOfCustomers(db, rootIds),
      (row) => row.root_id,
    ),
    addressesOf: grouped(
      (ids) => addressesOf(db, ids),
      (row) => row.identity_id,
    ),
    linksOf: grouped(
      (ids) => linksOf(db, ids),
      (row) => row.identity_id,
    ),
  } satisfies Record<string, DataLoader<string, unknown>>;
}
