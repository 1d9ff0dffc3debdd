import type { GraphQLFormattedError } from 'graphql';
import type { Outcome, StockOutcome } from './stock.ts';

type Path = readonly (string | number)[];

/**
 * What tells our answer from the stock executor's; nothing when they are equivalent. They are when
 * 1. `data` is the same, byte for byte.
 * 2. Subgraphs' errors are the same: message, code and path, each once. The stock executor repeats an error for each time it asked for the same
 *    entity; it adds `serviceName`, which we do not tell; for a request that brought nothing it gives no path, or one with `@` and `_entities` for its
 *    lists, where ours leads to the first place that lacks something. Where the
 *    objects at a place are of several types it counts wrong and names other elements of the lists than it means: there it is enough that
 *    the paths are the same but for indexes, and that ours lead to where something is missing.
 * 3. What is wrong with the values themselves (nothing where there must be something, values that their type does not have) is told as errors
 *    where no other error accounts for it. The stock executor tells all of it, beside the errors, and only when there are none.
 *    It says nothing of objects that never say of which type they are, where we do.
 *    How much is told of what is wrong below something that became null is up to each.
 */
export function difference(stock: StockOutcome, ours: Outcome): string | undefined {
  if (stock.data !== ours.data) return `data\n  stock ${stock.data}\n  ours  ${ours.data}`;
  const data: unknown = JSON.parse(ours.data);
  const [invalid, told] = parted(ours.errors, ({ extensions }) => extensions?.code === 'INVALID_GRAPHQL');
  return compareTold(stock.errors, told, data) ?? compareInvalid(stock, invalid, told, data);
}

function compareTold(stock: readonly GraphQLFormattedError[], ours: readonly GraphQLFormattedError[], data: unknown): string | undefined {
  const expected = groupPaths(stock);
  const actual = groupPaths(ours);
  if (!same(expected.keys(), actual.keys())) return `errors\n  stock ${list(expected.keys())}\n  ours  ${list(actual.keys())}`;
  for (const [name, paths] of expected) {
    const found = actual.get(name)!;
    if (!paths.every(isTold) || same(paths.map(text), found.map(text))) continue;
    const places = found.map(unnumbered);
    const right = same(paths.map(unnumbered), places) && found.every((path) => path && isMissing(data, path));
    if (!right) return `paths of ${name}\n  stock ${list(paths.map(text))}\n  ours  ${list(found.map(text))}`;
  }
  return undefined;
}

function compareInvalid(
  stock: StockOutcome,
  ours: readonly GraphQLFormattedError[],
  told: readonly GraphQLFormattedError[],
  data: unknown,
): string | undefined {
  const nameOf = ({ message, path = [] }: GraphQLFormattedError) => {
    const missing = missingAt(data, path);
    return missing < path.length ? `something below ${text(path.slice(0, missing))}` : `${message} at ${text(path)}`;
  };
  const expected = new Set(stock.invalid.map(nameOf));
  const isOfTypename = ({ path }: GraphQLFormattedError) => /typename/.test(String(path?.at(-1)));
  const invented = ours.filter((error) => !expected.has(nameOf(error)) && !isOfTypename(error));
  if (invented.length > 0) return `values: not wrong to the stock executor: ${list(invented.map(nameOf))}`;
  // A request that brought nothing accounts for whatever it was to bring.
  if (!stock.errors.every(({ path }) => isTold(path))) return undefined;
  const found = new Set(ours.map(nameOf));
  const untold = stock.invalid.filter((error) => !found.has(nameOf(error)) && !told.some(({ path }) => accountsFor(path, error.path)));
  return untold.length > 0 ? `values: not told: ${list(untold.map(nameOf))}` : undefined;
}

/** How far a path leads until nothing is there. */
function missingAt(data: unknown, path: Path): number {
  let value = data;
  for (const [index, step] of path.entries()) {
    if (value === null || value === undefined) return index;
    value = (value as Record<string | number, unknown>)[step];
  }
  return path.length;
}

/** The paths of each error, by its message and code. */
function groupPaths(errors: readonly GraphQLFormattedError[]): Map<string, (Path | undefined)[]> {
  const groups = new Map<string, (Path | undefined)[]>();
  for (const { message, path, extensions } of errors) {
    const name = `${extensions?.code ?? 'DOWNSTREAM_SERVICE_ERROR'} ${message}`;
    groups.set(name, [...(groups.get(name) ?? []), path]);
  }
  return groups;
}

/** True where one path goes on where the other ends, whatever the elements of lists. */
function accountsFor(told: Path | undefined, invalid: Path | undefined): boolean {
  const [one, other] = [unnumbered(told), unnumbered(invalid)];
  return `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`);
}

/** False for the paths of requests that brought nothing. */
function isTold(path: Path | undefined): path is Path {
  return path !== undefined && !path.includes('@') && !path.includes('_entities');
}

/** True for a place where nothing is, or where an object lacks what was to be fetched for it. */
function isMissing(data: unknown, path: Path): boolean {
  let value = data;
  for (const step of path) if (typeof value === 'object' && value !== null) value = (value as Record<string | number, unknown>)[step];
  return value === undefined || typeof value === 'object';
}

function same(one: Iterable<string>, other: Iterable<string>): boolean {
  return list(new Set(one)) === list(new Set(other));
}

function list(texts: Iterable<string>): string {
  return [...texts].sort().join(' | ');
}

function text(path: Path | undefined): string {
  return JSON.stringify(path ?? null);
}

function unnumbered(path: Path | undefined): string {
  return (path ?? []).filter((step) => typeof step === 'string').join('.');
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
