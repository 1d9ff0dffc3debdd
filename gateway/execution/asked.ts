import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Visibility, visibilities } from '../visibility.ts';

/** A field that an operation asks for, of a client or of a fetch, as the whole graph knows it. */
export interface AskedField {
  /** Response names from the root; from the object that the fetch is about, for one of entities. */
  path: readonly string[];
  node: FieldNode;
  /** Of which type it is asked for. Unknown where the graph does not know that type or its fields. */
  parent: GraphQLNamedType | undefined;
  /** One, or those of the interface and of all that implement it. None when the graph does not know it. */
  definitions: Definition[];
  /** True where it is asked for of every object at its place, whatever the variables. */
  always: boolean;
}

interface Definition {
  parent: GraphQLNamedType;
  field: GraphQLField<unknown, unknown>;
}

/** A document's fragments by their names. */
export function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  return new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])));
}

/** All fields but `__typename` that an operation asks for; of a fetch of entities, those below `_entities`. */
export function askedFields(
  routed: GraphQLSchema,
  { operation, selectionSet }: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): AskedField[] {
  return fieldsIn(routed, selectionSet, routed.getRootType(operation) ?? undefined, fragments);
}

/** All fields but `__typename` that are selected from a type. */
export function fieldsIn(
  routed: GraphQLSchema,
  selectionSet: SelectionSetNode,
  type: GraphQLNamedType | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode> = new Map(),
): AskedField[] {
  const asked: AskedField[] = [];

  function walk({ selections }: SelectionSetNode, parent: GraphQLNamedType | undefined, path: readonly string[], always: boolean): void {
    for (const node of selections) {
      const unconditional = always && !node.directives?.length;
      if (node.kind === Kind.FIELD) add(node, parent, path, unconditional);
      else {
        const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
        const condition = fragment?.typeCondition ? routed.getType(fragment.typeCondition.name.value) : parent;
        if (fragment) walk(fragment.selectionSet, condition, path, unconditional && condition === parent);
      }
    }
  }

  function add(node: FieldNode, parent: GraphQLNamedType | undefined, path: readonly string[], always: boolean): void {
    const name = node.name.value;
    if (name === '__typename') return;
    const isEntities = name === '_entities' && path.length === 0;
    const here = isEntities ? path : [...path, node.alias?.value ?? name];
    const definitions = parent ? definitionsOf(routed, parent, name) : [];
    if (!isEntities) asked.push({ path: here, node, parent, definitions, always });
    if (node.selectionSet) walk(node.selectionSet, definitions[0] && getNamedType(definitions[0].field.type), here, always);
  }

  walk(selectionSet, type, [], true);
  return asked;
}

function definitionsOf(routed: GraphQLSchema, parent: GraphQLNamedType, name: string): Definition[] {
  const types = isAbstractType(parent) ? [parent, ...routed.getPossibleTypes(parent)] : [parent];
  return types.flatMap((type) => {
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    return field ? [{ parent: type, field }] : [];
  });
}

/** The greatest visibility of all that is asked for; what is not marked, or not known, is private. So is which type something is of, alone. */
export function visibilityOf(asked: readonly AskedField[]): Visibility {
  if (asked.length === 0) return 'principal';
  return greatest(asked.map(({ definitions }) => (definitions.length > 0 ? greatest(definitions.map(marked)) : 'principal')));
}

/** The greatest of several visibilities. */
export function greatest(several: readonly Visibility[]): Visibility {
  return visibilities[Math.max(0, ...several.map((one) => visibilities.indexOf(one)))]!;
}

function marked({ parent, field }: Definition): Visibility {
  return markOn(field.astNode) ?? markOn(parent.astNode) ?? 'principal';
}

interface Directed {
  readonly directives?: readonly DirectiveNode[];
}

/** Subgraphs may mark the same differently. */
function markOn(node: Directed | null | undefined): Visibility | undefined {
  const marks = node?.directives?.filter(({ name }) => name.value === 'visibility').map(({ arguments: given }) => given?.[0]?.value);
  if (!marks?.length) return undefined;
  return greatest(marks.map((value) => visibilities.find((one) => value?.kind === Kind.STRING && value.value === one) ?? 'principal'));
}

/** True for what may be an object or a list of them in the answer: composite types, and scalars of the graph's own. */
export function isNested({ definitions }: AskedField): boolean {
  return definitions.length === 0 || definitions.some(({ field }) => !isSimple(getNamedType(field.type)));
}

function isSimple(type: GraphQLNamedType): boolean {
  return isEnumType(type) || isSpecifiedScalarType(type);
}
