import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { merge } from './merge.ts';
import { isData, isPlain, own, put } from './own.ts';
import { jsonText } from './quote.ts';
import { rewrite } from './rewrite.ts';
import type { Data } from './step.ts';
import { isOfType } from './subtype.ts';

/** What a subgraph must be told of an object to find it: the keys and what its fields require. */
export interface Representation {
  /** Its JSON text; undefined for an object that has not what is needed, or is of another type. */
  write(source: Data): string | undefined;
}

interface Part {
  name: string;
  /** What stands before the value: bracket or comma, name and colon. */
  text: string;
  parts: Part[] | undefined;
}

/** Makes ready what `requires` of a fetch selects. */
export function compileRepresentation(
  routed: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
): Representation {
  const byType = new Map<string, Part[] | undefined>();

  function partsOf(typename: string): Part[] | undefined {
    const known = byType.get(typename);
    if (known || byType.has(typename)) return known;
    const parts = rewrites.length > 0 ? undefined : straight(routed, requires, typename);
    if (routed.getType(typename)) byType.set(typename, parts);
    return parts;
  }

  return {
    write(source) {
      const typename = source.__typename;
      if (typeof typename !== 'string') return undefined;
      const parts = partsOf(typename);
      return parts ? writeParts(parts, source) : writeSelected(routed, requires, rewrites, source);
    },
  };
}

/** The parts where one fragment alone is for this type, and has plain fields; most have. */
function straight(routed: GraphQLSchema, requires: readonly QueryPlanSelectionNode[], typename: string): Part[] | undefined {
  if (requires.some(({ kind }) => kind === 'Field')) return undefined;
  const fragments = requires.filter(
    (node) => node.kind === 'InlineFragment' && node.typeCondition && isOfType(routed, typename, node.typeCondition),
  );
  const [fragment] = fragments;
  const parts = fragments.length === 1 ? partsIn(fragment!.selections!) : undefined;
  return parts?.some(({ name }) => name === '__typename') ? parts : undefined;
}

function partsIn(selections: readonly QueryPlanSelectionNode[]): Part[] | undefined {
  const parts: Part[] = [];
  for (const node of selections) {
    if (node.kind !== 'Field') return undefined;
    const name = node.alias ?? node.name;
    const nested = node.selections && partsIn(node.selections);
    if ((node.selections && !nested) || !isPlain(name) || parts.some((part) => part.name === name)) return undefined;
    parts.push({ name, text: `${parts.length === 0 ? '{' : ','}"${name}":`, parts: nested });
  }
  return parts.length > 0 ? parts : undefined;
}

function writeParts(parts: readonly Part[], source: Data): string | undefined {
  let text = '';
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    const value = source[part.name];
    if (value === undefined) return undefined;
    text += part.text + (part.parts ? writeNested(part.parts, value) : jsonText(value));
  }
  return `${text}}`;
}

function writeNested(parts: readonly Part[], value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((element) => writeNested(parts, element)).join(',')}]`;
  return (isData(value) && writeParts(parts, value)) || 'null';
}

/** The long way, for whatever the planner may require. */
function writeSelected(
  routed: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
  source: Data,
): string | undefined {
  const selected = select(routed, source, requires);
  if (!selected?.__typename) return undefined;
  rewrite(routed, rewrites, selected);
  return JSON.stringify(selected);
}

/** A fragment of which something is missing selects nothing, and an object of which something is missing is null. */
function select(routed: GraphQLSchema, source: unknown, selections: readonly QueryPlanSelectionNode[]): Data | null {
  if (!isData(source)) return null;
  const selected: Data = {};
  for (const node of selections) {
    if (node.kind === 'Field') {
      const name = node.alias ?? node.name;
      const value = own(source, name);
      if (value === undefined) return null;
      put(selected, name, node.selections ? selectNested(routed, value, node.selections) : value);
    } else if (node.typeCondition && isOfType(routed, source.__typename, node.typeCondition)) {
      const nested = select(routed, source, node.selections);
      if (nested) merge(selected, nested);
    }
  }
  return selected;
}

function selectNested(routed: GraphQLSchema, value: unknown, selections: readonly QueryPlanSelectionNode[]): unknown {
  return Array.isArray(value) ? value.map((element) => selectNested(routed, element, selections)) : select(routed, value, selections);
}
