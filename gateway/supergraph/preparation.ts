import { createHash } from 'node:crypto';
import type { QueryPlan } from '@apollo/query-planner';
import { print } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Meters, timed } from '../../kit/metrics.ts';
import { CodedError } from '../../schema/errors.ts';
import type { Operation, ReadOperation } from '../document/read.ts';
import type { PlanRequest } from './planning.ts';

/** Operations made ready to be executed, each once. */
export interface Preparation<C> {
  prepare(operation: ReadOperation): Promise<C>;
  /** Those asked for most often, the first of them first. */
  hottest(most: number): Operation[];
}

export interface PreparationOptions<C> {
  plan(request: PlanRequest): Promise<QueryPlan>;
  compile(operation: ReadOperation, plan: QueryPlan): C;
  /** The most bytes of what is ready. */
  most: number;
  meters: Meters['plans'];
}

interface Prepared<C> {
  request: PlanRequest;
  compiled: C;
  hits: number;
}

/** Milliseconds for which a refusal holds, so that the same operation does not take a planner down again and again. */
const refusal = 60_000;
const mostRefusals = 1_000;

/** Prepares operations, and keeps those last asked for. */
export function createPreparation<C extends { bytes: number }>(options: PreparationOptions<C>): Preparation<C> {
  const { plan, compile, most, meters } = options;
  const refused = new LRUCache<string, CodedError>({ max: mostRefusals, ttl: refusal });
  const keys = new WeakMap<ReadOperation['definition'], string>();
  const [hit, miss] = [meters.asked.labels('hit'), meters.asked.labels('miss')];
  const ready = new LRUCache<string, Prepared<C>, ReadOperation>({
    maxSize: most,
    sizeCalculation: ({ compiled }, key) => compiled.bytes + 2 * key.length,
    ignoreFetchAbort: true,
    fetchMethod: (key, _stale, { context }) => make(key, context),
  });

  async function make(key: string, operation: ReadOperation): Promise<Prepared<C>> {
    const hash = createHash('sha256').update(key).digest('hex');
    const known = refused.get(hash);
    if (known) throw known;
    const request = { query: textOf(operation), operationName: operation.definition.name?.value };
    const planned = async () => compile(operation, await plan(request));
    try {
      return { request, compiled: await timed(planned, (outcome, seconds) => meters.made.observe({ outcome }, seconds)), hits: 0 };
    } catch (error) {
      if (error instanceof CodedError && error.code !== 'UNAVAILABLE') refused.set(hash, error);
      throw error;
    }
  }

  /** One string an operation, so that looking it up does not read a text of kilobytes each time. */
  function keyOf(operation: ReadOperation): string {
    const { definition } = operation;
    const key = keys.get(definition) ?? `${definition.name?.value ?? ''} ${textOf(operation)}`;
    keys.set(definition, key);
    return key;
  }

  async function prepare(operation: ReadOperation): Promise<C> {
    const key = keyOf(operation);
    const known = ready.get(key);
    if (known) {
      hit.inc();
      known.hits++;
      return known.compiled;
    }
    miss.inc();
    const { compiled } = (await ready.fetch(key, { context: operation }))!;
    meters.bytes.set(ready.calculatedSize);
    return compiled;
  }

  return {
    prepare,
    hottest: (count) =>
      [...ready.values()]
        .sort((a, b) => b.hits - a.hits)
        .slice(0, count)
        .map(({ request }) => request),
  };
}

function textOf({ document }: ReadOperation): string {
  return document.loc?.source.body ?? print(document);
}
