import { type ConstDirectiveNode, type GraphQLSchema, getDirectiveValues } from 'graphql';

/** The arguments of a directive where it stands on a definition; `undefined` where it does not, or where the schema does not know it. */
export function directiveOf<T>(
  schema: GraphQLSchema,
  name: string,
  node: { directives?: readonly ConstDirectiveNode[] } | null | undefined,
): T | undefined {
  const directive = schema.getDirective(name);
  return directive && node ? (getDirectiveValues(directive, node) as T | undefined) : undefined;
}
