import { script } from '../../../kit/database.ts';

/** What every channel needs: where and whether a person may be written to, plans of several calls, choices offered, media, templates, listening, devices. */
export const everyChannel = script(`
alter table channels.accounts
  add column previous_secrets text,
  add column previous_until timestamptz(3),
  drop constraint if exists accounts_status_check,
  add constraint accounts_status_check check (status in ('active', 'paused', 'disconnected'));

-- A session names its widget by the public key alone.
create index accounts_external on channels.accounts (external_id);

alter table channels.contacts
  alter column last_inbound_at drop not null,
  add column window_until timestamptz(3),
  add column standing text not null default 'open' check (standing in ('open', 'blocked', 'opted_out', 'closed')),
  add column standing_at timestamptz(3),
  add column place jsonb,
  add column abilities text[],
  add column last_platform_id text;

alter table channels.messages add column place jsonb;

alter table channels.deliveries
  add column kind text not null default 'message' check (kind in ('message', 'edit', 'unsend', 'reaction')),
  add column target_id text,
  add column emoji text,
  add column author text not null default 'person' check (author in ('person', 'automation')),
  add column kept jsonb not null default '{}';

create table channels.offers (
  account_id text not null references channels.accounts,
  recipient text not null,
  message_id text not null,
  choices jsonb not null,
  at timestamptz(3) not null default now(),
  primary key (account_id, message_id)
);
create index offers_recipient on channels.offers (account_id, recipient, at);

create table channels.templates (
  id text primary key,
  account_id text not null references channels.accounts,
  name text not null,
  language text not null,
  category text not null,
  status text not null check (status in ('approved', 'pending', 'rejected', 'paused')),
  body text not null,
  parameters text[] not null,
  updated_at timestamptz(3) not null default now(),
  unique (account_id, name, language)
);

create table channels.listeners (
  account_id text primary key references channels.accounts,
  state jsonb,
  held_by text,
  held_until timestamptz(3),
  due_at timestamptz(3) not null default now()
);

create table channels.media (
  id text primary key,
  workspace_id text not null,
  account_id text references channels.accounts,
  message_id text,
  position int not null default 0,
  item jsonb not null,
  state text not null check (state in ('waiting', 'stored', 'refused', 'infected', 'gone')),
  mime_type text,
  name text,
  size bigint,
  reason text,
  tries int not null default 0,
  due_at timestamptz(3) not null default now(),
  created_at timestamptz(3) not null default now()
);
create index media_due on channels.media (due_at) where state = 'waiting';
create index media_message on channels.media (message_id, position);
`);
