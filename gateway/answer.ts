import { type Meters, since } from '../kit/metrics.ts';
import { span } from '../kit/trace.ts';
import type { Apollo, GraphContext } from './apollo.ts';
import { codeOf } from './fault.ts';

/** The data of an answer as it was written: Apollo Server carries it, and nobody writes it a second time. */
export class WrittenData {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  /** For whoever looks into it all the same, as a plugin of Apollo Server may. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** Executes a query or a mutation through Apollo Server and writes the whole result as JSON; timed and traced. */
export function answer(apollo: Apollo, query: string, context: GraphContext, meters: Meters): Promise<string> {
  const { operation: kind, name } = context.read.definition;
  const operation = meters.nameOf(name?.value);
  const start = performance.now();
  const tell = (outcome: string) => meters.operations.observe({ operation, kind, outcome }, since(start));
  const facts = { 'graphql.operation.type': kind, 'graphql.operation.name': operation, 'parlor.workspace.id': context.who.workspaceId };
  return span(`graphql ${kind}`, facts, () => written(apollo, query, context, tell));
}

async function written(apollo: Apollo, query: string, context: GraphContext, tell: (outcome: string) => void): Promise<string> {
  const operationName = context.read.definition.name?.value;
  const { body } = await apollo.executeOperation({ query, operationName, variables: context.variables }, { contextValue: context });
  if (body.kind !== 'single') throw new Error('the answer came in parts, which nobody asked for');
  const { data, errors } = body.singleResult;
  tell(errors?.[0] ? codeOf(errors[0]) : 'ok');
  const told = errors?.length ? `,"errors":${JSON.stringify(errors)}` : '';
  return `{"data":${writtenOf(data)}${told}}`;
}

function writtenOf(data: unknown): string {
  return data instanceof WrittenData ? data.text : JSON.stringify(data ?? null);
}
