import type { Change, SeenMessage } from './checks.ts';
import { answered, changeData, ownData, pageData } from './checks.ts';
import { serverEvents } from './sse.ts';

/** The product's graph as one visitor reaches it; the signal ends all that is under way. */
export interface Graph {
  url: string;
  token: string;
  signal: AbortSignal;
}

/** The graph said no; `code` is its own, or the HTTP status. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Longest time without a sign of life, in milliseconds: the product sends a heartbeat every 12 s. */
const patience = 30_000;
const entry = 'id ... on Message { direction text content { type url } replyTo { id } }';
const own = '{ viewer { customer { id dialogue { id } } } }';
const page = `query ($after: String) { viewer { customer { id dialogue { id entries(first: 100, after: $after) {
  edges { node { ${entry} } } pageInfo { hasNextPage endCursor } } } } } }`;
const changed = `subscription ($dialogueId: ID!, $after: String) {
  dialogueChanged(dialogueId: $dialogueId, after: $after) { cursor kind entry { ${entry} } } }`;

/** The id of the visitor's own dialogue. */
export async function ownDialogue(graph: Graph): Promise<string> {
  return ownData.parse(await ask(graph, own, {})).viewer.customer.dialogue.id;
}

/** All messages in the visitor's own dialogue, oldest first. */
export async function allMessages(graph: Graph): Promise<SeenMessage[]> {
  const messages: SeenMessage[] = [];
  let after: string | null = null;
  for (;;) {
    const answer: unknown = await ask(graph, page, { after });
    const { edges, pageInfo } = pageData.parse(answer).viewer.customer.dialogue.entries;
    messages.push(...edges.flatMap(({ node }) => node ?? []));
    if (!pageInfo.hasNextPage) return messages;
    after = pageInfo.endCursor;
  }
}

/** What changes in a dialogue behind a cursor, or from now on; when it resolves, nothing that happens later is missed. */
export async function openChanges(
  graph: Graph,
  dialogueId: string,
  after: string | undefined,
): Promise<AsyncGenerator<Change, void, void>> {
  const silence = new AbortController();
  const alarm = setTimeout(() => silence.abort(new Error('the product went silent')), patience).unref();
  const signal = AbortSignal.any([graph.signal, silence.signal]);
  const response = await send({ ...graph, signal }, 'text/event-stream', changed, { dialogueId, after });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
    throw new Error('the product did not answer a subscription with an event stream');
  }
  return changes(response.body, alarm);
}

async function* changes(body: AsyncIterable<Uint8Array>, alarm: NodeJS.Timeout): AsyncGenerator<Change, void, void> {
  try {
    for await (const { event, data } of serverEvents(alive(body, alarm))) {
      if (event === 'complete') return;
      if (event === 'next') yield changeData.parse(dataOf(JSON.parse(data))).dialogueChanged;
    }
  } finally {
    clearTimeout(alarm);
  }
}

/** Puts the alarm off at every sign of life. */
async function* alive(body: AsyncIterable<Uint8Array>, alarm: NodeJS.Timeout): AsyncGenerator<Uint8Array, void, void> {
  for await (const chunk of body) {
    alarm.refresh();
    yield chunk;
  }
}

async function ask(graph: Graph, query: string, variables: object): Promise<unknown> {
  const signal = AbortSignal.any([graph.signal, AbortSignal.timeout(patience)]);
  const response = await send({ ...graph, signal }, 'application/json', query, variables);
  return dataOf(await response.json());
}

async function send({ url, token, signal }: Graph, accept: string, query: string, variables: object): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }), signal });
  if (response.ok) return response;
  const { data } = answered.safeParse(await response.json().catch(() => undefined));
  if (data) dataOf(data);
  throw new Refusal(String(response.status), `the graph answered with status ${response.status}`);
}

/** The data of an answer; its first error is thrown. */
function dataOf(answer: unknown): unknown {
  const { data, errors } = answered.parse(answer);
  const [error] = errors ?? [];
  if (error) throw new Refusal(error.extensions?.code ?? 'UNKNOWN', error.message);
  return data;
}
