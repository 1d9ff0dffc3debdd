import type { Json } from '../../../kit/bus/bus.ts';
import type { ApiCall, ApiReply } from '../plan.ts';
import { valueAt } from './value.ts';

/** Values that calls of a plan kept, by name. */
export type Kept = { [name: string]: string };

/** NUL stands around a name (plan.ts). */
const mark = '\u0000';

/** The call with the kept values where their markers stand; `undefined` where one of them was never kept. */
export function filled(call: ApiCall, kept: Kept): ApiCall | undefined {
  let whole = true;
  const fill = (text: string, put: (value: string) => string = (value) => value) =>
    text
      .split(mark)
      .map((piece, index) => {
        if (index % 2 === 0) return piece;
        const value = kept[piece];
        if (value === undefined) whole = false;
        return put(value ?? '');
      })
      .join('');
  const deep = (value: Json): Json => {
    if (typeof value === 'string') return fill(value);
    if (Array.isArray(value)) return value.map(deep);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, deep(item)]));
  };
  // A value that is the whole path is a URL that the platform gave; one within it may be a path itself (telegram.md, Files).
  const path = call.path.startsWith(mark) && call.path.indexOf(mark, 1) === call.path.length - 1;
  const made = {
    ...call,
    path: path ? fill(call.path) : fill(call.path, (value) => value.split('/').map(encodeURIComponent).join('/')),
    headers: deep(call.headers),
    body: deep(call.body as Json),
  } as ApiCall;
  return whole ? made : undefined;
}

/** What a call's answer gives for later calls. */
export function keptFrom({ keep }: ApiCall, reply: ApiReply): Kept {
  const found = Object.entries(keep ?? {}).flatMap(([name, path]): [string, string][] => {
    const value = valueAt(reply.body, path);
    return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
  });
  return Object.fromEntries(found);
}
