import { script } from '../../../kit/database.ts';

/** Accounts, what came in, what goes out. */
export const start = script(`
create table channels.accounts (
  id text primary key,
  workspace_id text not null,
  channel text not null,
  external_id text not null,
  name text not null,
  settings jsonb not null,
  secrets text not null,
  secret_names text[] not null,
  status text not null check (status in ('active', 'paused')),
  status_reason text,
  created_at timestamptz(3) not null default now(),
  unique (workspace_id, channel, external_id)
);
create table channels.received (
  account_id text not null references channels.accounts,
  key text not null,
  kind text not null,
  raw jsonb not null,
  at timestamptz(3) not null,
  received_at timestamptz(3) not null default now(),
  primary key (account_id, key)
);
create table channels.messages (
  account_id text not null references channels.accounts,
  platform_id text not null,
  message_id text not null,
  primary key (account_id, platform_id)
);
create index messages_id on channels.messages (message_id);
create table channels.contacts (
  account_id text not null references channels.accounts,
  recipient text not null,
  last_inbound_at timestamptz(3) not null,
  primary key (account_id, recipient)
);
create table channels.deliveries (
  message_id text primary key,
  seq bigint generated always as identity,
  workspace_id text not null,
  account_id text not null references channels.accounts,
  recipient text not null,
  addresses jsonb not null,
  content jsonb not null,
  reply_to text,
  state text not null check (state in ('queued', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed')),
  calls_done int not null default 0,
  tries int not null default 0,
  due_at timestamptz(3) not null,
  sent_at timestamptz(3)
);
create index deliveries_waiting on channels.deliveries (account_id, recipient, seq) where state in ('queued', 'sending', 'unknown');
create index deliveries_due on channels.deliveries (due_at) where state in ('queued', 'sending', 'unknown');
create index deliveries_recipient on channels.deliveries (account_id, recipient, sent_at) where state in ('sent', 'delivered');
create table channels.attempts (
  id text primary key,
  message_id text not null references channels.deliveries,
  at timestamptz(3) not null,
  outcome text check (outcome in ('accepted', 'refused', 'unknown')),
  error_class text,
  error_code text,
  error_message text
);
create index attempts_message on channels.attempts (message_id, id);
create table channels.early (
  account_id text not null references channels.accounts,
  message_id text not null,
  report jsonb not null
);
create index early_message on channels.early (account_id, message_id);
create table channels.lanes (lane text primary key, free_at timestamptz(3) not null);
`);
