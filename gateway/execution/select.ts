import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What decides which fields of an operation are selected. */
export interface Selecting {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The values that @skip and @include name. */
  conditions: Readonly<Record<string, unknown>>;
}

/** The selections of one place in the document; several, where a field stands there several times. */
export type Selections = readonly SelectionNode[];

/** A field of an object, from all places of the document where it is selected for that type. */
export interface Selected {
  name: string;
  /** The type that the first of them says it is a field of. */
  declaring: GraphQLNamedType;
  /** The same, as errors name it. */
  parent: GraphQLNamedType;
  /** Where it stands; those that stand in one place and say the same are together. */
  nodes: FieldNode[][];
}

/** Whose fields are selected: the type of the object, and the one that the document takes it for. */
interface Parent {
  type: GraphQLNamedType;
  declaring: GraphQLNamedType;
  named: GraphQLNamedType;
}

/** All fields that are selected for an object of the type, in the order of the answer; the schema says that it is of the declared type. */
export function selectFields(
  selecting: Selecting,
  places: readonly Selections[],
  type: GraphQLNamedType,
  declared: GraphQLNamedType,
): Map<string, Selected> {
  const fields = new Map<string, Selected>();
  for (const selections of places) addFields(selecting, selections, { type, declaring: declared, named: type }, fields);
  return fields;
}

function addFields(selecting: Selecting, selections: Selections, parent: Parent, fields: Map<string, Selected>): void {
  for (const nodes of grouped(selections)) {
    const [node] = nodes as [SelectionNode, ...SelectionNode[]];
    if (!isIncluded(node.directives, selecting.conditions)) continue;
    if (node.kind === Kind.FIELD) {
      const name = node.alias?.value ?? node.name.value;
      const field = fields.get(name) ?? { name, declaring: parent.declaring, parent: parent.named, nodes: [] };
      field.nodes.push(nodes as FieldNode[]);
      fields.set(name, field);
      continue;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? selecting.fragments.get(node.name.value) : node;
    if (!fragment || !isIncluded(fragment.directives, selecting.conditions)) continue;
    const nested = node.kind === Kind.FRAGMENT_SPREAD ? fragment.selectionSet.selections : selectionsIn(nodes);
    const condition = fragment.typeCondition && selecting.schema.getType(fragment.typeCondition.name.value);
    if (!condition) addFields(selecting, nested, parent, fields);
    else if (isKindOf(selecting.schema, parent.type, condition)) {
      addFields(selecting, nested, { type: parent.type, declaring: condition, named: condition }, fields);
    }
  }
}

/** Selections of one place that say the same are one, where the first stands: so does the stock executor, in whose order clients expect the fields. */
function grouped(selections: Selections): Iterable<SelectionNode[]> {
  const groups = new Map<string, SelectionNode[]>();
  for (const node of selections) {
    const key = keyOf(node);
    const group = groups.get(key);
    if (!group) groups.set(key, [node]);
    else if (node.kind !== Kind.FRAGMENT_SPREAD) group.push(node);
  }
  return groups.values();
}

function keyOf(node: SelectionNode): string {
  const directives = node.directives?.map(print).join(' ') ?? '';
  if (node.kind === Kind.FIELD) return `${node.alias?.value ?? node.name.value} ${directives}`;
  if (node.kind === Kind.FRAGMENT_SPREAD) return `...${node.name.value} ${directives}`;
  return `... on ${node.typeCondition?.name.value ?? ''} ${directives}`;
}

/** What is selected in all of them. */
export function selectionsIn(nodes: readonly SelectionNode[]): Selections {
  return nodes.flatMap((node) => ('selectionSet' in node && (node.selectionSet as SelectionSetNode | undefined)?.selections) || []);
}

function isIncluded(directives: readonly DirectiveNode[] | undefined, conditions: Selecting['conditions']): boolean {
  return !directives?.some(({ name, arguments: given }) => {
    const value = given?.find((each) => each.name.value === 'if')?.value;
    const isTrue = value?.kind === Kind.VARIABLE ? conditions[value.name.value] === true : value?.kind === Kind.BOOLEAN && value.value;
    return (name.value === 'skip' && isTrue) || (name.value === 'include' && !isTrue);
  });
}

/** True when what is of the one type is of the other too. */
function isKindOf(schema: GraphQLSchema, type: GraphQLNamedType, condition: GraphQLNamedType): boolean {
  if (type === condition) return true;
  return isAbstractType(condition) && (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(condition, type);
}

/** The variables by which an operation's selections are included or not. */
export function conditionVariables(nodes: readonly { selectionSet: SelectionSetNode }[]): string[] {
  const names = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      for (const { name, arguments: given } of node.directives ?? []) {
        const value = given?.find((each) => each.name.value === 'if')?.value;
        if ((name.value === 'skip' || name.value === 'include') && value?.kind === Kind.VARIABLE) names.add(value.name.value);
      }
      if (node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet) visit(node.selectionSet);
    }
  };
  for (const { selectionSet } of nodes) visit(selectionSet);
  return [...names].sort();
}
