import DataLoader from 'dataloader';

/** Loads one row for each id in one query; `null` where there is none. */
export function keyed<R>(fetch: (ids: readonly string[]) => Promise<R[]>, idOf: (row: R) => string): DataLoader<string, R | null> {
  return new DataLoader(async (ids) => {
    const rows = new Map((await fetch(ids)).map((row) => [idOf(row), row]));
    return ids.map((id) => rows.get(id) ?? null);
  });
}

/** Loads all rows of each id in one query, in the order of the query. */
export function grouped<R>(fetch: (ids: readonly string[]) => Promise<R[]>, idOf: (row: R) => string): DataLoader<string, R[]> {
  return new DataLoader(async (ids) => {
    const rows = Map.groupBy(await fetch(ids), idOf);
    return ids.map((id) => rows.get(id) ?? []);
  });
}
