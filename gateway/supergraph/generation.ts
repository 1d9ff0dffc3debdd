import { createHash } from 'node:crypto';
import type { QueryPlan } from '@apollo/query-planner';
import { buildASTSchema, buildSchema, type GraphQLSchema, parse } from 'graphql';
import type { Settings } from '../../kit/env.ts';
import type { Log } from '../../kit/log.ts';
import { createMeters, type Meters } from '../../kit/metrics.ts';
import { unenforced } from '../../schema/lint.ts';
import { type CostOf, createCosts } from '../document/cost.ts';
import type { Limits } from '../document/limit.ts';
import { createDocuments, type ReadDocument, type ReadOperation } from '../document/read.ts';
import { type Compiled, compileOperation } from '../execution/compile.ts';
import { startPlanner } from './planner.ts';
import { createPreparation, type Preparation } from './preparation.ts';

/** A supergraph and what is made of it. Never changes: another supergraph is another generation. */
export interface Generation extends Preparation<Compiled> {
  /** Names it: the same supergraph has the same name everywhere. */
  id: string;
  sdl: string;
  /** What clients see. */
  schema: GraphQLSchema;
  /** The whole supergraph, with what says where things are in the directives of its syntax tree. */
  routed: GraphQLSchema;
  read: ReadDocument;
  costOf: CostOf;
  /** Keeps its planner for as long as somebody works with it, also when it was closed; the result lets go. */
  hold(): () => void;
  /** Ends its planner when nobody holds it. */
  close(): void;
}

export interface GenerationOptions {
  settings: Pick<Settings, 'PLAN_TIMEOUT' | 'PLAN_CACHE'> & Limits;
  log: Log;
  meters?: Meters;
}

const assumeValid = { assumeValid: true, assumeValidSDL: true, noLocation: true };

/** Makes all that is made of a supergraph, the most of it in a thread; rejects where it is none. */
export async function createGeneration(sdl: string, { settings, log, meters = createMeters() }: GenerationOptions): Promise<Generation> {
  const document = parse(sdl, { noLocation: true });
  const promised = unenforced(document);
  if (promised.length > 0) throw new Error(`it uses ${promised.join(', ')}, which this gateway does not enforce`);
  const planner = startPlanner({ sdl, timeout: settings.PLAN_TIMEOUT, log });
  try {
    const schema = buildSchema(await planner.api, assumeValid);
    const routed = buildASTSchema(document, assumeValid);
    const compile = (operation: ReadOperation, plan: QueryPlan) => compileOperation({ schema, routed }, operation, plan);
    return {
      id: createHash('sha256').update(sdl).digest('hex').slice(0, 16),
      sdl,
      schema,
      routed,
      read: createDocuments(schema, settings),
      costOf: createCosts(routed),
      ...createPreparation({ plan: planner.plan, compile, most: settings.PLAN_CACHE, meters: meters.plans }),
      ...holding(planner.close),
    };
  } catch (error) {
    planner.close();
    throw error;
  }
}

/** Counts who works with something, so that it is closed when it is to be and nobody does. */
function holding(end: () => void): Pick<Generation, 'hold' | 'close'> {
  let holders = 0;
  let closing = false;
  const endWhenIdle = () => {
    if (closing && holders === 0) end();
  };
  return {
    hold: () => {
      holders++;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holders--;
        endWhenIdle();
      };
    },
    close: () => {
      closing = true;
      endWhenIdle();
    },
  };
}
