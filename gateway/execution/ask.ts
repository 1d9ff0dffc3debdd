import type { Principal } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import type { Ask, Send } from '../subgraphs/ask.ts';
import { reduced } from '../visibility.ts';
import { isData } from './own.ts';
import { jsonText } from './quote.ts';
import type { Data, Fetch } from './step.ts';

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

/** Asks a subgraph; rejects where no answer came, or none that can be read. */
export async function ask(run: Run, fetch: Pick<Fetch, 'service' | 'visibility'>, kind: Ask['kind'], body: string): Promise<Reply> {
  const { who, deadline, signal, send } = run;
  if (signal?.aborted || (deadline !== undefined && Date.now() > deadline)) throw new CodedError('TIMEOUT');
  const text = await send({ service: fetch.service, body, who: reduced(who, fetch.visibility), kind, deadline, signal });
  const reply: unknown = JSON.parse(text);
  if (!isData(reply)) throw new Error('a subgraph answered with something else than an object');
  return reply;
}

/** The body of a request: the fetch's own variables, and its representations where it has them. */
export function bodyOf(fetch: Fetch, { variables }: Run, representations?: string): string {
  let text = fetch.prefix;
  let mark = '"';
  for (const name of fetch.variables) {
    const value = variables[name];
    if (value === undefined) continue;
    text += `${mark}${name}":${jsonText(value)}`;
    mark = ',"';
  }
  return representations === undefined ? `${text}}}` : `${text}${mark}representations":[${representations}]}}`;
}
