import type { PlanNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { CodedError } from '../../schema/errors.ts';
import { alone } from './batch.ts';
import { compileFetch, type Planned } from './fetch.ts';
import type { Place, Step } from './step.ts';

/** Makes the steps of a plan ready; each fetch is also added to `planned`. */
export function compileSteps(routed: GraphQLSchema, node: PlanNode, planned: Planned[]): Step | undefined {
  function several(kind: 'sequence' | 'parallel', nodes: readonly PlanNode[], place: Place): Step | undefined {
    const steps = nodes.map((each) => compile(each, place)).filter((step) => step !== undefined);
    return steps.length > 1 ? { kind, steps } : steps[0];
  }

  function compile(each: PlanNode, place: Place): Step | undefined {
    switch (each.kind) {
      case 'Sequence':
        return several('sequence', each.nodes, place);
      case 'Parallel':
        return several('parallel', each.nodes, place);
      case 'Flatten':
        return compile(each.node, [...place, ...each.path.map(String)]);
      case 'Condition': {
        const yes = each.ifClause && compile(each.ifClause, place);
        const no = each.elseClause && compile(each.elseClause, place);
        return yes || no ? { kind: 'condition', variable: each.condition, yes, no } : undefined;
      }
      case 'Fetch': {
        const one = compileFetch(routed, each, place);
        planned.push(one);
        return one.fetch.representation ? { kind: 'entities', request: alone(one.fetch) } : { kind: 'fetch', fetch: one.fetch };
      }
      case 'Defer':
        throw new CodedError('BAD_INPUT', '@defer is not supported.');
    }
  }

  return compile(node, []);
}
