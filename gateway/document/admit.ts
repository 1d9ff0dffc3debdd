import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError, getVariableValues, Kind } from 'graphql';
import type { Settings } from '../../kit/env.ts';
import type { Principal } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import { graphError } from '../fault.ts';
import type { Generation } from '../supergraph/generation.ts';
import { hashOf } from './hash.ts';
import { exceeded } from './limit.ts';
import type { Persisted } from './persisted.ts';
import { documentError, type Operation, type ReadOperation } from './read.ts';

/** An operation that may be executed as it is. */
export interface Admitted {
  read: ReadOperation;
  /** The document's text, also where the client only named it. */
  query: string;
  /** Coerced. */
  variables: Record<string, unknown>;
  /** What it costs at most. */
  cost: number;
}

type Reading = Pick<Generation, 'schema' | 'read' | 'costOf'>;

/** Admits an operation, or says why not; before anything is planned or executed, and whatever door it came by. */
export type Admit = (generation: Reading, operation: Operation, who: Principal) => Admitted | readonly GraphQLError[];

const mostErrors = 10;
const mostNested = 100;

/** Checks every operation: its text or name, its document, what it introspects, its variables, its cost. */
export function createAdmission(settings: Pick<Settings, 'INTROSPECTION' | 'LIMIT_COST'>, persisted: Persisted): Admit {
  function coerce({ schema }: Reading, { definition }: ReadOperation, variables: Record<string, unknown>, hideSuggestions: boolean) {
    if (isNested(variables)) throw exceeded(`The variables have more than ${mostNested} lists and objects in one another`);
    return getVariableValues(schema, definition.variableDefinitions ?? [], variables, { maxErrors: mostErrors, hideSuggestions });
  }

  function admit(generation: Reading, asked: Operation, who: Principal): Admitted | readonly GraphQLError[] {
    if (who.kind === 'anonymous') checkBeginning(asked);
    if (!asked.query && !hashOf(asked)) throw new CodedError('BAD_INPUT', '`query` is missing.');
    const operation = persisted.resolve(asked);
    const seesSchema = maySeeSchema(who, settings.INTROSPECTION);
    const read = generation.read(operation, { suggest: seesSchema });
    if (!('document' in read)) return read;
    if (who.kind === 'anonymous' && !onlyBegins(read)) throw new CodedError('UNAUTHENTICATED');
    if (hashOf(asked) && who.kind !== 'anonymous') persisted.keep(operation);
    if (read.introspects && !seesSchema) throw new CodedError('FORBIDDEN', 'The schema may not be asked for with this token.');
    const { coerced: variables, errors } = coerce(generation, read, operation.variables ?? {}, !seesSchema);
    if (errors) return errors.map((error) => documentError(error, ApolloServerErrorCode.BAD_USER_INPUT));
    const cost = generation.costOf(read, variables);
    const { LIMIT_COST } = settings;
    if (cost <= LIMIT_COST) return { read, query: operation.query, variables, cost };
    throw new CodedError('COST_EXCEEDED', `The operation costs ${cost}, and may cost ${LIMIT_COST} (LIMIT_COST): ask for shorter pages.`);
  }

  return (...given) => {
    try {
      return admit(...given);
    } catch (error) {
      if (error instanceof CodedError) return [graphError(error)];
      if (error instanceof GraphQLError) return [error];
      throw error;
    }
  };
}

/** The one thing that is done without a token. */
const beginning = 'startSession';
const longestBeginning = 2_000;

/** Who comes without a token is not even read at length. */
function checkBeginning({ query = '' }: Operation): void {
  if (query.length > longestBeginning || !query.includes(beginning)) throw new CodedError('UNAUTHENTICATED');
}

function onlyBegins({ definition }: ReadOperation): boolean {
  const { operation, selectionSet } = definition;
  const [field, ...others] = selectionSet.selections;
  return operation === 'mutation' && others.length === 0 && field?.kind === Kind.FIELD && field.name.value === beginning;
}

function maySeeSchema(who: Principal, introspection: Settings['INTROSPECTION']): boolean {
  return introspection === 'everyone' || (introspection === 'staff' && (who.kind === 'agent' || who.kind === 'service'));
}

/** True for what nests without an end that anybody needs: what works on it recurses. */
function isNested(variables: Record<string, unknown>): boolean {
  let level: unknown[] = [variables];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostNested) return true;
    level = level.flatMap((value) => Object.values(value as object).filter((inner) => typeof inner === 'object' && inner !== null));
  }
  return false;
}
