import type { Principal } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import type { Ask, Send } from '../subgraphs/ask.ts';
import { reduced } from '../visibility.ts';
import { prefixOf, representationsName } from './batch.ts';
import type { Gathered } from './entities.ts';
import { type Escapes, noteEscapes } from './escape.ts';
import { isData, own } from './own.ts';
import { jsonText } from './quote.ts';
import type { Data, EntityRequest, Fetch } from './step.ts';

/** For whom an operation is executed, and with what. */
export interface Run {
  /** Coerced. */
  variables: Data;
  who: Principal;
  send: Send;
  /** Milliseconds since the epoch. */
  deadline?: number;
  signal?: AbortSignal;
}

/** A subgraph's answer, read. */
export interface Reply {
  data?: unknown;
  errors?: unknown;
  skip?: unknown;
}

/** For whom is asked, and where note is taken of the strings that come. */
interface Asking {
  run: Run;
  escapes: Escapes;
}

/** Asks a subgraph; rejects where no answer came, or none that can be read. */
export function ask({ run, escapes }: Asking, fetch: Fetch, kind: Ask['kind'], body: string): Promise<Reply> {
  const { who, deadline, signal, send } = run;
  if (signal?.aborted || (deadline !== undefined && Date.now() > deadline)) return Promise.reject(new CodedError('TIMEOUT'));
  return send({ service: fetch.service, body, who: reduced(who, fetch.visibility), kind, deadline, signal }).then((text) =>
    read(text, escapes),
  );
}

function read(text: string, escapes: Escapes): Reply {
  const reply: unknown = JSON.parse(text);
  noteEscapes(escapes, text);
  if (isData(reply)) return reply;
  throw new Error('a subgraph answered with something else than an object');
}

/** The body of a request to a root: the fetch's own variables. */
export function bodyOf({ prefix, variables }: Fetch, run: Run): string {
  return `${prefix}${variablesText(variables, run)}}}`;
}

/** The body of a request for entities, where each group has a variable for its representations. */
export function entitiesBody(request: EntityRequest, gathered: readonly Gathered[], run: Run): string {
  const asking = gathered.map(({ group }) => group);
  const names = asking.length === 1 ? asking[0]!.fetches[0]!.variables : new Set(asking.flatMap(({ fetches }) => fetches[0]!.variables));
  let text = prefixOf(request, asking) + variablesText(names, run);
  let mark = text.endsWith('{') ? '"' : ',"';
  for (let i = 0; i < gathered.length; i++) {
    text += `${mark}${representationsName(i, asking)}":[${gathered[i]!.texts.join()}]`;
    mark = ',"';
  }
  return `${text}}}`;
}

function variablesText(names: Iterable<string>, { variables }: Run): string {
  let text = '';
  for (const name of names) {
    const value = own(variables, name);
    if (value !== undefined) text += `${text ? ',"' : '"'}${name}":${jsonText(value)}`;
  }
  return text;
}
