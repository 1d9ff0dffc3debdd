import {
  type ConstDirectiveNode,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
} from 'graphql';
import type { Maybe } from 'graphql/jsutils/Maybe.js';
import type { Principal } from '../../kit/principal.ts';
import { befalls, type Faults } from './fault.ts';
import { hash } from './random.ts';
import { type Families, keyFields, memberOf, neededFields, numberOf, type Thing, thingOf } from './thing.ts';

/** What resolvers know: the subgraph's schema as it is written, and what goes wrong. */
export interface Knowledge {
  schema: GraphQLSchema;
  families: Families;
  faults: Faults;
  /** Who asks, where that matters: fields then say something else to whom they are marked to tell apart. */
  who?: Principal;
}

const lengths = [0, 1, 1, 2, 2, 3];
const codes = ['NOT_FOUND', 'FORBIDDEN', 'UNAVAILABLE', 'BAD_INPUT'];
const texts = ['plain', 'with "quotes" and \\', 'line\nbreak \u2028', 'ærlig 🦊', '', '\u0000\u001f', '__proto__'];
const numbers = [0, 1, -1, 7, 2_147_483_647, -2_147_483_648];
const floats = [0, -0.5, 1e21, 3.14, 5e-324, -12];
const anything = [{}, [], { b: [1, { a: null }], a: 'x' }, 'text', 4.5, false, { __typename: 'Query', id: 'id-1', 1: 2 }];

/** What a field gives: a value made of the thing, the field and its arguments. */
export const resolveField: GraphQLFieldResolver<Thing | undefined, Knowledge> = (source, args, knowledge, { parentType, fieldName }) => {
  const thing = source ?? { __typename: parentType.name, identity: parentType.name };
  const written = knowledge.schema.getType(parentType.name) as GraphQLObjectType;
  const { type } = written.getFields()[fieldName]!;
  const number = numberOf(thing);
  if (number !== undefined && keyFields(written).has(fieldName)) {
    const named = String(type).replace('!', '');
    if (named === 'Int') return Number(number);
    if (named === 'ID' || named === 'String') return `${fieldName}-${number}`;
  }
  const needed = neededFields(written, fieldName).map((name) => thing.given?.[name]);
  const key = `${thing.identity}.${fieldName}${viewOf(written, fieldName, knowledge.who)}${JSON.stringify(args)}${needed.length > 0 ? JSON.stringify(needed) : ''}`;
  if (befalls(knowledge.faults, 'errors', key)) throw failure(key);
  return fakeValue(type, key, knowledge);
};

/** What of who asks a field's value hangs on, as its mark or its type's says. */
function viewOf(type: GraphQLObjectType, field: string, who: Principal | undefined): string {
  if (!who) return '';
  const mark = markOn(type.getFields()[field]) ?? markOn(type) ?? 'principal';
  if (mark === 'public') return '';
  const seen = mark === 'role' && who.kind === 'agent' ? [who.workspaceId, who.role] : who;
  return ` to ${JSON.stringify(seen)}`;
}

function markOn({ astNode }: { astNode?: Maybe<{ directives?: readonly ConstDirectiveNode[] }> } = {}): string | undefined {
  const mark = astNode?.directives?.find(({ name }) => name.value === 'visibility')?.arguments?.[0]?.value;
  return mark?.kind === Kind.STRING ? mark.value : undefined;
}

/** The failure of a resolver: it says of what, so that it can be told from others. */
export function failure(key: string): GraphQLError {
  return new GraphQLError(`failed: ${key}`, { extensions: { code: codes[hash(key) % codes.length] } });
}

function fakeValue(type: GraphQLOutputType, key: string, knowledge: Knowledge): unknown {
  const { schema, families, faults } = knowledge;
  if (befalls(faults, isNonNullType(type) ? 'lies' : 'nulls', key)) return null;
  const present = isNonNullType(type) ? type.ofType : type;
  if (isListType(present)) {
    const length = lengths[hash(`${key} length`) % lengths.length]!;
    return Array.from({ length }, (_, index) => fakeValue(present.ofType, `${key}[${index}]`, knowledge));
  }
  if (isObjectType(present)) return thingOf(present, key, families);
  if (isAbstractType(present)) {
    if (families.has(present.name)) return memberOf(present.name, key, families);
    const possible = schema.getPossibleTypes(present);
    return thingOf(possible[hash(`${key} type`) % possible.length]!, key, families);
  }
  const lie = befalls(faults, 'lies', `${key} value`);
  if (!isEnumType(present)) return fakeScalar(present.name, hash(key), lie);
  const values = present.getValues();
  return lie ? 'NONE_SUCH' : values[hash(key) % values.length]!.name;
}

function fakeScalar(name: string, chosen: number, lie: boolean): unknown {
  switch (name) {
    case 'Int':
      return lie ? `no number ${chosen}` : numbers[chosen % numbers.length];
    case 'Float':
      return lie ? `no number ${chosen}` : floats[chosen % floats.length];
    case 'Boolean':
      return lie ? 'neither' : chosen % 2 === 0;
    case 'ID':
      return lie ? { no: 'id' } : `some-${chosen % 100}`;
    case 'String':
      return lie ? 12 : `${texts[chosen % texts.length]} ${chosen % 100}`;
    default:
      return anything[chosen % anything.length];
  }
}
