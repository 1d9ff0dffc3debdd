import type { GraphQLFormattedError } from 'graphql';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import { ask, bodyOf, entitiesBody, type Reply, type Run } from './ask.ts';
import type { Compiled } from './compile.ts';
import { type Gathered, gather, type Known, spread } from './entities.ts';
import { createEscapes, type Escapes } from './escape.ts';
import { entityFailures, type Failure, failed, rootFailures, unexplained } from './failure.ts';
import { writeIntrospection } from './introspection.ts';
import { merge } from './merge.ts';
import { isData } from './own.ts';
import { objectsAt } from './place.ts';
import { rewrite } from './rewrite.ts';
import type { Data, EntityRequest, Fetch, Step } from './step.ts';
import { type Fault, type Writing, writeObject } from './write.ts';

export type { Run } from './ask.ts';

/** What an operation gave: `data` is JSON text, of an object or null. */
export interface Answer {
  data: string;
  errors: GraphQLFormattedError[];
}

/** One execution under way. */
interface State {
  compiled: Compiled;
  run: Run;
  root: Data;
  failures: Failure[];
  /** Entities that may be met again, by what was selected of them. */
  known: Map<string, Known>;
  escapes: Escapes;
}

/** Executes a query or a mutation. Never rejects for what a subgraph did: what is missing is null, and an error says why. */
export async function execute(compiled: Compiled, run: Run): Promise<Answer> {
  const state = begin(compiled, run);
  if (compiled.steps) await perform(compiled.steps, state);
  return answer(state);
}

/** Executes a subscription's operation over one event; undefined when the event is not for this subscriber. */
export async function executeEvent(compiled: Compiled, run: Run & { item: FeedItem }): Promise<Answer | undefined> {
  if (!compiled.live) throw new Error('an event came for an operation that is no subscription');
  const state = begin(compiled, run);
  const { primary } = compiled.live;
  try {
    const body = `${bodyOf(primary, run).slice(0, -1)},"item":${JSON.stringify(run.item)}}`;
    const reply = await ask(state, primary, 'event', body);
    if (reply.skip === true) return undefined;
    take(state, primary, [state.root], reply);
  } catch (error) {
    state.failures.push(failed([primary], state.root, error));
  }
  if (compiled.steps) await perform(compiled.steps, state);
  return answer(state);
}

function begin(compiled: Compiled, run: Run): State {
  return { compiled, run, root: {}, failures: [], known: new Map(), escapes: createEscapes() };
}

function perform(step: Step, state: State): Promise<void> | undefined {
  switch (step.kind) {
    case 'fetch':
      return performFetch(step.fetch, state);
    case 'entities':
      return performEntities(step.request, state);
    case 'parallel':
      return inParallel(step.steps, state);
    case 'sequence':
      return inOrder(step.steps, state);
    case 'condition': {
      const next = state.run.variables[step.variable] === true ? step.yes : step.no;
      return next && perform(next, state);
    }
  }
}

async function inOrder(steps: readonly Step[], state: State): Promise<void> {
  for (const step of steps) await perform(step, state);
}

function inParallel(steps: readonly Step[], state: State): Promise<void> | undefined {
  const begun = steps.map((step) => perform(step, state)).filter((promise) => promise !== undefined);
  return begun.length > 0 ? Promise.all(begun).then(() => undefined) : undefined;
}

async function performFetch(fetch: Fetch, state: State): Promise<void> {
  const targets = objectsAt(state.root, fetch.place, fetch.plain);
  if (targets.length === 0) return;
  try {
    take(state, fetch, targets, await ask(state, fetch, fetch.kind, bodyOf(fetch, state.run)));
  } catch (error) {
    state.failures.push(failed([fetch], state.root, error));
  }
}

function take({ root, failures, compiled }: State, fetch: Fetch, targets: readonly Data[], { data, errors }: Reply): void {
  if (errors) failures.push(...rootFailures(fetch, root, errors));
  if (!isData(data)) return;
  rewrite(compiled.routed, fetch.rewrites, data);
  targets.forEach((target, index) => {
    merge(target, index > 0 && !fetch.shares ? structuredClone(data) : data);
  });
}

function performEntities(request: EntityRequest, state: State): Promise<void> | undefined {
  const gathered: Gathered[] = [];
  for (const group of request.groups) {
    const one = gather(group, state.root, group.twin ? state.known.get(group.twin) : undefined, state.compiled.routed);
    if (one) gathered.push(one);
  }
  return gathered.length > 0 ? askEntities(request, gathered, state) : undefined;
}

async function askEntities(request: EntityRequest, gathered: Gathered[], state: State): Promise<void> {
  const { run, root, failures } = state;
  const fetch = gathered[0]!.group.fetches[0]!;
  try {
    const { data, errors } = await ask(state, fetch, fetch.kind, entitiesBody(request, gathered, run));
    // What is wrong with one of them may have taken the others along.
    if (!isData(data) && gathered.length > 1) return askEach(request, gathered, state);
    if (errors) failures.push(...entityFailures(gathered, root, errors));
    if (isData(data))
      gathered.forEach((one, index) => takeEntities(one, data[gathered.length > 1 ? `_${index}` : '_entities'], !errors, state));
  } catch (error) {
    const fetches = gathered.flatMap(({ group }) => group.fetches);
    failures.push(failed(fetches, root, error));
  }
}

async function askEach(request: EntityRequest, gathered: readonly Gathered[], state: State): Promise<void> {
  await Promise.all(gathered.map((one) => askEntities(request, [one], state)));
}

function takeEntities(gathered: Gathered, entities: unknown, isWhole: boolean, { root, known, failures, compiled }: State): void {
  const { group, texts } = gathered;
  try {
    spread(gathered, entities, compiled.routed);
    if (group.twin && isWhole) keep(known, group.twin, texts, entities as unknown[]);
  } catch (error) {
    failures.push(failed(group.fetches, root, error));
  }
}

function keep(known: State['known'], twin: string, texts: readonly string[], entities: readonly unknown[]): void {
  const kept: Known = known.get(twin) ?? new Map();
  texts.forEach((text, index) => kept.set(text, entities[index]));
  known.set(twin, kept);
}

function answer({ compiled, run, root, failures, escapes }: State): Answer {
  const faults: Fault[] = [];
  const shapes = compiled.shapes(run.variables);
  const introspect: Writing['introspect'] = (field) => writeIntrospection(shapes.selecting, compiled.definition, field, run.variables);
  const writing: Writing = { shapes, escapes, introspect, path: [], faults, parent: '' };
  const data = writeObject(shapes.root, root, writing, 0) ?? 'null';
  const errors = failures.map(({ error }) => error);
  return { data, errors: faults.length > 0 ? [...errors, ...unexplained(faults, failures)] : errors };
}
