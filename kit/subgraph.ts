import { z } from 'zod';
import { CodedError } from '../schema/errors.ts';
import type { GraphReply, GraphRequest } from './graph.ts';
import type { Http } from './http.ts';

const body = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.json()).nullish(),
});

/** Serves a subgraph over HTTP too, so that any Federation 2 router can stand in front: `POST /graphql` with a signed principal as bearer token. */
export function subgraphRoute(http: Http, graph: (request: GraphRequest) => Promise<GraphReply>): void {
  http.post('/graphql', async (request) => {
    const principal = request.headers.authorization?.replace(/^Bearer /i, '');
    if (!principal) throw new CodedError('UNAUTHENTICATED', 'A subgraph answers only with a signed principal: ask the gateway instead.');
    const asked = body.safeParse(request.body);
    if (!asked.success) throw new CodedError('BAD_INPUT', 'The body must be JSON with `query`, and `variables` where it has any.');
    return graph({ ...asked.data, principal });
  });
}
