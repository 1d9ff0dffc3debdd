import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A call as the platform got it. */
export interface Got {
  method: string;
  path: string;
  headers: { [name: string]: string };
  body: string;
  at: number;
}

/** How the platform meets the next call to a path. `lost`: it breaks the connection before the call counts, or after. */
export interface Turn {
  status?: number;
  headers?: { [name: string]: string };
  body?: object;
  lost?: 'request' | 'answer';
  /** Waits for it before anything. */
  until?: Promise<void>;
}

/** What one account of the platform took and will meet. */
export interface Loft {
  calls: Got[];
  /** Messages that were said, in their order. */
  said: { id: string; ref: string; text: string; at: number }[];
  /** What the next calls to a path meet; those after them are taken. */
  next(path: string, ...turns: Turn[]): void;
  /** How often a path was called. */
  count(path: string): number;
}

/** A made-up platform on a port of its own: one loft for each first word of a path. */
export async function openPlatform() {
  const lofts = new Map<string, Loft & { turns: Map<string, Turn[]> }>();
  const loft = (name: string) => {
    const known = lofts.get(name) ?? newLoft();
    lofts.set(name, known);
    return known;
  };
  const server = createServer(async (request, response) => {
    const [, name = '', ...rest] = new URL(request.url ?? '/', 'http://platform').pathname.split('/');
    const own = loft(name);
    const got = await gotOf(request, `/${rest.join('/')}`);
    own.calls.push(got);
    const turn = own.turns.get(got.path)?.shift() ?? {};
    await turn.until;
    if (turn.lost === 'request') return response.destroy();
    const taken = turn.status === undefined || turn.status < 300 ? answer(own, got, url) : undefined;
    if (turn.lost === 'answer') return response.destroy();
    response.writeHead(turn.status ?? taken?.status ?? 200, { 'content-type': 'application/json', ...turn.headers });
    response.end(JSON.stringify(turn.body ?? taken?.body ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, loft: (name: string): Loft => loft(name), close };
}

export type Platform = Awaited<ReturnType<typeof openPlatform>>;

function newLoft() {
  const turns = new Map<string, Turn[]>();
  const calls: Got[] = [];
  return {
    turns,
    calls,
    said: [],
    next: (path: string, ...given: Turn[]) => turns.set(path, given),
    count: (path: string) => calls.filter((call) => call.path === path).length,
  };
}

async function gotOf(request: IncomingMessage, path: string): Promise<Got> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method ?? '', path, headers, body: (await buffer(request)).toString(), at: Date.now() };
}

/** What the platform does where nothing goes wrong; the same `ref` again is the same message. */
function answer(loft: Loft, { path, body }: Got, url: string): { status: number; body: object } {
  if (path === '/open') return { status: 200, body: { upload: { ticket: `t${loft.calls.length}`, url: `${url}/uploads/put` } } };
  if (path === '/token') return { status: 200, body: { token: `token-${loft.count('/token')}`, seconds: 3_600 } };
  if (path === '/said') return { status: 200, body: { items: loft.said } };
  if (path !== '/say') return { status: 200, body: { done: true } };
  const { ref, text, again } = JSON.parse(body) as { ref: string; text: string; again?: boolean };
  const before = again ? loft.said.find((message) => message.ref === ref) : undefined;
  const message = before ?? { id: `m${loft.said.length + 1}`, ref, text, at: Date.now() };
  if (!before) loft.said.push(message);
  return { status: 200, body: { id: message.id } };
}
