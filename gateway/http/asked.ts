import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CodedError } from '../../schema/errors.ts';
import type { Operation } from '../document/read.ts';

const object = z.record(z.string(), z.unknown());
const operation = z.object({
  query: z.string().optional(),
  operationName: z.string().nullish(),
  variables: object.nullish(),
  extensions: object.nullish(),
  documentId: z.string().optional(),
});
const shape = 'a JSON object with `query`, and where it has them `operationName`, `variables` and `extensions`';
const parameter = z.string({ error: 'may be given once only' }).optional();
const parameters = z.object({
  query: parameter,
  operationName: parameter,
  variables: parameter,
  extensions: parameter,
  documentId: parameter,
});

/** What a request asks for: one operation, or a batch of them. BAD_INPUT when it is not said in the way of GraphQL over HTTP. */
export function askedOf({ method, body, query }: FastifyRequest): Operation | Operation[] {
  if (method === 'GET') return read(fromSearch(query));
  return Array.isArray(body) ? body.map(read) : read(body);
}

function read(given: unknown): Operation {
  const { success, data, error } = operation.safeParse(given);
  if (!success) {
    const [{ path, message }] = error.issues as [z.core.$ZodIssue];
    throw new CodedError('BAD_INPUT', `A request is ${shape}${path.length > 0 ? `; \`${path.join('.')}\`: ${message}` : ''}.`);
  }
  if (!data.query && !data.extensions?.persistedQuery && !data.documentId)
    throw new CodedError('BAD_INPUT', `\`query\` is missing: a request is ${shape}.`);
  return data as Operation;
}

function fromSearch(search: unknown): unknown {
  const { success, data, error } = parameters.safeParse(search);
  if (!success) throw new CodedError('BAD_INPUT', `\`${error.issues[0]!.path.join('.')}\` may be given once only.`);
  return { ...data, variables: parsed('variables', data.variables), extensions: parsed('extensions', data.extensions) };
}

function parsed(name: string, text: string | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new CodedError('BAD_INPUT', `\`${name}\` must be JSON, URL-encoded.`);
  }
}
