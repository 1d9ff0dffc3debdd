import { createHash } from 'node:crypto';
import type { Json } from '../../../kit/bus/bus.ts';
import type { Inbound, InboundBody } from '../inbound.ts';

/** An object whose fields may be anything or nothing. */
export type Fields = { [name: string]: Json };

/** An event as a reader finds it, before it is told which account it is for. */
export type Draft = Pick<Inbound, 'key' | 'at' | 'raw'> & InboundBody;

/** A text longer than any platform allows is cut for reading and indexing; the raw event keeps it whole. */
const longestText = 65_536;
/** Longer ids and links are not ids and links, and would not fit an index. */
const longestId = 512;
const longestLink = 8_192;
/** Keys longer than this are hashed, so that they always fit a unique index. */
const longestKey = 256;

/** The value as an object to look into; an empty one when it is something else. */
export function fields(value: Json | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** The value as a list; an empty one when it is something else. */
export function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** A text with at least one character. */
export function text(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.length > longestText ? value.slice(0, longestText).toWellFormed() : value;
}

/** An id, which platforms write as a string or as a number. */
export function id(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === 'string' && value !== '' && value.length <= longestId ? value : undefined;
}

/** A finite number within bounds, also when it was written as a string. */
export function decimal(value: Json | undefined, bound: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && Math.abs(number) <= bound ? number : undefined;
}

/** A web address; nothing else (`javascript:`, `data:`) may reach a page that shows it. */
export function link(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.length <= longestLink && /^https?:\/\/[^\s]+$/i.test(value) ? value : undefined;
}

/** A platform's time in milliseconds: below 1e12 it is in seconds (channels/README.md §2). */
export function millis(value: Json | undefined): number | undefined {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !(number > 0) || number >= 1e14) return undefined;
  return Math.trunc(number < 1e12 ? number * 1000 : number);
}

/** Without the fields that are undefined; what is left is typed as if all were there, as JSON has no word for undefined. */
export function known<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

/** The dedupe key of an event: its kind, because one platform id may name several, and what makes it unique within it. */
export function eventKey(kind: string, ...parts: (string | number)[]): string {
  const key = [kind, ...parts].join(':');
  return key.length <= longestKey ? key : `${kind}:${hash(key)}`;
}

/** What an event without an id is known by. */
export function digest(value: Json): string {
  return hash(JSON.stringify(value));
}

/** An event nobody here understands, kept under the hash of what it says. */
export function unknown(raw: Json, at: number): Draft {
  return { key: eventKey('unknown', digest(raw)), at, raw, kind: 'unknown' };
}

function hash(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
