import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxAccount } from './account.ts';
import { type Answer, type ApiRequest, json, legible, Refusal } from './api.ts';
import { type Conduct, type Fault, meet, strikes } from './conduct.ts';
import type { Api, Failing, World } from './platform.ts';

/** One API call as the sandbox met it, for those who debug. `status` null: the answer was lost on purpose. */
export interface Call {
  account: string;
  at: number;
  method: string;
  path: string;
  status: number | null;
  request: unknown;
  answer: unknown;
}

/** A platform's API under its name. */
export interface Host {
  channel: string;
  api: Api;
}

/** Answers a call to any platform, whatever is to go wrong included; null: the connection breaks. */
export async function serve(hosts: Host[], world: World, request: ApiRequest, called: (call: Call) => void): Promise<Answer | null> {
  const [channel = '', ...rest] = request.path.slice(1).split('/');
  const named = hosts.filter((host) => host.channel === channel && !host.api.paths);
  const candidates = named.length > 0 ? named : hosts.filter(({ api }) => api.paths?.test(request.path));
  const [first] = candidates;
  if (!first) return json(404, { error: { code: 'NOT_FOUND', message: `${request.method} ${request.path}: see GET /sandbox` } });
  const seen = named.length > 0 ? { ...request, path: `/${rest.join('/')}` } : request;
  try {
    for (const { api } of candidates) {
      const account = api.whose(seen);
      if (account) return await served(api, world, account, seen, called);
    }
    return await first.api.stranger(seen);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    world.warn({ channel: first.channel, path: request.path, error: String(error) }, 'a sandbox platform failed');
    return first.api.failing.server_error;
  }
}

async function served(
  api: Api,
  world: World,
  account: SandboxAccount,
  request: ApiRequest,
  called: (call: Call) => void,
): Promise<Answer | null> {
  const { method, path } = request;
  const conduct = world.conduct(account);
  const call = { account: account.id, at: world.now(), method, path, request: legible(request) };
  const done = (answer: Answer | null) => {
    const shown = answer && legible({ ...answer, headers: lower(answer.headers) });
    called({ ...call, status: answer?.status ?? null, answer: shown });
    return answer;
  };
  const wait = conduct.latency + (strikes(conduct, 'slow') ? conduct.slowness : 0);
  if (wait > 0) await sleep(wait, undefined, { signal: world.closing, ref: false }).catch(() => undefined);
  const trouble = before(conduct, api.failing, method === 'GET' ? null : meet(conduct));
  if (trouble !== undefined && trouble !== 'lost answer') return done(trouble);
  try {
    const answer = await api.answer(request, account);
    return done(trouble === 'lost answer' ? null : answer);
  } catch (error) {
    if (!(error instanceof Refusal)) done(api.failing.server_error);
    else return done(error.answer);
    throw error;
  }
}

/** What a call meets before it counts: an answer, no answer (null), or nothing; or that its answer will be lost. */
function before(conduct: Conduct, failing: Failing, fault: Fault | null): Answer | null | 'lost answer' | undefined {
  if (fault) {
    if (fault.lost) return fault.lost === 'request' ? null : 'lost answer';
    const { server_error: usual, wrap = (error) => error } = failing;
    const answer = fault.error ? json(fault.status, wrap(fault.error)) : { ...usual, status: fault.status };
    return { ...answer, headers: { ...answer.headers, ...fault.headers } };
  }
  for (const name of ['token_revoked', 'rate_limit', 'server_error'] as const) if (strikes(conduct, name)) return failing[name];
  if (strikes(conduct, 'lost_request')) return null;
  return strikes(conduct, 'lost_answer') ? 'lost answer' : undefined;
}

function lower(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
