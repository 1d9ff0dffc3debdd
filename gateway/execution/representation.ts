import type { FetchDataRewrite, QueryPlanFieldNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import { merge } from './merge.ts';
import { isData, isPlain, own, put } from './own.ts';
import { jsonText } from './quote.ts';
import { rewrite } from './rewrite.ts';
import type { Data } from './step.ts';
import { isOfType } from './subtype.ts';

/** What a subgraph must be told of an object to find it: the keys and what its fields require. */
export interface Representation {
  /** The same for what is written in the same way. */
  source: string;
  /** How it is written for an object of a type; undefined where that takes the long way. */
  formOf(typename: unknown): Form | undefined;
  /** Its JSON text; undefined for an object that has not what is needed, or is of another type. */
  write(source: Data): string | undefined;
}

/** How objects of one type are represented. */
export interface Form {
  parts: readonly Part[];
  /** The one name, beside `__typename`, by whose value alone objects differ, where there is one. */
  key: string | undefined;
}

interface Part {
  name: string;
  /** What stands before the value: bracket or comma, name and colon. */
  text: string;
  parts: readonly Part[] | undefined;
}

/** Makes ready what `requires` of a fetch selects. */
export function compileRepresentation(
  routed: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
  rewrites: readonly FetchDataRewrite[],
): Representation {
  const forms = new Map<string, Form | undefined>();

  function formOf(typename: unknown): Form | undefined {
    if (typeof typename !== 'string') return undefined;
    const known = forms.get(typename);
    if (known || forms.has(typename)) return known;
    const form = rewrites.length > 0 ? undefined : straight(routed, requires, typename);
    if (routed.getType(typename)) forms.set(typename, form);
    return form;
  }

  return {
    source: JSON.stringify([requires, rewrites]),
    formOf,
    write(source) {
      const form = formOf(source.__typename);
      return form ? writeParts(form.parts, source) : writeSelected(routed, requires, rewrites, source);
    },
  };
}

/** The form where one fragment alone is for this type, and has plain fields; most have. */
function straight(routed: GraphQLSchema, requires: readonly QueryPlanSelectionNode[], typename: string): Form | undefined {
  if (requires.some(({ kind }) => kind === 'Field')) return undefined;
  const fragments = requires.filter(
    (node) => node.kind === 'InlineFragment' && node.typeCondition && isOfType(routed, typename, node.typeCondition),
  );
  const [fragment] = fragments;
  if (fragments.length !== 1 || fragment!.selections!.at(0)?.kind !== 'Field') return undefined;
  const [first] = fragment!.selections as [QueryPlanFieldNode];
  const parts = first.name === '__typename' && !first.alias ? partsIn(fragment!.selections!, typename) : undefined;
  return parts && { parts, key: parts.length === 1 && !parts[0]!.parts ? parts[0]!.name : undefined };
}

/** The parts of an object; its type, where it is known, is written into the text before the next of them. */
function partsIn(selections: readonly QueryPlanSelectionNode[], typename?: string): Part[] | undefined {
  const parts: Part[] = [];
  const names = new Set<string>();
  let text = '{';
  for (const node of selections) {
    if (node.kind !== 'Field') return undefined;
    const name = node.alias ?? node.name;
    const nested = node.selections && partsIn(node.selections);
    if ((node.selections && !nested) || !isPlain(name) || names.has(name)) return undefined;
    names.add(name);
    text += `"${name}":`;
    if (name === '__typename' && typename) text += `"${typename}"${names.size < selections.length ? ',' : ''}`;
    else {
      parts.push({ name, text, parts: nested });
      text = ',';
    }
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
  if (typeof selected?.__typename !== 'string') return undefined;
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
