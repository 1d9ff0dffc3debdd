import { type GraphQLSchema, getNamedType, isCompositeType, type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Settings } from '../kit/env.ts';
import { createMeters } from '../kit/metrics.ts';
import type { Principal } from '../kit/principal.ts';
import type { Answered } from './answer.ts';
import { directiveOf } from './directive.ts';
import type { ReadOperation } from './document/read.ts';
import { type AskedField, askedFields, fragmentsOf } from './execution/asked.ts';
import type { Single } from './operation.ts';
import { reduced, type Visibility } from './visibility.ts';

/** A query whose answer may be kept: under which key, and for how many seconds. */
export interface Keepable {
  key: string;
  maxAge: number;
  /** True when the answer is the same for everybody. */
  shared: boolean;
}

/** Answers to queries all of whose fields may be kept a while (`@cacheControl`). */
export interface AnswerCache {
  /** Whether the answer to a query may be kept; nothing of one that is asked for in another reduced principal's name is ever found under its key. */
  keepable(asked: Asked): Keepable | undefined;
  /** An answer and its age in seconds. */
  find(query: Keepable): { text: string; age: number } | undefined;
  /** Keeps an answer without errors. */
  keep(query: Keepable, text: string): void;
}

interface Asked {
  generation: { id: string; routed: GraphQLSchema };
  read: ReadOperation;
  query: string;
  /** Coerced. */
  variables: Record<string, unknown>;
  who: Principal;
  /** What the answer may depend on in whoever asks: of all that is fetched, not only of what is shown. */
  visibility: Visibility;
}

interface Hint {
  maxAge?: number | null;
  inheritMaxAge?: boolean | null;
}

/** Bounded by ANSWER_CACHE bytes; what was not asked for longest goes first. */
export function createAnswerCache({ ANSWER_CACHE: maxSize }: Pick<Settings, 'ANSWER_CACHE'>, meters = createMeters()): AnswerCache {
  const ages = new WeakMap<OperationDefinitionNode, number>();
  const answers = maxSize > 0 ? new LRUCache<string, { text: string; at: number }>({ maxSize }) : undefined;

  function ageOf({ routed }: Asked['generation'], read: ReadOperation): number {
    const age = ages.get(read.definition) ?? maxAgeOf(routed, read);
    ages.set(read.definition, age);
    return age;
  }

  return {
    keepable: ({ generation, read, query, variables, who, visibility }) => {
      const maxAge = answers && ageOf(generation, read);
      if (!maxAge) return undefined;
      const key = JSON.stringify([generation.id, visibility, reduced(who, visibility), read.definition.name?.value, query, variables]);
      return { key, maxAge, shared: visibility === 'public' };
    },
    find: ({ key, maxAge }) => {
      const found = answers?.get(key);
      const age = found ? (Date.now() - found.at) / 1_000 : 0;
      const fresh = found && age < maxAge;
      meters.answers.inc({ outcome: fresh ? 'hit' : 'miss' });
      return fresh ? { text: found.text, age: Math.floor(age) } : undefined;
    },
    keep: ({ key }, text) => {
      answers?.set(key, { text, at: Date.now() }, { size: 2 * (key.length + text.length) });
    },
  };
}

/** An answer that is kept, or else made, and kept when it has no errors. */
export function cachedAnswer(answers: AnswerCache, keepable: Keepable | undefined, make: () => Promise<Answered>): Single {
  if (!keepable) return { kind: 'single', result: async () => (await make()).text };
  const kept = answers.find(keepable);
  if (kept) return { kind: 'single', result: async () => kept.text, headers: () => cacheHeaders(keepable, kept.age) };
  let headers: Record<string, string> = {};
  const result = async () => {
    const { text, clean } = await make();
    if (!clean) return text;
    answers.keep(keepable, text);
    headers = cacheHeaders(keepable, 0);
    return text;
  };
  return { kind: 'single', result, headers: () => headers };
}

/** For how many seconds the answer to an operation may be kept: as long as each of its fields may; 0 where one may not. */
export function maxAgeOf(routed: GraphQLSchema, { document, definition }: ReadOperation): number {
  if (definition.operation !== OperationTypeNode.QUERY) return 0;
  const ages = askedFields(routed, definition, fragmentsOf(document)).map((asked) => ageOfField(routed, asked));
  const age = Math.min(...ages);
  return Number.isFinite(age) ? Math.max(age, 0) : 0;
}

/** As Apollo has it: nothing is kept without a hint, but for fields without fields, which are kept with what they stand in. */
function ageOfField(routed: GraphQLSchema, { path, definitions }: AskedField): number {
  const ages = definitions.map(({ field }) => {
    const type = getNamedType(field.type);
    const own = directiveOf<Hint>(routed, 'cacheControl', field.astNode);
    if (own?.inheritMaxAge && path.length > 1) return Infinity;
    const hint = own?.maxAge ?? directiveOf<Hint>(routed, 'cacheControl', type.astNode)?.maxAge;
    return hint ?? (path.length === 1 || isCompositeType(type) ? 0 : Infinity);
  });
  return ages.length > 0 ? Math.min(...ages) : 0;
}

/** What HTTP is told of an answer that may be kept: by whom, for how long, and how old it is. */
export function cacheHeaders({ maxAge, shared }: Keepable, age: number): Record<string, string> {
  return {
    'cache-control': `${shared ? 'public' : 'private'}, max-age=${maxAge}`,
    age: String(age),
    vary: 'accept, authorization, origin',
  };
}
