import { CodedError } from '../schema/errors.ts';

/** The arguments of a Relay connection. */
export interface PageArgs {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** A page to fetch: `limit` rows (one more tells whether there are others), from `from` onward in `direction`. */
export interface PageRequest<K> {
  limit: number;
  direction: 'forward' | 'backward';
  from: K | undefined;
}

/** A page of a list, as Relay shapes it. */
export interface Connection<N> {
  edges: { cursor: string; node: N }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const maximum = 100;
/** The last moment there is, in milliseconds since the epoch. */
const latest = 8.64e15;

/** Checks connection arguments and decodes the cursor; BAD_INPUT says what is wrong. Default: the first 20. */
export function pageRequest<K>(args: PageArgs, decode: (cursor: string) => K): PageRequest<K> {
  const { first, after, last, before } = args;
  if (first != null && last != null) throw new CodedError('BAD_INPUT', 'Ask for `first` or `last`, not both.');
  if (first != null && before != null) throw new CodedError('BAD_INPUT', '`first` goes with `after`, `last` goes with `before`.');
  if (last != null && after != null) throw new CodedError('BAD_INPUT', '`last` goes with `before`, `first` goes with `after`.');
  const limit = first ?? last ?? 20;
  if (limit < 1 || limit > maximum) throw new CodedError('BAD_INPUT', `A page has 1 to ${maximum} items, not ${limit}.`);
  const cursor = after ?? before;
  return { limit, direction: last != null || before != null ? 'backward' : 'forward', from: cursor == null ? undefined : decode(cursor) };
}

/** Makes a connection of rows fetched in the direction of the request, with up to one row more than asked. */
export function connection<K, R, N = R>(
  page: PageRequest<K>,
  rows: R[],
  cursorOf: (row: R) => string,
  nodeOf: (row: R) => N = (row) => row as unknown as N,
): Connection<N> {
  const more = rows.length > page.limit;
  const shown = rows.slice(0, page.limit);
  if (page.direction === 'backward') shown.reverse();
  const edges = shown.map((row) => ({ cursor: cursorOf(row), node: nodeOf(row) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.direction === 'forward' ? more : page.from !== undefined,
      hasPreviousPage: page.direction === 'backward' ? more : page.from !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** An opaque cursor over a key of strings and numbers. */
export function encodeCursor(key: (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Reads a cursor of `encodeCursor`; BAD_INPUT when it is not one of that shape. */
export function decodeCursor<K extends (string | number)[]>(shape: { [I in keyof K]: 'string' | 'number' }): (cursor: string) => K {
  return (cursor) => {
    try {
      const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
      if (Array.isArray(key) && key.length === shape.length && key.every((part, i) => fits(part, shape[i]!))) return key as K;
    } catch {
      // not JSON: told below like any other foreign cursor
    }
    throw new CodedError('BAD_INPUT', 'This cursor is not one of this list: use a cursor that an earlier page or change gave.');
  };
}

/** Numbers are positions and times, which both have an end; text is what Postgres can keep. */
function fits(part: unknown, kind: 'string' | 'number'): boolean {
  if (kind === 'string') return typeof part === 'string' && !part.includes('\u0000');
  return Number.isInteger(part) && Math.abs(part as number) <= latest;
}
