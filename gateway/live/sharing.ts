import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, print, visit } from 'graphql';
import type { Place } from '../../kit/graph.ts';
import type { Principal } from '../../kit/principal.ts';

/** The argument that says where a subscription begins: what is shown for an event does not depend on it. */
const position = 'after';

/** Those whose subscriptions have the same key are shown the same for every event. */
export type KeyOf = (subscription: {
  generation: string;
  document: DocumentNode;
  definition: OperationDefinitionNode;
  field: FieldNode;
  /** Coerced. */
  variables: Record<string, unknown>;
  /** Without what the answer may not depend on. */
  who: Principal;
  place: Place;
}) => string;

/** Finds out once for each document which variables only say where to begin. */
export function createKeys(): KeyOf {
  const known = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();
  return ({ generation, document, definition, field, variables, who, place: { origin } }) => {
    const without = known.get(definition) ?? positionVariables(document, field);
    known.set(definition, without);
    const shown = Object.entries(variables).filter(([name]) => !without.has(name));
    return JSON.stringify([generation, textOf(document), definition.name?.value ?? null, shown, who, origin]);
  };
}

/** The variable that is the position, unless it is used for something else too. */
function positionVariables(document: DocumentNode, field: FieldNode): ReadonlySet<string> {
  const value = field.arguments?.find(({ name }) => name.value === position)?.value;
  if (value?.kind !== Kind.VARIABLE) return new Set();
  const wanted = value.name.value;
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      if (name.value === wanted) uses += 1;
    },
  });
  return new Set(uses === 1 ? [wanted] : []);
}

/** The text of a document as it came. */
export function textOf(document: DocumentNode): string {
  return document.loc?.source.body ?? print(document);
}
