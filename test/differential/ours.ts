import { getOperationAST, getVariableValues } from 'graphql';
import { compileOperation } from '../../gateway/execution/compile.ts';
import { execute } from '../../gateway/execution/execute.ts';
import type { Send } from '../../gateway/subgraphs/ask.ts';
import type { Principal } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import type { Faults } from './fault.ts';
import type { Asked, Outcome } from './stock.ts';
import type { World } from './world.ts';

export const somebody: Principal = { kind: 'agent', workspaceId: 'wsp_1', agentId: 'agt_1', role: 'admin' };

/** Lets our executor answer; again and again for the same plan what was compiled once. */
export async function runOurs(world: World, { document, plan, variables, faults }: Asked): Promise<Outcome> {
  const definition = getOperationAST(document)!;
  const compiled = compiledOnce.get(plan) ?? compileOperation(world, { document, definition }, JSON.parse(JSON.stringify(plan)));
  compiledOnce.set(plan, compiled);
  const { coerced, errors } = getVariableValues(world.schema, definition.variableDefinitions ?? [], variables);
  if (errors) throw new Error(`The variables are not what they should be: ${errors[0]!.message}`);
  return execute(compiled, { variables: coerced, who: somebody, send: sending(world, faults) });
}

const compiledOnce = new WeakMap<Asked['plan'], ReturnType<typeof compileOperation>>();

/** Sends to the world's subgraphs. */
export function sending(world: World, faults: Faults): Send {
  return async ({ service, body }) => {
    if (faults.down === service) throw new CodedError('UNAVAILABLE');
    return world.subgraphs[service]!(body, faults);
  };
}
