import { script } from '../../../kit/database.ts';

/** Dialogues with their merges and identities, entries, conversations, and what agents have read. */
export const start = script(`
create table conversations.dialogues (
  id text primary key,
  workspace_id text not null,
  customer_id text not null unique,
  root_id text not null references conversations.dialogues deferrable initially deferred,
  created_at timestamptz(3) not null default now()
);
create index dialogues_root on conversations.dialogues (root_id);
create table conversations.merges (
  id text primary key,
  from_id text not null references conversations.dialogues,
  into_id text not null references conversations.dialogues,
  undone boolean not null
);
create index merges_from on conversations.merges (from_id);
create index merges_into on conversations.merges (into_id);
create table conversations.identities (
  id text primary key,
  workspace_id text not null,
  home_id text not null references conversations.dialogues,
  account_id text not null,
  channel text not null,
  addresses jsonb not null,
  last_inbound_at timestamptz(3)
);
create index identities_home on conversations.identities (home_id);
create table conversations.conversations (
  id text primary key,
  workspace_id text not null,
  dialogue_id text not null references conversations.dialogues,
  home_id text not null references conversations.dialogues,
  status text not null check (status in ('open', 'snoozed', 'closed')),
  assignee_id text,
  tags text[] not null default '{}',
  opened_at timestamptz(3) not null,
  snoozed_until timestamptz(3),
  closed_at timestamptz(3),
  last_message_id text,
  last_activity_at timestamptz(3) not null
);
create index conversations_inbox on conversations.conversations (workspace_id, last_activity_at desc, id desc) where status <> 'closed';
create index conversations_all on conversations.conversations (workspace_id, last_activity_at desc, id desc);
create index conversations_dialogue on conversations.conversations (dialogue_id, id);
create index conversations_home on conversations.conversations (home_id);
create index conversations_snoozed on conversations.conversations (snoozed_until) where status = 'snoozed';
create table conversations.entries (
  id text primary key,
  workspace_id text not null,
  kind text not null check (kind in ('message', 'note', 'event')),
  dialogue_id text not null references conversations.dialogues,
  home_id text not null references conversations.dialogues,
  conversation_id text references conversations.conversations,
  at timestamptz(3) not null,
  seq bigint generated always as identity,
  identity_id text references conversations.identities,
  direction text check (direction in ('inbound', 'outbound')),
  author jsonb,
  text text,
  content jsonb not null,
  reply_to text,
  reactions jsonb not null default '[]',
  edited_at timestamptz(3),
  unsent_at timestamptz(3),
  delivery jsonb,
  name text,
  data jsonb
);
create index entries_timeline on conversations.entries (dialogue_id, at, seq);
create index entries_unread on conversations.entries (dialogue_id, seq) where direction = 'inbound';
create index entries_home on conversations.entries (home_id);
create table conversations.read_marks (
  agent_id text not null,
  dialogue_id text not null,
  seq bigint not null,
  primary key (agent_id, dialogue_id)
);
`);
