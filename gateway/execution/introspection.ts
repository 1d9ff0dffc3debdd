import { executeSync, Kind, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import type { Selecting } from './select.ts';
import type { FieldShape } from './shape.ts';
import type { Data } from './step.ts';

/** JSON text of a root field that the schema answers itself, as `__schema`. */
export function writeIntrospection(
  { schema, fragments }: Selecting,
  definition: OperationDefinitionNode,
  field: FieldShape,
  variables: Data,
): string {
  const { nodes, name } = field.selected;
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: OperationTypeNode.QUERY,
    variableDefinitions: definition.variableDefinitions,
    selectionSet: { kind: Kind.SELECTION_SET, selections: nodes.flat() },
  };
  const document = { kind: Kind.DOCUMENT as const, definitions: [operation, ...fragments.values()] };
  const { data } = executeSync({ schema, document, rootValue: {}, variableValues: variables });
  return JSON.stringify(data?.[name] ?? null);
}
