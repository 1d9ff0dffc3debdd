import type { GraphQLFormattedError } from 'graphql';
import { CodedError } from '../../schema/errors.ts';
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
  path?: unknown;
  extensions?: unknown;
}

/** The code of a subgraph's error that has none, as in the stock executor: outside it is a fault of ours. */
const uncoded = 'DOWNSTREAM_SERVICE_ERROR';
/** The code of what is not as the schema says, likewise. */
const unfit = 'INVALID_GRAPHQL';

/** A fetch that brought nothing: one error, at the first place where something is missing. */
export function failed(fetch: Fetch, root: Data, cause: unknown): Failure {
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof CodedError ? cause.code : uncoded;
  return { error: { message, path: firstPath(fetch, root), extensions: { code } }, explains: placesOf(fetch) };
}

/** The errors that a subgraph told. `indexes` says for each object at the fetch's place which representation stood for it. */
export function toldFailures(fetch: Fetch, root: Data, errors: unknown, indexes: readonly number[]): Failure[] {
  if (!Array.isArray(errors)) return [];
  let paths: Path[] | undefined;
  const pathsOf = (representation: number) => {
    paths ??= pathsAt(root, fetch.place);
    return paths.filter((_, object) => indexes[object] === representation);
  };
  return errors.filter(isData).flatMap((told: Told) => {
    const path = Array.isArray(told.path) ? (told.path as Path) : undefined;
    if (!path) return [{ error: formatted(told, undefined), explains: placesOf(fetch) }];
    const isOfEntity = fetch.representation && typeof path[1] === 'number';
    const places = isOfEntity ? pathsOf(path[1] as number).map((place) => [...place, ...path.slice(2)]) : [rootPath(fetch, root, path)];
    return places.map((place) => ({
      error: formatted(told, place),
      explains: isOfEntity || !fetch.representation ? [place] : placesOf(fetch),
    }));
  });
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
  return { message: text, ...(path && { path }), extensions: { ...told, code: told.code ?? uncoded } };
}

function rootPath(fetch: Fetch, root: Data, path: Path): Path {
  if (fetch.representation) return firstPath(fetch, root) ?? [];
  return [...(pathsAt(root, fetch.place)[0] ?? []), ...path];
}

function firstPath(fetch: Fetch, root: Data): Path | undefined {
  const [first] = pathsAt(root, fetch.place);
  return fetch.representation ? first : [...(first ?? []), ...fetch.names.slice(0, 1)];
}

function placesOf({ place, names, representation }: Fetch): Path[] {
  return representation ? [place] : names.map((name) => [...place, name]);
}
