import type { Kysely, Transaction } from 'kysely';
import type { Migration } from 'kysely/migration';
import { z } from 'zod';
import { CodedError } from '../schema/errors.ts';
import { type SubgraphName, subgraphSdl } from '../schema/sdl.ts';
import { type Bell, createBell } from './bell.ts';
import type { Bus, BusEvent, Json, RetryPolicy, Subscription } from './bus/bus.ts';
import { type Database, isOutage, transact } from './database.ts';
import type { Settings } from './env.ts';
import { createSubgraph, type LiveField } from './graph.ts';
import { place, replayFrom } from './live.ts';
import type { Log } from './log.ts';
import { createMeters, type Meters } from './metrics.ts';
import { claimedPayload, consumeEvents, type Handlers, handleEvent, listParked, replayParked } from './outbox/consume.ts';
import { startPruning } from './outbox/prune.ts';
import { countWaiting, createRelay } from './outbox/relay.ts';
import { type KitTables, kitMigration, traceMigration } from './outbox/tables.ts';
import { createVerifier, type Principal } from './principal.ts';
import type { Keys } from './secret.ts';
import { type AnswerGraph, overText, serveGraph } from './subgraph.ts';
import { part } from './trace.ts';

/** What every part of a service gets to work with. */
export interface Parts<T> {
  db: Kysely<T>;
  bus: Bus;
  keys: Keys;
  log: Log;
  settings: Settings;
  meters: Meters;
  /** Rung by whoever makes work for the loops of the service. */
  bell: Bell;
  /** A transaction, after which the outbox is looked at. Every change goes through it. */
  change<R>(work: (tx: Transaction<T>) => Promise<R>): Promise<R>;
}

/** What a resolver gets: the parts, who asks, and loaders that live as long as the request. */
export type Context<T, L> = Parts<T> & { who: Principal; load: L };

/** A service as data: the same shape for all four. */
export interface Service<T extends KitTables, L> {
  name: SubgraphName;
  migrations: Record<string, Migration>;
  resolvers: object;
  loaders(parts: Parts<T>, who: Principal): L;
  /** What it does on events. */
  handlers(parts: Parts<T>): Handlers<T>;
  /** What other services may ask of it, by subject. */
  requests(parts: Parts<T>): Record<string, (body: Json) => Promise<Json>>;
  live: Record<string, LiveField<Context<T, L>>>;
  /** Loops of its own. */
  work(parts: Parts<T>): Subscription[];
}

/** A service that runs. */
export interface Running {
  /** Its subgraph, for further ways to it. */
  graph: AnswerGraph;
  /** Lets out what stands in the outbox. In one process only after every service listens: the memory bus keeps nothing for latecomers. */
  begin(): void;
  stop(): Promise<void>;
}

/** What a process gives to each service it runs. */
export interface Environment {
  database: Database;
  bus: Bus;
  keys: Keys;
  log: Log;
  settings: Settings;
  /** Those of the process; of its own where nobody reads them. */
  meters?: Meters;
  retry?: RetryPolicy;
}

/** Starts a service: migrates, answers its subgraph and requests, listens to events. What it publishes waits for `begin`. */
export async function startService<T extends KitTables, L>(service: Service<T, L>, environment: Environment): Promise<Running> {
  const { database, bus, keys, settings, retry, meters = createMeters() } = environment;
  const log = environment.log.child({ service: service.name });
  const ofTheKit = { '000-kit': kitMigration(service.name), '002-kit-trace': traceMigration(service.name) };
  await database.migrate(service.name, { ...ofTheKit, ...service.migrations });
  const db = database.schema<T>(service.name);
  const kitDb = db as unknown as Kysely<KitTables>;
  const relay = createRelay({ db: kitDb, bus, schema: service.name, log, meters });
  const parts: Parts<T> = {
    db,
    bus,
    keys,
    log,
    settings,
    meters,
    bell: createBell(),
    change: async (work) => {
      const result = await transact(db, work);
      relay.wake();
      return result;
    },
  };
  const verify = createVerifier(keys.principal);
  const contextOf = async (token: string): Promise<Context<T, L>> => {
    const who = await verify(token);
    return { ...parts, who, load: service.loaders(parts, who) };
  };
  const { live } = service;
  const graph = overText(createSubgraph({ typeDefs: subgraphSdl(service.name), resolvers: service.resolvers, live, contextOf, log }));
  const consumption = { db, bus, service: service.name, handlers: service.handlers(parts), log, meters, wake: relay.wake, retry };
  const answers: Record<string, (body: Json) => Promise<Json>> = {
    [`health.${service.name}`]: async () => {
      await database.ping();
      return 'ready';
    },
    [`live.${service.name}`]: (body) => answerLive(body, live, contextOf, kitDb),
    [`event.${service.name}`]: (body) => claimedPayload(kitDb, body),
    [`handle.${service.name}`]: async (body) => {
      await handleEvent(consumption, body as unknown as BusEvent);
      return null;
    },
    [`parked.${service.name}`]: async () => (await listParked(kitDb)) as unknown as Json,
    [`unpark.${service.name}`]: (body) => replayParked(consumption, z.object({ ids: z.array(z.string()).optional() }).parse(body).ids),
    ...service.requests(parts),
  };
  const responders = await Promise.all([
    serveGraph(bus, service.name, graph),
    ...Object.entries(answers).map(([subject, answer]) =>
      bus.respond(subject, (body) => part(subject, {}, () => answer(body).catch(tellOutage))),
    ),
  ]);
  const consumer = await consumeEvents(consumption);
  const forget = meters.probe(async () => meters.events.waiting.set({ service: service.name }, await countWaiting(kitDb)));
  const loops = [...service.work(parts), startPruning(kitDb, log)];
  return {
    graph,
    begin: relay.begin,
    stop: async () => {
      forget();
      await Promise.all(responders.map((responder) => responder.stop()));
      await Promise.all([consumer.stop(), ...loops.map((loop) => loop.stop())]);
      await relay.stop();
    },
  };
}

/** Whoever asks is told to ask again, rather than of a fault of ours that no other try would mend. */
function tellOutage(error: unknown): never {
  throw isOutage(error) ? new CodedError('UNAVAILABLE') : error;
}

const liveRequest = z.discriminatedUnion('action', [
  z.object({ action: z.literal('open'), principal: z.string(), field: z.string(), args: z.record(z.string(), z.json()) }),
  z.object({
    action: z.literal('replay'),
    principal: z.string(),
    place,
    limit: z.number().int().min(1).max(1_000),
  }),
]);

/** Answers the gateway's live loop: where to begin, and what was missed. */
async function answerLive<C extends { who: Principal }>(
  body: Json,
  live: Record<string, LiveField<C>>,
  contextOf: (token: string) => Promise<C>,
  db: Kysely<KitTables>,
): Promise<Json> {
  const request = liveRequest.parse(body);
  const context = await contextOf(request.principal);
  if (request.action === 'replay') {
    return (await replayFrom(db, request.place, request.limit, context.who.workspaceId)) as unknown as Json;
  }
  const field = live[request.field];
  if (!field) throw new CodedError('BAD_INPUT', `There is no subscription ${request.field}.`);
  return (await field.open(request.args, context)) as unknown as Json;
}
