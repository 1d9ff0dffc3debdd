import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ulid } from 'ulid';
import type { Log } from '../kit/log.ts';
import { CodedError, type ErrorCode, errorCodes } from '../schema/errors.ts';

const ours: ReadonlySet<string> = new Set(Object.keys(errorCodes));
const ofTheDocument: ReadonlySet<string> = new Set(
  Object.values(ApolloServerErrorCode).filter((code) => code !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR),
);
const ofTheRequest: ReadonlySet<string> = new Set([...ofTheDocument, 'LIMIT_EXCEEDED', 'COST_EXCEEDED']);
/** Their messages on the bus name subjects, which are nobody's business outside. */
const impersonal: readonly ErrorCode[] = ['UNAVAILABLE', 'TIMEOUT', 'TOO_LARGE'];

/** What may be told outside of anything that was thrown: our faults are logged, and told as the id of the log line. */
export function outward(error: unknown, log: Log): CodedError {
  if (error instanceof CodedError) return impersonal.includes(error.code) ? new CodedError(error.code) : error;
  const id = ulid();
  log.error({ id, error: error instanceof Error ? error.stack : String(error) }, 'a request failed');
  return new CodedError('INTERNAL', `Something went wrong on our side; it is logged as ${id}.`);
}

/** An error of ours as GraphQL has it; `status` where it decides the HTTP answer. */
export function graphError({ code, message, retryAfter }: CodedError, status?: number): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...(retryAfter && { retryAfter }), ...(status && { http: { status } }) } });
}

/** The code of an error; empty where it has none. */
export function codeOf({ extensions }: Pick<GraphQLFormattedError, 'extensions'>): string {
  return typeof extensions?.code === 'string' ? extensions.code : '';
}

/** True for codes of what is wrong with a document or its variables: GraphQL's own request errors. */
export function isOfTheDocument(code: string): boolean {
  return ofTheRequest.has(code);
}

/** The errors of one answer as the client may see them; what failed in the same way at many places is one line in the log. */
export function formatFaults(errors: readonly GraphQLFormattedError[], log: Log): GraphQLFormattedError[] {
  const masked = new Map<string, CodedError>();
  const mask = (message: string) => {
    const known = masked.get(message) ?? outward(message, log);
    masked.set(message, known);
    return known;
  };
  return errors.map((error) => formatted(error, () => mask(error.message)));
}

/** A GraphQL error as the client may see it: with a code from our list or of GraphQL itself; anything else only as an id in the log. */
export function formatFault(error: GraphQLFormattedError, log: Log, cause?: unknown): GraphQLFormattedError {
  return formatted(error, () => outward(cause instanceof Error ? cause : error.message, log));
}

function formatted({ message, locations, path, extensions }: GraphQLFormattedError, mask: () => CodedError): GraphQLFormattedError {
  const code = String(extensions?.code ?? '');
  // A subgraph that does not take the gateway's word is our fault: the caller's token was good.
  if (code !== 'UNAUTHENTICATED' && (ours.has(code) || ofTheDocument.has(code))) {
    const id = typeof extensions?.id === 'string' ? { id: extensions.id } : {};
    const told = (impersonal as readonly string[]).includes(code) ? errorCodes[code as ErrorCode] : message;
    return { message: told, ...(locations && { locations }), ...(path && { path }), extensions: { code, ...id } };
  }
  const masked = mask();
  return { message: masked.message, ...(path && { path }), extensions: { code: masked.code } };
}
