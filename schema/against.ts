import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { type RecordedOperation, readRecorded } from './recorded.ts';
import { generated } from './sdl.ts';
import { usageOf } from './usage.ts';

const help = `What changed in the graph, and which recorded operations break by it.

  npm run schema:check -- --against main                       against the graph of a git revision
  npm run schema:check -- --against old.graphql                against a file
  npm run schema:check -- --against main --operations FILE     with what gateways recorded in OPERATIONS_FILE
  npm run schema:check -- --against main --strict              every breaking change counts, used or not

It exits with 1 when a recorded operation breaks (or, with --strict, on any breaking change), and with 2 when it cannot compare.
`;

/** What changed between two graphs, what of it breaks which of the operations, and which are no longer valid. */
export async function compare(before: GraphQLSchema, after: GraphQLSchema, operations: readonly RecordedOperation[]) {
  const known = operations.flatMap((operation) => {
    const document = parse(operation.query);
    // What was wrong before cannot break.
    if (validate(before, document).length > 0) return [];
    return [{ operation, usage: usageOf(before, document), invalid: validate(after, document).map(({ message }) => message) }];
  });
  const changes = (await diff(before, after)).map((change) => {
    const breaking = change.criticality.level === CriticalityLevel.Breaking;
    const users = breaking ? known.filter(({ usage }) => isUsed(change, usage)) : [];
    return { change, breaking, usedBy: users.map(({ operation }) => operation) };
  });
  const invalid = known.filter(({ invalid }) => invalid.length > 0);
  const broken = new Set([...changes.flatMap(({ usedBy }) => usedBy), ...invalid.map(({ operation }) => operation)]);
  return { changes, invalid, broken };
}

/** What is new and must be given concerns whoever uses the thing it is part of; so does a value that is no longer taken. */
function isUsed({ type, path = '' }: Change, usage: ReadonlySet<string>): boolean {
  const ofTheWhole = /_ADDED$|^ENUM_VALUE_REMOVED$/.test(type);
  return usage.has(path) || (ofTheWhole && usage.has(path.split('.').slice(0, -1).join('.')));
}

/** The graph of a file, or of a git revision. */
function sdlOf(against: string): string {
  if (existsSync(against)) return readFileSync(against, 'utf8');
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  return execFileSync('git', ['show', '--end-of-options', `${against}:schema/api.graphql`], { cwd, encoding: 'utf8', stdio: 'pipe' });
}

type Compared = Awaited<ReturnType<typeof compare>>;

function report({ changes, invalid, broken }: Compared, recorded: number | undefined): string {
  const breaking = changes.filter((each) => each.breaking);
  const lines = [...breaking, ...changes.filter((each) => !each.breaking)].flatMap(({ change, usedBy }) => [
    `${change.criticality.level.toLowerCase().replace('_', '-').padEnd(14)}${change.message}`,
    ...usedBy.map((operation) => `  used by     ${named(operation)}`),
  ]);
  const reasons = invalid.map(({ operation, invalid }) => `invalid       ${named(operation)}: ${invalid.join(' ')}`);
  const found = recorded === undefined ? 'no recorded operations were given' : `${broken.size} of ${recorded} recorded operations break`;
  return [...lines, ...reasons, `${changes.length} changes, ${breaking.length} of them breaking; ${found}.`].join('\n');
}

function named({ operationName, hash, firstSeen }: RecordedOperation): string {
  return `${operationName ?? 'an operation without a name'} (${hash.slice(0, 12)}, first seen ${firstSeen})`;
}

async function main(): Promise<number> {
  const options = {
    against: { type: 'string' },
    operations: { type: 'string' },
    strict: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help || values.against === undefined) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const operations = values.operations === undefined ? undefined : readRecorded(readFileSync(values.operations, 'utf8'));
  const before = buildSchema(sdlOf(values.against));
  const result = await compare(before, buildSchema(readFileSync(generated('api.graphql'), 'utf8')), operations ?? []);
  process.stdout.write(`${report(result, operations?.length)}\n`);
  return result.broken.size > 0 || (values.strict && result.changes.some(({ breaking }) => breaking)) ? 1 : 0;
}

if (import.meta.main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message.trim() : String(error)}\n`);
    process.exitCode = 2;
  }
}
