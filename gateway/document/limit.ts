import { type FragmentDefinitionNode, GraphQLError, Kind, type SelectionSetNode, type ValidationRule } from 'graphql';

/** The most tokens a document may have. */
export const mostTokens = 10_000;
/** The most fields an operation may have when its fragments are written out: what is planned grows with it, not with the text. */
const mostFields = 5_000;

/** Refuses operations that unfold to more fields than anybody needs. */
export const fieldLimit: ValidationRule = (context) => {
  const sizes = new Map<FragmentDefinitionNode, number>();

  function sizeOf({ selections }: SelectionSetNode): number {
    let size = 0;
    for (const node of selections) {
      if (node.kind === Kind.FIELD) size += 1 + (node.selectionSet ? sizeOf(node.selectionSet) : 0);
      else if (node.kind === Kind.INLINE_FRAGMENT) size += sizeOf(node.selectionSet);
      else size += sizeOfFragment(context.getFragment(node.name.value));
    }
    return size;
  }

  function sizeOfFragment(fragment: FragmentDefinitionNode | null | undefined): number {
    if (!fragment) return 0;
    const known = sizes.get(fragment);
    if (known !== undefined) return known;
    // Counts as nothing while it is being counted, for a fragment that contains itself is refused by another rule.
    sizes.set(fragment, 0);
    const size = sizeOf(fragment.selectionSet);
    sizes.set(fragment, size);
    return size;
  }

  return {
    OperationDefinition(node) {
      if (sizeOf(node.selectionSet) <= mostFields) return;
      context.reportError(new GraphQLError(`The operation unfolds to more than ${mostFields} fields.`, { nodes: node }));
    },
  };
};
