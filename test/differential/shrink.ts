import {
  type DocumentNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  separateOperations,
  validate,
  visit,
} from 'graphql';

/** The smallest operation found that still fails, by leaving out and simplifying one thing after another. */
export async function shrink(
  schema: GraphQLSchema,
  document: DocumentNode,
  fails: (smaller: DocumentNode) => Promise<boolean>,
): Promise<DocumentNode> {
  let smallest = document;
  for (let tried = 0, index = 0; tried < 2_000; tried++) {
    const candidate = simplified(smallest, index);
    if (!candidate) return smallest;
    const valid = validate(schema, candidate, undefined, { maxErrors: 1 }).length === 0;
    if (valid && (await fails(candidate))) smallest = candidate;
    else index++;
  }
  return smallest;
}

/** The document with its nth simplification; `undefined` behind the last. */
function simplified(document: DocumentNode, wanted: number): DocumentNode | undefined {
  let left = wanted;
  let done = false;
  const take = () => {
    if (done || left-- > 0) return false;
    done = true;
    return true;
  };
  const changed = visit(document, {
    SelectionSet(node) {
      for (const selection of node.selections) {
        if (node.selections.length > 1 && take()) return without(node, selection);
        const inner = unwrapped(document, selection);
        if (inner && take()) return { ...node, selections: node.selections.flatMap((each) => (each === selection ? inner : [each])) };
      }
      return undefined;
    },
    Directive: () => (take() ? null : undefined),
    Argument: () => (take() ? null : undefined),
    ObjectField: () => (take() ? null : undefined),
    Field: (node) => (node.alias && take() ? { ...node, alias: undefined } : undefined),
    VariableDefinition: (node) => (node.defaultValue && take() ? { ...node, defaultValue: undefined } : undefined),
  });
  return done ? tidy(changed) : undefined;
}

function without(node: SelectionSetNode, selection: SelectionNode): SelectionSetNode {
  return { ...node, selections: node.selections.filter((each) => each !== selection) };
}

/** What stands in a selection that can go itself: in a fragment. */
function unwrapped(document: DocumentNode, selection: SelectionNode): readonly SelectionNode[] | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT) return selection.selectionSet.selections;
  if (selection.kind !== Kind.FRAGMENT_SPREAD) return undefined;
  const fragment = document.definitions.find((node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === selection.name.value);
  if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) return undefined;
  const inline: InlineFragmentNode = {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: fragment.typeCondition,
    directives: selection.directives,
    selectionSet: fragment.selectionSet,
  };
  return [inline];
}

/** Without the fragments and variables that nothing uses any more. */
function tidy(document: DocumentNode): DocumentNode {
  const [separate] = Object.values(separateOperations(document));
  const used = new Set<string>();
  for (const definition of separate!.definitions) {
    const nodes = definition.kind === Kind.OPERATION_DEFINITION ? { ...definition, variableDefinitions: [] } : definition;
    visit(nodes, { Variable: ({ name }) => void used.add(name.value) });
  }
  return visit(separate!, { VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? false : null) });
}
