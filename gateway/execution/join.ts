import {
  type DirectiveNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';

/** The leaves of each key by which a subgraph finds objects of a type, or of an interface that it takes them for. */
export function keysOf(routed: GraphQLSchema, type: GraphQLNamedType, service: string): string[][] {
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const types = [type, ...type.getInterfaces()];
  return types.flatMap((each) =>
    joinOf(routed, each.astNode, 'type', service).flatMap((join) => {
      const key = argumentOf(join, 'key');
      return key && argumentOf(join, 'resolvable') !== 'false' ? [keyLeaves(selectionOf(key))] : [];
    }),
  );
}

function keyLeaves({ selections }: SelectionSetNode, above = ''): string[] {
  return selections.flatMap((node) => {
    if (node.kind !== Kind.FIELD) return node.kind === Kind.INLINE_FRAGMENT ? keyLeaves(node.selectionSet, above) : [];
    const here = `${above}${node.name.value}`;
    return node.selectionSet ? keyLeaves(node.selectionSet, `${here}.`) : [here];
  });
}

/** What a field of a subgraph requires of the object that it is a field of. */
export function requirementsOf(routed: GraphQLSchema, { astNode }: GraphQLField<unknown, unknown>, service: string): SelectionSetNode[] {
  return joinOf(routed, astNode, 'field', service).flatMap((join) => {
    const text = argumentOf(join, 'requires');
    return text ? [selectionOf(text)] : [];
  });
}

interface Directed {
  readonly directives?: readonly DirectiveNode[];
}

/** What composition wrote down of a type or a field for one subgraph, named in lower or upper case as it pleased. */
function joinOf(routed: GraphQLSchema, node: Directed | null | undefined, what: 'type' | 'field', service: string): DirectiveNode[] {
  const graph = graphOf(routed, service);
  return (node?.directives ?? []).filter((one) => one.name.value === `join__${what}` && argumentOf(one, 'graph') === graph);
}

function graphOf(routed: GraphQLSchema, service: string): string | undefined {
  const type = routed.getType('join__Graph');
  const values = type?.astNode?.kind === Kind.ENUM_TYPE_DEFINITION ? (type.astNode.values ?? []) : [];
  return values.find(({ directives }) => directives?.some((one) => argumentOf(one, 'name') === service))?.name.value;
}

function argumentOf(directive: DirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((one) => one.name.value === name)?.value;
  return value && 'value' in value ? String(value.value) : undefined;
}

function selectionOf(text: string): SelectionSetNode {
  const [operation] = parse(`{${text}}`, { noLocation: true }).definitions as [OperationDefinitionNode];
  return operation.selectionSet;
}
