import type { Apollo, GraphContext } from './apollo.ts';

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

/** Executes a query or a mutation through Apollo Server and writes the whole result as JSON. */
export async function answer(apollo: Apollo, query: string, context: GraphContext): Promise<string> {
  const operationName = context.read.definition.name?.value;
  const { body } = await apollo.executeOperation({ query, operationName, variables: context.variables }, { contextValue: context });
  if (body.kind !== 'single') throw new Error('the answer came in parts, which nobody asked for');
  const { data, errors } = body.singleResult;
  const told = errors?.length ? `,"errors":${JSON.stringify(errors)}` : '';
  return `{"data":${writtenOf(data)}${told}}`;
}

function writtenOf(data: unknown): string {
  return data instanceof WrittenData ? data.text : JSON.stringify(data ?? null);
}
