import type { ByteRange } from '../../../kit/store/store.ts';

/** The part of `size` bytes that a `range` header asks for: `undefined` for all of them, `null` when there is no such part. Several parts are given as all. */
export function rangeOf(header: string | undefined, size: number): ByteRange | null | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  return start > end || start >= size ? null : { start, end };
}

/** Whether an `if-none-match` header names this tag. */
export function isKnown(header: string | undefined, tag: string): boolean {
  const named = header?.split(',').map((each) => each.trim().replace(/^W\//, '')) ?? [];
  return named.includes(tag) || named.includes('*');
}
