import { script } from '../../../kit/database.ts';

/** Rules, and when they last answered. */
export const start = script(`
create table automation.rules (
  id text primary key,
  workspace_id text not null,
  name text not null,
  enabled boolean not null,
  condition jsonb not null,
  reply text not null,
  updated_at timestamptz(3) not null
);
create index rules_workspace on automation.rules (workspace_id, id);
create table automation.firings (
  rule_id text not null references automation.rules on delete cascade,
  dialogue_id text not null,
  at timestamptz(3) not null,
  primary key (rule_id, dialogue_id)
);
`);
