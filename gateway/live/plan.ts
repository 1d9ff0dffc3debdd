import { operationFromDocument } from '@apollo/federation-internals';
import { buildOperationContext } from '@apollo/gateway';
import type { QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ReadOperation } from '../document/read.ts';
import type { Generation } from '../supergraph/generation.ts';

/** How a subscription is carried out: its field, at which subgraph, and what else to fetch for each event. */
export interface LivePlan {
  service: string;
  primary: SubscriptionNode['primary'];
  /** What is executed for an event: `primary`, answered with the event, and the rest. */
  steps: QueryPlan;
  context: ReturnType<typeof buildOperationContext>;
  field: FieldNode;
  definition: GraphQLField<unknown, unknown>;
}

export type PlanLive = (operation: ReadOperation) => LivePlan;

/** Plans each subscription once, for as long as its document is known. */
export function createPlanning(generation: Generation): PlanLive {
  const known = new WeakMap<OperationDefinitionNode, LivePlan>();
  return (operation) => {
    const plan = known.get(operation.definition) ?? planLive(generation, operation);
    known.set(operation.definition, plan);
    return plan;
  };
}

function planLive({ supergraph, schema, planner }: Generation, { document, definition }: ReadOperation): LivePlan {
  const operationName = definition.name?.value;
  const { node } = planner.buildQueryPlan(operationFromDocument(supergraph.apiSchema(), document, { operationName }));
  if (node?.kind !== 'Subscription') throw new Error(`a subscription was planned as ${node?.kind}`);
  const { primary, rest } = node;
  const context = buildOperationContext({ schema, operationDocument: document, operationName });
  const field = rootField(definition.selectionSet, context.fragments)!;
  const type = schema.getSubscriptionType()!.getFields()[field.name.value]!;
  const steps: QueryPlan = { kind: 'QueryPlan', node: { kind: 'Sequence', nodes: rest ? [primary, rest] : [primary] } };
  return { service: primary.serviceName, primary, steps, context, field, definition: type };
}

/** The one field of a subscription, through whatever fragments it stands in. */
function rootField({ selections }: SelectionSetNode, fragments: Record<string, FragmentDefinitionNode>): FieldNode | undefined {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) return node;
    const selectionSet = node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments[node.name.value]?.selectionSet;
    const field = selectionSet && rootField(selectionSet, fragments);
    if (field) return field;
  }
  return undefined;
}
