import { z } from 'zod';
import { CodedError, httpStatus } from '../schema/errors.ts';
import type { Bus, Json, Subscription } from './bus/bus.ts';
import type { GraphReply, GraphRequest } from './graph.ts';
import type { Http } from './http.ts';
import { feedItem } from './live.ts';
import { part } from './trace.ts';

/**
 * A subgraph that takes and gives JSON text; the signed principal stands in the text, or comes beside. Rejects with a CodedError what is no
 * request: BAD_INPUT, TOO_LARGE, UNAUTHENTICATED.
 */
export type AnswerGraph = (text: string, principal?: string) => Promise<string>;

/** The most characters of a request. */
const largest = 8 * 1024 * 1024;

const body = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.custom<Json>()).nullish(),
  principal: z.string().optional(),
  item: feedItem.optional(),
});

/** Reads and writes for a subgraph. */
export function overText(graph: (request: GraphRequest) => Promise<GraphReply>): AnswerGraph {
  return async (text, beside) => {
    if (text.length > largest) throw new CodedError('TOO_LARGE');
    const asked = body.safeParse(parsed(text));
    if (!asked.success) throw new CodedError('BAD_INPUT', 'The body must be JSON with `query`, and `variables` where it has any.');
    const principal = beside ?? asked.data.principal;
    if (!principal) throw new CodedError('UNAUTHENTICATED', 'A subgraph answers only with a signed principal: ask the gateway instead.');
    return JSON.stringify(await graph({ ...asked.data, principal }));
  };
}

/** Serves a subgraph over the bus, to the gateway. */
export function serveGraph(bus: Bus, name: string, answer: AnswerGraph): Promise<Subscription> {
  const subject = `graph.${name}`;
  return bus.serve(subject, (text) => part(subject, {}, () => answer(text)));
}

/** Serves a subgraph over HTTP too, so that any Federation 2 router can stand in front: `POST /graphql` with a signed principal as bearer token. */
export function subgraphRoute(http: Http, answer: AnswerGraph): void {
  http.register(async (scope) => {
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: largest }, (_request, text, done) => done(null, text));
    scope.post<{ Body: string }>('/graphql', { bodyLimit: largest }, async ({ headers, body: text }, reply) => {
      reply.type('application/json; charset=utf-8');
      try {
        return await answer(text, headers.authorization?.replace(/^Bearer /i, '') ?? '');
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        const { code, message } = error;
        return reply.status(httpStatus(code)).send(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
      }
    });
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
