import {
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInputObjectType,
  isInputType,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** What a document uses of a schema: the names of its types, `Type.field`, and `Type.field.argument`. */
export function usageOf(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  const info = new TypeInfo(schema);

  /** Whatever may stand in a variable of the type. */
  function useInput(type: GraphQLInputType): void {
    const named = getNamedType(type);
    if (used.has(named.name)) return;
    used.add(named.name);
    if (!isInputObjectType(named)) return;
    for (const field of Object.values(named.getFields())) {
      used.add(`${named.name}.${field.name}`);
      useInput(field.type);
    }
  }

  const visitor = {
    Field: () => {
      const [parent, field] = [info.getParentType(), info.getFieldDef()];
      if (!parent || !field) return;
      used.add(parent.name).add(`${parent.name}.${field.name}`);
      const named = getNamedType(field.type);
      // What may come out grows and shrinks without harm, unless it is selected from.
      if (isCompositeType(named)) used.add(named.name);
    },
    Argument: () => {
      const [parent, field, argument] = [info.getParentType(), info.getFieldDef(), info.getArgument()];
      if (!parent || !field || !argument) return;
      used.add(`${parent.name}.${field.name}.${argument.name}`);
      useInput(argument.type);
    },
    VariableDefinition: ({ type: node }: { type: Parameters<typeof typeFromAST>[1] }) => {
      const type = typeFromAST(schema, node);
      if (isInputType(type)) useInput(type);
    },
  };
  visit(document, visitWithTypeInfo(info, visitor));
  return used;
}
