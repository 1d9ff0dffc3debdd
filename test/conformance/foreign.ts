import type { AddressInfo } from 'node:net';
import { getVariableValues } from 'graphql';
import { z } from 'zod';
import { execute } from '../../gateway/execution/execute.ts';
import { graphError, outward } from '../../gateway/fault.ts';
import { httpTransport } from '../../gateway/subgraphs/http.ts';
import { createSend } from '../../gateway/subgraphs/send.ts';
import { subgraphUrls } from '../../gateway/subgraphs/urls.ts';
import { createGeneration } from '../../gateway/supergraph/generation.ts';
import { readSettings } from '../../kit/env.ts';
import { createHttp } from '../../kit/http.ts';
import { createLog } from '../../kit/log.ts';

const body = z.object({ query: z.string(), operationName: z.string().nullish(), variables: z.record(z.string(), z.unknown()).nullish() });

/** The gateway's own parts over any supergraph whose subgraphs are reached over HTTP, for the suites of others: everybody may ask anything. */
export async function serveForeign(sdl: string, port: number): Promise<{ port: number; close(): Promise<void> }> {
  const log = createLog('error', 'conformance');
  const settings = readSettings({});
  const generation = await createGeneration(sdl, { settings, log });
  const urls = subgraphUrls(generation.routed);
  const transport = httpTransport({ urlOf: (service) => urls[service], log });
  const send = createSend({ transport, sign: async () => 'anybody', settings, log });
  const who = { kind: 'service', workspaceId: 'foreign', name: 'conformance' } as const;

  async function answer(asked: unknown): Promise<string> {
    const operation = body.parse(asked);
    const read = generation.read(operation);
    if (!('document' in read)) return JSON.stringify({ errors: read });
    const { errors, coerced } = getVariableValues(generation.schema, read.definition.variableDefinitions ?? [], operation.variables ?? {});
    if (errors) return JSON.stringify({ errors });
    try {
      const compiled = await generation.prepare(read);
      const told = await execute(compiled, { variables: coerced, who, send });
      return `{"data":${told.data}${told.errors.length > 0 ? `,"errors":${JSON.stringify(told.errors)}` : ''}}`;
    } catch (error) {
      return JSON.stringify({ errors: [graphError(outward(error, log))] });
    }
  }

  const http = createHttp(log, {});
  http.post('/', async ({ body: asked }, reply) => reply.type('application/json').send(await answer(asked)));
  await http.listen({ host: 'localhost', port });
  return {
    port: (http.server.address() as AddressInfo).port,
    close: async () => {
      await http.close();
      await transport.close();
      generation.close();
    },
  };
}
