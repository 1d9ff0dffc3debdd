import { composeServices } from '@apollo/composition';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLFormattedError, getOperationAST, getVariableValues, graphql, parse, validate } from 'graphql';
import type { ReadOperation } from '../../gateway/document/read.ts';
import { compileOperation } from '../../gateway/execution/compile.ts';
import { type Answer, execute, type Run } from '../../gateway/execution/execute.ts';
import type { Ask } from '../../gateway/subgraphs/ask.ts';

/** A subgraph by Apollo's library. */
export interface Subgraph {
  typeDefs: string;
  resolvers: object;
}

/** What a request to a subgraph was. */
export interface Asked extends Ask {
  query: string;
  variables: Record<string, unknown>;
}

export interface StockAnswer {
  data: string;
  errors: GraphQLFormattedError[];
  /** What is not as the schema says; told only where there are no errors. */
  unfit: GraphQLFormattedError[];
}

export const agent = { kind: 'agent', workspaceId: 'wsp_1', agentId: 'agt_1', role: 'agent' } as const;

/** A composed graph whose subgraphs answer in memory, with our executor and the stock one over the same plans. */
export function createWorld(subgraphs: Record<string, Subgraph>) {
  const link =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requires", "@provides", "@external", "@shareable", "@interfaceObject", "@override", "@inaccessible", "@composeDirective"])\n';
  const sources = Object.entries(subgraphs).map(([name, { typeDefs }]) => ({ name, typeDefs: parse(link + typeDefs) }));
  const composed = composeServices(sources);
  if (composed.errors) throw new Error(composed.errors.map(({ message }) => message).join('\n'));
  const supergraph = Supergraph.build(composed.supergraphSdl);
  const planner = new QueryPlanner(supergraph);
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  const routed = supergraph.schema.toGraphQLJSSchema();
  const schemas = Object.fromEntries(
    sources.map(({ name, typeDefs }) => [name, buildSubgraphSchema([{ typeDefs, resolvers: subgraphs[name]!.resolvers as never }])]),
  );

  /** The text of a subgraph's reply. */
  async function reply(service: string, body: string): Promise<string> {
    const { query, variables, operationName } = JSON.parse(body);
    return JSON.stringify(await graphql({ schema: schemas[service]!, source: query, variableValues: variables, operationName }));
  }

  function read(query: string): ReadOperation {
    const document = parse(query);
    const [error] = validate(schema, document);
    if (error) throw error;
    return { document, definition: getOperationAST(document)! };
  }

  function prepare(query: string) {
    const operation = read(query);
    const plan = structuredClone(
      JSON.parse(JSON.stringify(planner.buildQueryPlan(operationFromDocument(supergraph.apiSchema(), operation.document)))),
    );
    return { operation, plan };
  }

  async function ours(
    query: string,
    variables: Record<string, unknown> = {},
    options: Partial<Run> = {},
  ): Promise<Answer & { asked: Asked[] }> {
    const { operation, plan } = prepare(query);
    const { coerced, errors } = getVariableValues(schema, operation.definition.variableDefinitions ?? [], variables);
    if (errors) throw errors[0];
    const asked: Asked[] = [];
    const send: Run['send'] = async (ask) => {
      asked.push({ ...ask, ...JSON.parse(ask.body) });
      return (options.send ?? ((each) => reply(each.service, each.body)))(ask);
    };
    const answer = await execute(compileOperation({ schema, routed }, operation, plan), {
      variables: coerced,
      who: agent,
      ...options,
      send,
    });
    return { ...answer, asked };
  }

  async function stock(query: string, variables: Record<string, unknown> = {}): Promise<StockAnswer> {
    const { operation, plan } = prepare(query);
    const source = (name: string) => ({
      process: async ({ request }: { request: object }) => JSON.parse(await reply(name, JSON.stringify(request))),
    });
    const services = Object.fromEntries(Object.keys(subgraphs).map((name) => [name, source(name)]));
    const request = { request: { query, variables }, metrics: {}, context: {}, logger: silent };
    const context = buildOperationContext({ schema, operationDocument: operation.document });
    const { data, errors, extensions } = await executeQueryPlan(plan, services, request as never, context, routed, supergraph.apiSchema());
    return { data: JSON.stringify(data), errors: toldAs(errors), unfit: toldAs(extensions?.valueCompletion) };
  }

  return { schema, routed, reply, read, prepare, ours, stock };
}

export type World = ReturnType<typeof createWorld>;

function toldAs(errors: unknown): GraphQLFormattedError[] {
  return JSON.parse(JSON.stringify(errors ?? []));
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };
