import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import { getOperationAST, parse } from 'graphql';
import { compileOperation } from '../gateway/execution/compile.ts';
import { execute } from '../gateway/execution/execute.ts';
import { generated, type SubgraphName, subgraphs } from '../schema/sdl.ts';
import { cannedSubgraphs } from './gateway/canned.ts';
import { page } from './gateway/page.ts';
import { customerIds, resolvers } from './gateway/world.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' }, requests: { type: 'string', default: '400' } } });
const customers = customerIds.slice(0, 50);
const canned = cannedSubgraphs(resolvers);
const supergraph = Supergraph.build(readFileSync(generated('supergraph.graphql'), 'utf8'));
const api = supergraph.apiSchema();
const schema = api.toGraphQLJSSchema();
const routed = supergraph.schema.toGraphQLJSSchema();
const document = parse(page);
const plan = new QueryPlanner(supergraph).buildQueryPlan(operationFromDocument(api, document));
const compiled = compileOperation({ schema, routed }, { document, definition: getOperationAST(document)! }, plan);
const who = { kind: 'agent', workspaceId: 'wsp_1', agentId: 'agt_1', role: 'agent' } as const;

/** Answers the page of a customer with the text of its data. */
type Executor = (id: string) => Promise<string>;

const replies = new Map<string, string[]>();

const ours: Executor = async (id) => {
  const { data, errors } = await execute(compiled, {
    variables: { id },
    who,
    send: async ({ service, body }) => canned(service as SubgraphName, body),
  });
  if (errors.length > 0) throw new Error(errors[0]!.message);
  return data;
};

const sources = Object.fromEntries(
  subgraphs.map((name) => [
    name,
    {
      process: async ({ request: { query, variables, operationName } }: { request: Record<string, unknown> }) =>
        JSON.parse(await canned(name, JSON.stringify({ query, variables, operationName }))),
    },
  ]),
);
const context = buildOperationContext({ schema, operationDocument: document });
const silent = { debug() {}, info() {}, warn() {}, error() {} };

const stock: Executor = async (id) => {
  const request = { request: { query: page, variables: { id } }, metrics: {}, context: {}, logger: silent };
  const { data, errors } = await executeQueryPlan(plan, sources as never, request as never, context, routed, api);
  if (errors) throw errors[0];
  return JSON.stringify(data);
};

/** Nothing but reading what ours is told, and writing the answer. */
const floor: Executor = async (id) => {
  let length = 0;
  for (const text of replies.get(id)!) length += Object.keys(JSON.parse(text)).length;
  return length > 0 ? JSON.stringify(answers.get(id)) : '';
};

const answers = new Map<string, unknown>();
for (const id of customers) {
  const told: string[] = [];
  const send = async ({ service, body }: { service: string; body: string }) => {
    const text = await canned(service as SubgraphName, body);
    told.push(text);
    return text;
  };
  const { data } = await execute(compiled, { variables: { id }, who, send });
  if (data !== (await stock(id))) throw new Error(`the answers for ${id} are not the same`);
  replies.set(id, told);
  answers.set(id, JSON.parse(data));
}

/** Microseconds of CPU for each of many requests. */
async function measure(executor: Executor): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < Number(values.requests); i++) await executor(customers[i % customers.length]!);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / Number(values.requests);
}

const median = (several: number[]) => several.sort((a, b) => a - b)[several.length >> 1]!;
const executors = { ours, stock, floor };
const taken = { ours: [] as number[], stock: [] as number[], floor: [] as number[] };
for (let round = -3; round < Number(values.rounds); round++) {
  for (const name of ['ours', 'stock', 'floor'] as const) {
    const cost = await measure(executors[name]);
    if (round >= 0) taken[name].push(cost);
  }
}
const ratios = taken.stock.map((cost, round) => cost / taken.ours[round]!);
const [least, leastStock, leastFloor] = [taken.ours, taken.stock, taken.floor].map((costs) => Math.min(...costs)) as [
  number,
  number,
  number,
];
const lines = [
  `one page of ${Math.round(median(customers.map((id) => JSON.stringify(answers.get(id)).length)) / 1024)} KiB from ${replies.get(customers[1]!)!.length} replies, CPU, medians of ${values.rounds} rounds`,
  `ours ${median(taken.ours).toFixed(0)} µs, stock ${median(taken.stock).toFixed(0)} µs, parsing and stringifying alone ${median(taken.floor).toFixed(0)} µs`,
  `stock / ours: ${median(ratios).toFixed(1)} (${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)})`,
  `the least disturbed rounds: ours ${least.toFixed(0)} µs, stock ${leastStock.toFixed(0)} µs, parsing and stringifying ${leastFloor.toFixed(0)} µs: ${(leastStock / least).toFixed(1)}`,
];
process.stdout.write(`${lines.join('\n')}\n`);
