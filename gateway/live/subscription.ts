import { setImmediate as turn } from 'node:timers/promises';
import { type GraphQLError, getArgumentValues, getVariableValues } from 'graphql';
import type { Bus, Json } from '../../kit/bus/bus.ts';
import type { Settings } from '../../kit/env.ts';
import type { Place } from '../../kit/graph.ts';
import type { Log } from '../../kit/log.ts';
import { createMeters, type Meters, tell } from '../../kit/metrics.ts';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import type { Principal } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import type { ReadOperation } from '../document/read.ts';
import { graphError, outward } from '../fault.ts';
import type { Sign } from '../principal.ts';
import type { Send } from '../subgraphs/ask.ts';
import type { Generation } from '../supergraph/generation.ts';
import { reduced } from '../visibility.ts';
import { createEvents, type Watched } from './event.ts';
import { openFeeds } from './feed.ts';
import type { Group } from './group.ts';
import { createGroups } from './groups.ts';
import { createMember, type Member, type Tally } from './member.ts';
import { patiently } from './patience.ts';
import { createQuota } from './quota.ts';
import { createKeys, textOf } from './sharing.ts';
import type { Outlet } from './sink.ts';
import { createStore } from './store.ts';

/** Begins to give the results of a subscription; the result ends that. */
export type Start = (outlet: Outlet) => () => void;

/** What is subscribed to, by whom; valid in the generation that is served. */
export interface Wanted {
  read: ReadOperation;
  /** Coerced. */
  variables: Record<string, unknown>;
  who: Principal;
}

/** What this gateway does for subscribers now, and did so far. */
export interface LiveFigures extends Tally {
  subscriptions: number;
  /** How many different executions one event may need. */
  groups: number;
}

export interface Live {
  /** Opens a subscription, or says why not. It must be started: until it has ended, it counts as running. */
  subscribe(wanted: Wanted): Promise<Start | readonly GraphQLError[]>;
  /** Goes on with every subscription where it stands, as the generation that is served now shows it. */
  regenerate(): Promise<void>;
  /** Takes no more subscriptions: they are UNAVAILABLE. */
  drain(): void;
  /** Ends all there are. */
  stop(): void;
  figures(): LiveFigures;
}

export interface LiveOptions {
  bus: Bus;
  /** The generation that is served now. */
  current(): Generation;
  send: Send;
  sign: Sign;
  settings: Pick<Settings, 'LIMIT_SUBSCRIPTIONS'>;
  log: Log;
  meters?: Meters;
  /** Milliseconds after which a feed that is silent is looked for in the store. */
  idle?: number;
}

interface Running {
  wanted: Wanted;
  generation: Generation;
  group: Group;
  member: Member;
  end(reason: CodedError): void;
}

const stopping = 'This gateway is stopping: subscribe again behind your last cursor.';
const outdated = 'The graph has changed, and this subscription is not valid in it any more: load the application anew.';
const steps = 100;

