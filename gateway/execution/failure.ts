import type { GraphQLFormattedError } from 'graphql';
import { CodedError, errorCodes } from '../../schema/errors.ts';
import type { Gathered } from './entities.ts';
import { isData } from './own.ts';
import { type Path, pathsAt } from './place.ts';
import type { Data, Fetch } from './step.ts';
import type { Fault } from './write.ts';

/** An error of the answer, and the places whose nulls it accounts for; `@` stands for any element. */
export interface Failure {
  error: GraphQLFormattedError;
  explains: readonly Path[];
}

/** An error as a subgraph tells it. */
interface Told {
  message?: unknown;
  path?: Path;
  extensions?: unknown;
}

/** The code of a subgraph's error that has none, as in the stock executor: outside it is a fault of ours. */
const uncoded = 'DOWNSTREAM_SERVICE_ERROR';
/** What a subgraph says of the request itself is no fault of the client's, whose document never came there. */
const ofRequest: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);
/** The code of what is not as the schema says, likewise. */
const unfit = 'INVALID_GRAPHQL';

/** A request that brought nothing: one error, at the first place where something is missing. */
export function failed(fetches: readonly Fetch[], root: Data, cause: unknown): Failure {
  // What stands in a coded error of the way to a subgraph may name it.
  const message = cause instanceof CodedError ? errorCodes[cause.code] : String(cause instanceof Error ? cause.message : cause);
  const code = cause instanceof CodedError ? cause.code : uncoded;
  return { error: { message, path: firstPath(fetches, root), extensions: { code } }, explains: fetches.flatMap(placesOf) };
}

/** The errors that a subgraph told of a fetch from the root. */
export function rootFailures(fetch: Fetch, root: Data, errors: unknown): Failure[] {
  return told(errors).map((one) => {
    if (!one.path) return { error: formatted(one, undefined), explains: placesOf(fetch) };
    const path = [...(pathsAt(root, fetch.place)[0] ?? []), ...one.path];
    return { error: formatted(one, path), explains: [path] };
  });
}

/** The errors that a subgraph told of entities: each at every place of the entity that it tells of. */
export function entityFailures(gathered: readonly Gathered[], root: Data, errors: unknown): Failure[] {
  const known = new Map<Gathered, Path[][]>();
  const pathsOf = (asked: Gathered, number: number) => {
    const paths = known.get(asked) ?? entityPaths(asked, root);
    known.set(asked, paths);
    return paths[number] ?? [];
  };
  return told(errors).flatMap((one) => {
    const [alias, number, ...rest] = one.path ?? [];
    const asked = gathered.length === 1 ? gathered[0] : gathered[Number(String(alias).slice(1))];
    if (asked && typeof number === 'number') {
      const paths = pathsOf(asked, number).map((path) => [...path, ...rest]);
      if (paths.length > 0) return paths.map((path) => ({ error: formatted(one, path), explains: [path] }));
    }
    const fetches = (asked ? [asked] : gathered).flatMap(({ group }) => group.fetches);
    return [{ error: formatted(one, one.path && firstPath(fetches, root)), explains: fetches.flatMap(placesOf) }];
  });
}

/** The places of each representation, by its number. */
function entityPaths({ group, numbers, texts }: Gathered, root: Data): Path[][] {
  const paths = texts.map((): Path[] => []);
  group.fetches.forEach((fetch, index) => {
    pathsAt(root, fetch.place).forEach((path, object) => paths[numbers[index]![object]!]?.push(path));
  });
  return paths;
}

function told(errors: unknown): Told[] {
  if (!Array.isArray(errors)) return [];
  return errors
    .filter(isData)
    .map(({ message, path, extensions }) => ({ message, path: Array.isArray(path) ? path : undefined, extensions }));
}

/** What was found wrong in writing, where no error says already why. */
export function unexplained(faults: readonly Fault[], failures: readonly Failure[]): GraphQLFormattedError[] {
  return faults
    .filter(({ path }) => !failures.some(({ explains }) => explains.some((place) => isOneWay(place, path))))
    .map(({ message, path }) => ({ message, path, extensions: { code: unfit } }));
}

/** True where one of the paths goes on where the other ends. */
function isOneWay(place: Path, path: Path): boolean {
  for (let i = 0; i < place.length && i < path.length; i++) {
    if (place[i] !== path[i] && place[i] !== '@') return false;
  }
  return true;
}

function formatted({ message, extensions }: Told, path: Path | undefined): GraphQLFormattedError {
  const { serviceName: _, ...told } = isData(extensions) ? extensions : {};
  const text = typeof message === 'string' && message ? message : 'A part of the answer could not be fetched.';
  return {
    message: text,
    ...(path && { path }),
    extensions: { ...told, code: ofRequest.has(told.code) ? uncoded : (told.code ?? uncoded) },
  };
}

function firstPath(fetches: readonly Fetch[], root: Data): Path | undefined {
  for (const fetch of fetches) {
    const [first] = pathsAt(root, fetch.place);
    if (first) return fetch.representation ? first : [...first, ...fetch.names.slice(0, 1)];
  }
  return undefined;
}

function placesOf({ place, names, representation }: Fetch): Path[] {
  return representation ? [place] : names.map((name) => [...place, name]);
}
