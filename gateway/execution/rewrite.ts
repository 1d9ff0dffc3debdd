import type { FetchDataRewrite } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { isData, own, put } from './own.ts';
import { isOfType } from './subtype.ts';

const fragment = '... on ';

/** Changes names and values where the planner asked a subgraph in other words than the client's. */
export function rewrite(routed: GraphQLSchema, rewrites: readonly FetchDataRewrite[], value: unknown): void {
  for (const one of rewrites) apply(routed, one, value, 0);
}

function apply(routed: GraphQLSchema, one: FetchDataRewrite, value: unknown, depth: number): void {
  if (Array.isArray(value)) {
    for (const element of value) apply(routed, one, element, depth);
    return;
  }
  if (!isData(value)) return;
  const step = one.path[depth];
  if (step === undefined) return;
  if (depth < one.path.length - 1) {
    if (!step.startsWith(fragment)) apply(routed, one, own(value, step), depth + 1);
    else if (!value.__typename || isOfType(routed, value.__typename, step.slice(fragment.length))) apply(routed, one, value, depth + 1);
  } else if (one.kind === 'ValueSetter') put(value, step, one.setValueTo);
  else {
    const moved = own(value, step);
    if (moved === undefined) return;
    put(value, one.renameKeyTo, moved);
    put(value, step, undefined);
  }
}
