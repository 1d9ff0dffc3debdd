import type { Generated, JSONColumnType } from 'kysely';
import { script } from '../database.ts';

/** The tables every service has beside its own: what it says, what it has heard, and what it was asked before. */
export interface KitTables {
  outbox: {
    id: Generated<number>;
    event_id: string;
    name: string;
    key: string;
    workspace_id: string;
    at: Date;
    payload: JSONColumnType<object>;
    /** The feeds it appears in. */
    topics: string[];
    moves: JSONColumnType<Move[]> | null;
    /** True when it has its positions in its feeds. */
    numbered: Generated<boolean>;
    /** The W3C traceparent of what made it happen. */
    trace: string | null;
    done_at: Date | null;
  };
  topics: { topic: string; position: number };
  feed: { topic: string; position: number; outbox_id: number };
  handled: { event_id: string; at: Generated<Date> };
  parked: { event_id: string; event: JSONColumnType<object>; error: string; parked_at: Generated<Date> };
  idempotency: {
    workspace_id: string;
    actor: string;
    key: string;
    input: string;
    result: JSONColumnType<object> | null;
    at: Generated<Date>;
  };
}

/** Whoever follows `from` goes on in `to`; with `origins` only those whose subscription began in one of them. */
export interface Move {
  from: string;
  to: string;
  origins?: string[];
}

/** The first migration of every service. */
export function kitMigration(schema: string) {
  return script(`
create table ${schema}.outbox (
  id bigint generated always as identity primary key,
  event_id text not null unique,
  name text not null,
  key text not null,
  workspace_id text not null,
  at timestamptz(3) not null,
  payload jsonb not null,
  topics text[] not null,
  moves jsonb,
  numbered boolean not null default false,
  done_at timestamptz(3)
);
create index outbox_waiting on ${schema}.outbox (id) where done_at is null;
create index outbox_unnumbered on ${schema}.outbox (id) where not numbered;
create index outbox_done on ${schema}.outbox (done_at);
create table ${schema}.topics (topic text primary key, position bigint not null);
create table ${schema}.feed (
  topic text not null,
  position bigint not null,
  outbox_id bigint not null references ${schema}.outbox on delete cascade,
  primary key (topic, position)
);
create index feed_outbox on ${schema}.feed (outbox_id);
create table ${schema}.handled (event_id text primary key, at timestamptz(3) not null default now());
create index handled_at on ${schema}.handled (at);
create table ${schema}.parked (
  event_id text primary key,
  event jsonb not null,
  error text not null,
  parked_at timestamptz(3) not null default now()
);
create table ${schema}.idempotency (
  workspace_id text not null,
  actor text not null,
  key text not null,
  input text not null,
  result jsonb,
  at timestamptz(3) not null default now(),
  primary key (workspace_id, actor, key)
);
create index idempotency_at on ${schema}.idempotency (at);
`);
}

/** A later migration of every service: events say in which trace they happened. */
export function traceMigration(schema: string) {
  return script(`alter table ${schema}.outbox add column trace text;`);
}
