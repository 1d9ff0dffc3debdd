import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  execute,
  GraphQLList,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInterfaceType,
  isListType,
  isObjectType,
  isScalarType,
  Kind,
  parse,
  validate,
} from 'graphql';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import type { Principal } from '../../kit/principal.ts';
import { failure, type Knowledge, resolveField } from './fake.ts';
import { befalls, type Faults } from './fault.ts';
import { hash } from './random.ts';
import { type Families, type Thing, thingOfReference } from './thing.ts';

/** Answers a request, the text of a GraphQL request over HTTP, with the text of the reply. */
export type Subgraph = (body: string, faults: Faults, who?: Principal) => Promise<string>;

interface Body {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  item?: Pick<FeedItem, 'position'>;
}

type Reference = Record<string, unknown> & { __typename: string };

const mostDocuments = 200;

/** A subgraph by Apollo's library whose resolvers make everything up. */
export function createSubgraph(typeDefs: DocumentNode, families: Families): Subgraph {
  const schema = build(typeDefs, families);
  const lying = makeLie(build(typeDefs, families));
  const documents = new Map<string, DocumentNode>();

  function read(query: string): DocumentNode {
    const known = documents.get(query);
    if (known) return known;
    const document = parse(query, { noLocation: true });
    const errors = validate(schema, document);
    if (errors.length > 0) throw new Error(`A subgraph was sent what is not valid: ${errors[0]!.message}\n${query}`);
    if (documents.size >= mostDocuments) documents.clear();
    documents.set(query, document);
    return document;
  }

  return async (text, faults, who) => {
    const { query, variables, operationName, item } = JSON.parse(text) as Body;
    if (item && hash(`${faults.seed} ${item.position}`) % 6 === 0) return '{"skip":true}';
    const contextValue: Knowledge = { schema, families, faults, who };
    const result = await execute({
      schema: faults.lies > 0 ? lying : schema,
      document: read(query),
      variableValues: variables,
      operationName,
      contextValue,
      rootValue: item && { __typename: 'Subscription', identity: `Subscription@${item.position}` },
      fieldResolver: resolveField,
    });
    return JSON.stringify(result);
  };
}

function build(typeDefs: DocumentNode, families: Families): GraphQLSchema {
  const resolveReference = async (reference: Reference, { faults }: Knowledge, { schema }: GraphQLResolveInfo): Promise<Thing | null> => {
    const thing = thingOfReference(schema.getType(reference.__typename)!, reference, families);
    const stranger = befalls(faults, 'strangers', thing.identity);
    if (stranger && hash(thing.identity) % 2 === 0) throw failure(thing.identity);
    return stranger ? null : thing;
  };
  const entities = typeDefs.definitions.flatMap((node) => {
    const isEntity = 'directives' in node && node.directives?.some(({ name }) => name.value === 'key');
    const isType = node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
    return isEntity && isType ? [[node.name.value, { __resolveReference: resolveReference }] as const] : [];
  });
  return buildSubgraphSchema([{ typeDefs, resolvers: Object.fromEntries(entities) as never }]);
}

/** Lets a schema give nothing where it promises something, and any value for any leaf, as a subgraph with other libraries might. */
function makeLie(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('_')) continue;
    for (const field of Object.values(type.getFields())) field.type = loosen(field.type);
  }
  return schema;
}

function loosen(type: GraphQLOutputType): GraphQLOutputType {
  const present = getNullableType(type);
  if (isListType(present)) return new GraphQLList(loosen(present.ofType));
  const named = getNamedType(present);
  return isScalarType(named) || isEnumType(named) ? new GraphQLScalarType({ name: named.name, serialize: (value) => value }) : present;
}
