import { setTimeout } from 'node:timers/promises';
import type { Account, Adapter } from '../adapter.ts';
import type { ChannelsParts } from '../parts.ts';
import type { Failed, Template } from '../plan.ts';
import { isFailed } from '../sending/outside.ts';
import { listenerProblem } from '../store/listeners.ts';
import type { AccountRow } from '../tables.ts';
import { adapterOf, openAccount } from './account.ts';
import { problemOf } from './problem.ts';

/** What was tried out, and how it went: `problem` is what to do about it. */
export type Check = {
  shows: string;
  ok: boolean;
  problem: string | null;
};

/** What came of it: `works` when the platform was asked and serves us; its templates where it told them. */
export interface CheckReport {
  checks: Check[];
  works: boolean;
  templates: Template[] | null;
}

/** Milliseconds for a platform to answer; the one who asked waits for all of it. */
const patience = 7_000;

/** Tries an account out, and changes nothing. */
export async function checkAccount(parts: ChannelsParts, row: AccountRow): Promise<CheckReport> {
  const adapter = adapterOf(parts.adapters, row.channel);
  const account = openAccount(row, parts);
  const [calls, templates, problem] = await Promise.all([
    Promise.all(adapter.checks(account).map(({ shows }, index) => checkOf(shows, callCheck(parts, adapter, account, index)))),
    listTemplates(parts, adapter, account),
    adapter.listen ? listenerProblem(parts.db, row.id) : null,
  ]);
  const listed = isFailed(templates) ? null : templates.list;
  return {
    checks: [
      { shows: 'the settings', ...told(misfit(adapter, account)) },
      { shows: 'the webhook address', ...told(unreachable(adapter, account)) },
      ...calls,
      ...(adapter.templates ? [{ shows: 'the templates', ...told(isFailed(templates) ? problemOf(templates) : null) }] : []),
      ...(adapter.listen ? [{ shows: 'what comes in', ...told(problem) }] : []),
    ],
    works: calls.length > 0 && calls.every(({ ok }) => ok),
    templates: listed,
  };
}

async function checkOf(shows: string, outcome: Promise<object | Failed>): Promise<Check> {
  const got = await outcome;
  return { shows, ...told(isFailed(got) ? problemOf(got) : null) };
}

function callCheck({ outside }: ChannelsParts, adapter: Adapter, account: Account, index: number): Promise<object | Failed> {
  const make = (ready: Account) => adapter.checks(ready)[index]!.call;
  return inTime(outside.ask(adapter, account, make, adapter.read));
}

async function listTemplates(
  { outside }: ChannelsParts,
  adapter: Adapter,
  account: Account,
): Promise<{ list: Template[] | null } | Failed> {
  const { templates } = adapter;
  if (!templates) return { list: null };
  return inTime(
    outside.ask(adapter, account, templates.list, (reply) => {
      const read = templates.read(reply);
      return isFailed(read) ? read : { list: read as Template[] };
    }),
  );
}

async function inTime<R>(work: Promise<R>): Promise<R | Failed> {
  const done = new AbortController();
  const late = setTimeout(patience, undefined, { signal: done.signal }).then((): Failed => {
    return { ok: false, class: 'transient', code: 'timeout', message: `No answer came within ${patience / 1000} seconds` };
  });
  try {
    return await Promise.race([work, late.catch(() => work)]);
  } finally {
    done.abort();
  }
}

/** Settings may have been stored when the channel wanted others. */
function misfit(adapter: Adapter, { settings, secrets }: Account): string | null {
  const checked = [
    { name: 'settings', result: adapter.settings.safeParse(settings) },
    { name: 'secrets', result: adapter.secrets.safeParse(secrets) },
  ];
  for (const { name, result } of checked) {
    const issue = result.error?.issues[0];
    if (issue) return `\`${[name, ...issue.path].join('.')}\`: ${issue.message}; put it right with updateChannelAccount`;
  }
  return null;
}

/** Platforms on the internet call nobody without TLS, and nobody at home; the sandbox, which is at home itself, does. */
function unreachable({ listen }: Adapter, { webhookUrl = '', settings }: Account): string | null {
  const isReal = typeof settings.apiBaseUrl === 'string' && settings.apiBaseUrl.startsWith('https:');
  if (listen || !isReal || webhookUrl.startsWith('https:')) return null;
  return `${webhookUrl} is nothing a platform would call; set PUBLIC_URL to the https address of the gateway`;
}

function told(problem: string | null): Pick<Check, 'ok' | 'problem'> {
  return { ok: problem === null, problem };
}
