import type { QueryPlan } from '@apollo/query-planner';
import type { FieldNode, FragmentDefinitionNode, GraphQLField, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { CodedError } from '../../schema/errors.ts';
import type { ReadOperation } from '../document/read.ts';
import type { Visibility } from '../visibility.ts';
import { askedFields, fragmentsOf, greatest } from './asked.ts';
import { arrange, markTwins } from './batch.ts';
import { compileFetch, markSharing, type Planned } from './fetch.ts';
import { compileSteps } from './plan.ts';
import { conditionVariables, selectFields } from './select.ts';
import { createShapes, type Shapes } from './shape.ts';
import { refuseUnsound } from './soundness.ts';
import type { Data, Fetch, Step } from './step.ts';

/** What clients see of a supergraph, and the whole of it. */
export interface Schemas {
  schema: GraphQLSchema;
  routed: GraphQLSchema;
}

/** A subscription: its field, the subgraph that owns it, and the fetch that shows an event there. */
export interface CompiledLive {
  service: string;
  field: FieldNode;
  definition: GraphQLField<unknown, unknown>;
  primary: Fetch;
}

/** An operation and its plan, made ready to be executed any number of times, by any number of principals. */
export interface Compiled {
  definition: OperationDefinitionNode;
  routed: GraphQLSchema;
  /** What to fetch; for a subscription, after its event. */
  steps: Step | undefined;
  /** The greatest of all fetches: how far the whole answer may be shared. */
  visibility: Visibility;
  /** What the answer looks like with these variables: @skip and @include may depend on them. */
  shapes(variables: Data): Shapes;
  live: CompiledLive | undefined;
  /** About how much memory it takes. */
  bytes: number;
}

/** How many choices of conditions are kept ready. */
const mostShapes = 8;

/** Makes an operation ready. Throws a CodedError where its plan cannot be executed, or is known to give something else than was asked for. */
export function compileOperation({ schema, routed }: Schemas, { document, definition }: ReadOperation, plan: QueryPlan): Compiled {
  const planned: Planned[] = [];
  const { node } = plan;
  const primary = node?.kind === 'Subscription' ? compileFetch(routed, node.primary, []) : undefined;
  if (primary) planned.push(primary);
  const first = node?.kind === 'Subscription' ? node.rest : node;
  const raw = first && compileSteps(routed, first, planned);
  markSharing(planned);
  const fragments = fragmentsOf(document);
  const asked = askedFields(routed, definition, fragments);
  refuseUnsound(routed, asked, planned);
  const arranged = raw && arrange(raw);
  if (arranged && definition.operation !== 'mutation') markTwins(arranged.requests);
  return {
    definition,
    routed,
    steps: arranged?.step,
    visibility: greatest(planned.map(({ fetch }) => fetch.visibility)),
    shapes: createShaping(schema, definition, fragments),
    live: primary && compileLive(schema, primary.fetch, definition, fragments),
    bytes: bytesOf(planned, asked.length),
  };
}

function createShaping(
  schema: GraphQLSchema,
  definition: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Compiled['shapes'] {
  const names = conditionVariables([definition, ...fragments.values()]);
  const known = new Map<string, Shapes>();
  const root = schema.getRootType(definition.operation)!;
  return (variables) => {
    const key = names.map((name) => (variables[name] === true ? '1' : '0')).join('');
    const ready = known.get(key);
    if (ready) return ready;
    const conditions = Object.fromEntries(names.map((name) => [name, variables[name]]));
    const made = createShapes({ schema, fragments, conditions }, root, definition.selectionSet.selections);
    if (known.size >= mostShapes) known.delete(known.keys().next().value!);
    known.set(key, made);
    return made;
  };
}

function compileLive(
  schema: GraphQLSchema,
  primary: Fetch,
  definition: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): CompiledLive {
  const root = schema.getSubscriptionType()!;
  const [selected] = selectFields({ schema, fragments, conditions: {} }, [definition.selectionSet.selections], root, root).values();
  const field = selected!.nodes[0]![0]!;
  const declared = root.getFields()[field.name.value];
  if (!declared) throw new CodedError('BAD_INPUT', 'A subscription must select a field of its own.');
  return { service: primary.service, field, definition: declared, primary };
}

/** Texts are counted as they are, and what is compiled of the selection as some hundreds of bytes for each of its fields. */
function bytesOf(planned: readonly Planned[], fields: number): number {
  const fetches = planned.reduce((sum, { fetch }) => sum + 4 * fetch.query.length + 1_500, 0);
  return fetches + 1_000 * fields + 4_000;
}
