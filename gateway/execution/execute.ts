import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import { ask, bodyOf, type Reply, type Run } from './ask.ts';
import type { Compiled } from './compile.ts';
import { type Failure, failed, toldFailures, unexplained } from './failure.ts';
import { writeIntrospection } from './introspection.ts';
import { merge } from './merge.ts';
import { isData } from './own.ts';
import { objectsAt } from './place.ts';
import { rewrite } from './rewrite.ts';
import type { Data, Fetch, Step } from './step.ts';
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
}

/** Executes a query or a mutation. Never rejects for what a subgraph did: what is missing is null, and an error says why. */
export async function execute(compiled: Compiled, run: Run): Promise<Answer> {
  const state: State = { compiled, run, root: {}, failures: [] };
  if (compiled.steps) await perform(compiled.steps, state);
  return answer(state);
}

/** Executes a subscription's operation over one event; undefined when the event is not for this subscriber. */
export async function executeEvent(compiled: Compiled, run: Run & { item: FeedItem }): Promise<Answer | undefined> {
  if (!compiled.live) throw new Error('an event came for an operation that is no subscription');
  const state: State = { compiled, run, root: {}, failures: [] };
  const { primary } = compiled.live;
  try {
    const body = `${bodyOf(primary, run).slice(0, -1)},"item":${JSON.stringify(run.item)}}`;
    const reply = await ask(run, primary, 'event', body);
    if (reply.skip === true) return undefined;
    take(state, primary, [state.root], reply);
  } catch (error) {
    state.failures.push(failed(primary, state.root, error));
  }
  if (compiled.steps) await perform(compiled.steps, state);
  return answer(state);
}

function perform(step: Step, state: State): Promise<void> | undefined {
  switch (step.kind) {
    case 'fetch':
      return performFetch(step.fetch, state);
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

function performFetch(fetch: Fetch, state: State): Promise<void> | undefined {
  const targets = objectsAt(state.root, fetch.place);
  if (targets.length === 0) return undefined;
  return fetch.representation ? fetchEntities(fetch, targets, state) : fetchRoot(fetch, targets, state);
}

async function fetchRoot(fetch: Fetch, targets: Data[], state: State): Promise<void> {
  try {
    const reply = await ask(state.run, fetch, fetch.kind, bodyOf(fetch, state.run));
    take(state, fetch, targets, reply);
  } catch (error) {
    state.failures.push(failed(fetch, state.root, error));
  }
}

function take(state: State, fetch: Fetch, targets: readonly Data[], { data, errors }: Reply): void {
  if (errors) state.failures.push(...toldFailures(fetch, state.root, errors, []));
  if (!isData(data)) return;
  rewrite(state.compiled.routed, fetch.rewrites, data);
  targets.forEach((target, index) => {
    merge(target, index > 0 && !fetch.shares ? structuredClone(data) : data);
  });
}

function fetchEntities(fetch: Fetch, targets: readonly Data[], state: State): Promise<void> | undefined {
  const known = new Map<string, number>();
  const indexes: number[] = [];
  let representations = '';
  for (let i = 0; i < targets.length; i++) {
    const text = fetch.representation!.write(targets[i]!);
    if (text === undefined) {
      indexes.push(-1);
      continue;
    }
    let index = known.get(text);
    if (index === undefined) {
      index = known.size;
      known.set(text, index);
      representations += index > 0 ? `,${text}` : text;
    }
    indexes.push(index);
  }
  return known.size > 0 ? askEntities(fetch, targets, indexes, known.size, representations, state) : undefined;
}

async function askEntities(
  fetch: Fetch,
  targets: readonly Data[],
  indexes: readonly number[],
  count: number,
  representations: string,
  state: State,
): Promise<void> {
  try {
    const { data, errors } = await ask(state.run, fetch, fetch.kind, bodyOf(fetch, state.run, representations));
    if (errors) state.failures.push(...toldFailures(fetch, state.root, errors, indexes));
    if (isData(data)) takeEntities(fetch, targets, indexes, count, data._entities, state);
  } catch (error) {
    state.failures.push(failed(fetch, state.root, error));
  }
}

function takeEntities(
  fetch: Fetch,
  targets: readonly Data[],
  indexes: readonly number[],
  count: number,
  entities: unknown,
  { compiled }: State,
): void {
  if (!Array.isArray(entities)) throw new Error('Expected "data._entities" in response to be an array');
  if (entities.length !== count) throw new Error(`Expected "data._entities" to contain ${count} elements`);
  const taken = new Array<boolean>(count).fill(false);
  for (let i = 0; i < targets.length; i++) {
    const index = indexes[i]!;
    const entity: unknown = index >= 0 ? entities[index] : undefined;
    if (!isData(entity)) continue;
    const target = targets[i]!;
    if (fetch.rewrites.length > 0) merge(target, rewritten(fetch, entity, target, compiled.routed));
    else merge(target, taken[index] && !fetch.shares ? structuredClone(entity) : entity);
    taken[index] = true;
  }
}

/** Rewrites may depend on the type of each target: every one gets what came in its own words. */
function rewritten(fetch: Fetch, entity: Data, target: Data, routed: GraphQLSchema): Data {
  const own = structuredClone(entity);
  own.__typename ||= target.__typename;
  rewrite(routed, fetch.rewrites, own);
  return own;
}

function answer({ compiled, run, root, failures }: State): Answer {
  const faults: Fault[] = [];
  const { selecting, shape } = compiled.shaping(run.variables);
  const introspect: Writing['introspect'] = (field) => writeIntrospection(selecting, compiled.definition, field, run.variables);
  const writing: Writing = { selecting, introspect, path: [], faults, parent: '' };
  const data = writeObject(shape, root, writing, 0) ?? 'null';
  const errors = failures.map(({ error }) => error);
  return { data, errors: faults.length > 0 ? [...errors, ...unexplained(faults, failures)] : errors };
}
