import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Visibility, visibilities } from '../visibility.ts';

/** A field that a fetch asks for, as the whole graph knows it. */
export interface AskedField {
  /** Response names from the object that the fetch is about. */
  path: readonly string[];
  name: string;
  /** Its definitions: one, or those of the interface and of all that implement it. None when the graph does not know it. */
  definitions: Definition[];
}

interface Definition {
  parent: GraphQLNamedType;
  field: GraphQLField<unknown, unknown>;
}

/** All fields that a fetch's document asks for below `_entities`, or below the root. */
export function askedFields(routed: GraphQLSchema, document: DocumentNode): AskedField[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  let operation: OperationDefinitionNode | undefined;
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    else if (node.kind === Kind.OPERATION_DEFINITION) operation = node;
  }
  const asked: AskedField[] = [];

  function walk({ selections }: SelectionSetNode, parent: GraphQLNamedType | undefined, path: readonly string[]): void {
    for (const node of selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(node.name.value);
        if (fragment) walk(fragment.selectionSet, routed.getType(fragment.typeCondition.name.value), path);
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        walk(node.selectionSet, node.typeCondition ? routed.getType(node.typeCondition.name.value) : parent, path);
      } else if (node.name.value === '_entities' && path.length === 0) {
        walk(node.selectionSet!, undefined, path);
      } else if (node.name.value !== '__typename') {
        const here = [...path, node.alias?.value ?? node.name.value];
        const definitions = parent ? definitionsOf(routed, parent, node.name.value) : [];
        asked.push({ path: here, name: node.name.value, definitions });
        if (node.selectionSet) walk(node.selectionSet, definitions[0] && getNamedType(definitions[0].field.type), here);
      }
    }
  }

  if (operation) walk(operation.selectionSet, routed.getRootType(operation.operation) ?? undefined, []);
  return asked;
}

function definitionsOf(routed: GraphQLSchema, parent: GraphQLNamedType, name: string): Definition[] {
  const types = isAbstractType(parent) ? [parent, ...routed.getPossibleTypes(parent)] : [parent];
  return types.flatMap((type) => {
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    return field ? [{ parent: type, field }] : [];
  });
}

/** The greatest visibility of all that is asked for; what is not marked, or not known, is private. */
export function visibilityOf(asked: readonly AskedField[]): Visibility {
  return greatest(asked.map(({ definitions }) => (definitions.length > 0 ? greatest(definitions.map(marked)) : 'principal')));
}

/** The greatest of several visibilities. */
export function greatest(several: readonly Visibility[]): Visibility {
  return visibilities[Math.max(0, ...several.map((one) => visibilities.indexOf(one)))]!;
}

function marked({ parent, field }: Definition): Visibility {
  return markOn(field.astNode) ?? markOn(parent.astNode) ?? 'principal';
}

function markOn(
  node: { readonly directives?: readonly { name: { value: string }; arguments?: readonly { value: object }[] }[] } | null | undefined,
) {
  const mark = node?.directives?.find(({ name }) => name.value === 'visibility');
  const value = mark?.arguments?.[0]?.value as { value?: unknown } | undefined;
  if (!mark) return undefined;
  return visibilities.find((one) => one === value?.value) ?? 'principal';
}

/** True for what may be an object or a list of them in the answer: composite types, and scalars of the graph's own. */
export function isNested({ definitions }: AskedField): boolean {
  return definitions.length === 0 || definitions.some(({ field }) => isOwn(getNamedType(field.type)));
}

function isOwn(type: GraphQLNamedType): boolean {
  return isCompositeType(type) || !['Int', 'Float', 'String', 'Boolean', 'ID'].includes(type.name);
}
