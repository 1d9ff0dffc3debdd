import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, getOperationAST, getVariableValues } from 'graphql';
import { type Compiled, compileOperation } from '../../gateway/execution/compile.ts';
import { execute, executeEvent } from '../../gateway/execution/execute.ts';
import type { Send } from '../../gateway/subgraphs/ask.ts';
import type { Principal } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import type { Faults } from './fault.ts';
import type { Asked, Outcome } from './stock.ts';
import type { World } from './world.ts';

export const somebody: Principal = { kind: 'agent', workspaceId: 'wsp_1', agentId: 'agt_1', role: 'admin' };

const compiledOnce = new WeakMap<QueryPlan, Compiled>();

/** Lets our executor answer; `undefined` when the event is for nobody. */
export async function runOurs(world: World, { document, plan, variables, faults, item }: Asked): Promise<Outcome | undefined> {
  const compiled = compile(world, document, plan);
  const run = { variables: coerced(world, document, variables), who: somebody, send: sending(world, faults) };
  return item ? executeEvent(compiled, { ...run, item }) : execute(compiled, run);
}

/** True for a plan that our executor knows to give something else than was asked for. */
export function isRefused(world: World, document: DocumentNode, plan: QueryPlan): boolean {
  try {
    compile(world, document, plan);
    return false;
  } catch (error) {
    if (error instanceof CodedError && error.code === 'PLAN_UNSOUND') return true;
    throw error;
  }
}

/** An operation made ready, once for each plan. */
export function compile(world: World, document: DocumentNode, plan: QueryPlan): Compiled {
  const known = compiledOnce.get(plan);
  if (known) return known;
  const compiled = compileOperation(world, { document, definition: getOperationAST(document)! }, JSON.parse(JSON.stringify(plan)));
  compiledOnce.set(plan, compiled);
  return compiled;
}

/** Variables as executors get them. */
export function coerced({ schema }: World, document: DocumentNode, variables: Asked['variables']): Record<string, unknown> {
  const result = getVariableValues(schema, getOperationAST(document)?.variableDefinitions ?? [], variables);
  if (result.errors) throw new Error(`The variables are not what they should be: ${result.errors[0]!.message}`);
  return result.coerced;
}

/** Sends to the world's subgraphs. */
export function sending(world: World, faults: Faults): Send {
  return async ({ service, body }) => {
    if (faults.down === service) throw new CodedError('UNAVAILABLE');
    return world.subgraphs[service]!(body, faults);
  };
}
