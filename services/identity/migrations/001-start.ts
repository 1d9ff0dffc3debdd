import { script } from '../../../kit/database.ts';

/** Workspaces, agents, customers, their addresses, the links between them and the merges. */
export const start = script(`
create table identity.workspaces (
  id text primary key,
  name text not null,
  created_at timestamptz(3) not null default now()
);
create table identity.agents (
  id text primary key,
  workspace_id text not null references identity.workspaces,
  name text not null,
  role text not null check (role in ('admin', 'agent')),
  created_at timestamptz(3) not null default now()
);
create index agents_workspace on identity.agents (workspace_id, name);
create table identity.customers (
  id text primary key,
  workspace_id text not null,
  root_id text not null references identity.customers deferrable initially deferred,
  name text,
  attributes jsonb not null default '{}',
  created_at timestamptz(3) not null default now()
);
create index customers_list on identity.customers (workspace_id, id) where root_id = id;
create index customers_root on identity.customers (root_id);
create table identity.identities (
  id text primary key,
  workspace_id text not null,
  account_id text not null,
  channel text not null,
  kind text not null,
  value text not null,
  name text,
  created_at timestamptz(3) not null default now()
);
create index identities_account on identity.identities (account_id);
create table identity.addresses (
  workspace_id text not null,
  account_id text not null,
  kind text not null,
  value text not null,
  identity_id text not null references identity.identities,
  primary key (workspace_id, account_id, kind, value)
);
create index addresses_identity on identity.addresses (identity_id);
create table identity.links (
  id text primary key,
  identity_id text not null references identity.identities,
  customer_id text not null references identity.customers,
  evidence text not null check (evidence in ('platform', 'signed_token', 'agent')),
  details jsonb not null,
  at timestamptz(3) not null default now(),
  revoked_at timestamptz(3)
);
create unique index links_current on identity.links (identity_id) where revoked_at is null;
create index links_customer on identity.links (customer_id) where revoked_at is null;
create table identity.merges (
  id text primary key,
  workspace_id text not null,
  from_id text not null references identity.customers,
  into_id text not null references identity.customers,
  reason text,
  actor_kind text not null,
  actor_id text not null,
  at timestamptz(3) not null default now(),
  undone_at timestamptz(3)
);
create unique index merges_current on identity.merges (from_id) where undone_at is null;
create index merges_into on identity.merges (into_id);
`);
