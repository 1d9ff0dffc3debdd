import { type Meters, since } from '../kit/metrics.ts';
import { span } from '../kit/trace.ts';
import { type Apollo, type GraphContext, WrittenData } from './apollo.ts';
import { codeOf } from './fault.ts';

/** What an operation may cost, and what this one does at most; every answer tells. */
export interface Cost {
  estimated: number;
  limit: number;
}

/** A result as it was written, and whether it has no errors. */
export interface Answered {
  text: string;
  clean: boolean;
}

/** Executes a query or a mutation through Apollo Server and writes the whole result as JSON; timed and traced. */
export function answer(apollo: Apollo, query: string, context: GraphContext, cost: Cost, meters: Meters): Promise<Answered> {
  const { operation: kind, name } = context.read.definition;
  const operation = meters.nameOf(name?.value);
  const start = performance.now();
  const tell = (outcome: string) => meters.operations.observe({ operation, kind, outcome }, since(start));
  const facts = { 'graphql.operation.type': kind, 'graphql.operation.name': operation, 'parlor.workspace.id': context.who.workspaceId };
  return span(`graphql ${kind}`, facts, () => written(apollo, query, context, cost, tell));
}

async function written(
  apollo: Apollo,
  query: string,
  context: GraphContext,
  cost: Cost,
  tell: (outcome: string) => void,
): Promise<Answered> {
  const operationName = context.read.definition.name?.value;
  const { body } = await apollo.executeOperation({ query, operationName, variables: context.variables }, { contextValue: context });
  if (body.kind !== 'single') throw new Error('the answer came in parts, which nobody asked for');
  const { data, errors } = body.singleResult;
  tell(errors?.[0] ? codeOf(errors[0]) : 'ok');
  const told = errors?.length ? `,"errors":${JSON.stringify(errors)}` : '';
  const text = `{"data":${writtenOf(data)}${told},"extensions":{"cost":{"estimated":${cost.estimated},"limit":${cost.limit}}}}`;
  return { text, clean: !errors?.length };
}

function writtenOf(data: unknown): string {
  return data instanceof WrittenData ? data.text : JSON.stringify(data ?? null);
}