/** The subscriptions of this gateway. */
export function createLive({ bus, current, send, sign, settings, log, meters = createMeters(), idle = 10_000 }: LiveOptions): Live {
  const store = createStore(bus, sign);
  const given = (item: FeedItem) => meters.live.lag.observe((Date.now() - item.at) / 1_000);
  const groups = createGroups({ show: createEvents({ send, log, meters }), given, store, feeds: openFeeds(bus), idle });
  const keyOf = createKeys();
  const most = settings.LIMIT_SUBSCRIPTIONS;
  const take = createQuota(most, `At most ${most} subscriptions at once are for one principal (LIMIT_SUBSCRIPTIONS).`);
  const running = new Set<Running>();
  const tally: Tally = { delivered: 0, replayed: 0, stalled: 0, lagged: 0 };
  const over = new AbortController();
  const forget = meters.probe(async () => report(figures(), meters));
  let draining = false;

  async function watch(generation: Generation, { read, variables, who }: Wanted): Promise<Watched> {
    const release = generation.hold();
    try {
      const compiled = await generation.prepare(read);
      return { compiled, variables, who: reduced(who, compiled.visibility) };
    } finally {
      release();
    }
  }

  function join(generation: Generation, { read }: Wanted, watched: Watched, place: Place): Group {
    const { field } = watched.compiled.live!;
    const key = keyOf({ ...read, ...watched, generation: generation.id, field, place });
    return groups.join(key, watched, place);
  }

  async function subscribe(wanted: Wanted): Promise<Start | readonly GraphQLError[]> {
    let release = () => {};
    try {
      if (draining) throw new CodedError('UNAVAILABLE', stopping);
      release = take(JSON.stringify(wanted.who));
      const generation = current();
      const watched = await watch(generation, wanted);
      const { service, field, definition } = watched.compiled.live!;
      const args = getArgumentValues(definition, field, wanted.variables) as { [name: string]: Json };
      const place = await store.open({ service, field: definition.name, args, who: watched.who });
      return (outlet) => start(generation, wanted, join(generation, wanted, watched, place), place, outlet, release);
    } catch (error) {
      release();
      return [graphError(error instanceof CodedError ? error : outward(error, log))];
    }
  }

  function start(generation: Generation, wanted: Wanted, group: Group, place: Place, outlet: Outlet, release: () => void) {
    const leave = () => {
      if (!running.delete(one)) return;
      one.member.leave();
      groups.leave(one.group);
      release();
    };
    const end = (reason: CodedError) => {
      leave();
      outlet.end(reason);
    };
    const member = createMember({ group, place, outlet, tally, fail: (error) => end(outward(error, log)) });
    const one: Running = { wanted, generation, group, member, end };
    running.add(one);
    if (draining) end(new CodedError('UNAVAILABLE', stopping));
    else if (generation !== current()) void again(one);
    return leave;
  }

  async function regenerate(): Promise<void> {
    let count = 0;
    for (const one of [...running]) {
      await again(one);
      count += 1;
      if (count % steps === 0) await turn();
    }
  }

  /** Goes on in the group that the generation of now gives it. */
  async function again(one: Running): Promise<void> {
    const generation = current();
    if (one.generation === generation || !running.has(one)) return;
    const isWanted = () => running.has(one) && generation === current();
    try {
      const wanted = renewed(generation, one.wanted);
      const watched = await patiently(async () => (isWanted() ? watch(generation, wanted) : undefined), over.signal);
      if (!watched || !isWanted()) return;
      const group = join(generation, wanted, watched, one.member.place());
      one.member.move(group);
      groups.leave(one.group);
      Object.assign(one, { wanted, generation, group });
    } catch (error) {
      if (over.signal.aborted || !isWanted()) return;
      one.end(error instanceof CodedError ? new CodedError('CONFLICT', outdated) : outward(error, log));
    }
  }

  function figures(): LiveFigures {
    return { ...tally, subscriptions: running.size, groups: groups.count() };
  }

  return {
    subscribe,
    regenerate,
    drain: () => {
      draining = true;
    },
    stop: () => {
      draining = true;
      over.abort();
      forget();
      for (const one of [...running]) one.end(new CodedError('UNAVAILABLE', stopping));
    },
    figures,
  };
}

/** Counting for each client and result is dear; adding up is cheap, and told when somebody looks. */
function report(figures: LiveFigures, { live }: Meters): void {
  live.subscriptions.set(figures.subscriptions);
  live.groups.set(figures.groups);
  for (const name of ['delivered', 'replayed', 'stalled', 'lagged'] as const) tell(live[name], figures[name]);
}

/** What is wanted, read again; throws CONFLICT where it is not valid any more. */
function renewed({ read, schema }: Generation, wanted: Wanted): Wanted {
  const { document, definition } = wanted.read;
  const found = read({ query: textOf(document), operationName: definition.name?.value });
  if (!('document' in found)) throw new CodedError('CONFLICT', outdated);
  const { coerced: variables } = getVariableValues(schema, found.definition.variableDefinitions ?? [], wanted.variables);
  if (!variables) throw new CodedError('CONFLICT', outdated);
  return { ...wanted, read: found, variables };
}
