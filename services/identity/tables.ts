import type { Generated, JSONColumnType, Selectable } from 'kysely';
import type { KitTables } from '../../kit/outbox/tables.ts';

/** What identity remembers. */
export interface IdentityTables extends KitTables {
  workspaces: { id: string; name: string; created_at: Generated<Date> };
  agents: { id: string; workspace_id: string; name: string; role: 'admin' | 'agent'; created_at: Generated<Date> };
  customers: {
    id: string;
    workspace_id: string;
    /** The customer it resolves to: itself, or the one that the merges lead to. */
    root_id: string;
    name: string | null;
    attributes: JSONColumnType<Record<string, unknown>>;
    created_at: Generated<Date>;
  };
  identities: {
    id: string;
    workspace_id: string;
    account_id: string;
    channel: string;
    /** The address to show and to reply to. */
    kind: string;
    value: string;
    name: string | null;
    created_at: Generated<Date>;
  };
  /** Every address of every identity: the aliases of one person on one account. */
  addresses: { workspace_id: string; account_id: string; kind: string; value: string; identity_id: string };
  links: {
    id: string;
    identity_id: string;
    customer_id: string;
    evidence: LinkEvidence;
    details: JSONColumnType<object>;
    at: Generated<Date>;
    revoked_at: Date | null;
  };
  merges: {
    id: string;
    workspace_id: string;
    from_id: string;
    into_id: string;
    reason: string | null;
    actor_kind: string;
    actor_id: string;
    at: Generated<Date>;
    undone_at: Date | null;
  };
}

export type LinkEvidence = 'platform' | 'signed_token' | 'agent';

export type WorkspaceRow = Selectable<IdentityTables['workspaces']>;
export type AgentRow = Selectable<IdentityTables['agents']>;
export type CustomerRow = Selectable<IdentityTables['customers']>;
export type IdentityRow = Selectable<IdentityTables['identities']>;
export type LinkRow = Selectable<IdentityTables['links']>;
export type MergeRow = Selectable<IdentityTables['merges']>;
