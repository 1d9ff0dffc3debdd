import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  type ValueNode,
} from 'graphql';

/** A field's name and arguments in one way of writing: the same text where they say the same. */
export function callText({ name, arguments: given = [] }: FieldNode, declared: readonly GraphQLArgument[] = []): string {
  const texts = given.map((one) => {
    const type = declared.find((each) => each.name === one.name.value)?.type;
    return `${one.name.value}:${valueText(one.value, type)}`;
  });
  return `${name.value}(${texts.sort().join()})`;
}

function valueText(value: ValueNode, type: GraphQLInputType | undefined): string {
  const expected = type && getNullableType(type);
  if (value.kind === Kind.VARIABLE) return `$${value.name.value}`;
  if (value.kind === Kind.NULL) return 'null';
  if (isListType(expected) && value.kind !== Kind.LIST) return `[${valueText(value, expected.ofType)}]`;
  switch (value.kind) {
    case Kind.LIST:
      return `[${value.values.map((each) => valueText(each, isListType(expected) ? expected.ofType : undefined)).join()}]`;
    case Kind.OBJECT: {
      const fields = isInputObjectType(expected) ? expected.getFields() : {};
      return `{${value.fields.map((each) => `${each.name.value}:${valueText(each.value, fields[each.name.value]?.type)}`).sort()}}`;
    }
    case Kind.INT:
    case Kind.FLOAT:
      return String(expected) === 'ID' ? JSON.stringify(value.value) : `${Number(value.value)}`;
    case Kind.STRING:
      return JSON.stringify(value.value);
    default:
      return `${value.value}`;
  }
}
