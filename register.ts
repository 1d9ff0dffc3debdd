import { existsSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createRegister, RegisterError } from './gateway/document/register.ts';
import { readSafelist } from './gateway/document/safelist.ts';
import type { Settings } from './kit/env.ts';
import { type Ground, runCommand } from './kit/process.ts';
import { generated } from './schema/sdl.ts';

const help = `Registers a frontend's operations, for gateways with PERSISTED_OPERATIONS=safelist.

  npm run register -- 'src/**/*.graphql'              writes them to SAFELIST_FILE, and nothing else
  npm run register -- manifest.json                   those of a manifest of Apollo's tools
  npm run register -- --out list.json --add FILE ...  to another file, beside what is in it

Each operation must have a name, be valid in the graph, and be within the limits and the cost a gateway allows (LIMIT_...). It may use
fragments of any of the files. It is registered as graphql-js prints it, and runs by the SHA-256 of that text or by the text itself.
Gateways follow the file as it changes. Register what older versions of a frontend still send, too: --add.
`;

/** Writes the safelist of the files that the arguments name, sorted by the operations' names. */
async function main({ settings }: Pick<Ground, 'settings'>): Promise<void> {
  const options = { out: { type: 'string' }, add: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) return void process.stdout.write(help);
  if (positionals.length === 0) throw new RegisterError('which files? See --help');
  const file = values.out ?? settings.SAFELIST_FILE;
  const found = createRegister(supergraphOf(settings), settings)(positionals.flatMap(filesOf));
  const before = values.add && existsSync(file) ? readSafelist(readFileSync(file, 'utf8')) : {};
  const all = Object.entries({ ...before, ...found }).sort(([a, one], [b, other]) => (one.name + a < other.name + b ? -1 : 1));
  // A gateway must not read half of it.
  writeFileSync(`${file}.new`, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
  renameSync(`${file}.new`, file);
  process.stdout.write(`${Object.keys(found).length} operations registered, ${all.length} in ${file}\n`);
}

function filesOf(pattern: string) {
  const paths = existsSync(pattern) ? [pattern] : globSync(pattern).sort();
  if (paths.length === 0) throw new RegisterError(`${pattern}: no such file`);
  return paths.map((path) => ({ path, text: readFileSync(path, 'utf8') }));
}

function supergraphOf({ SUPERGRAPH_FILE }: Settings): string {
  return readFileSync(SUPERGRAPH_FILE ?? generated('supergraph.graphql'), 'utf8');
}

/** What is wrong with the files is told as it is, for editors and people to follow. */
async function run(ground: Ground): Promise<void> {
  try {
    await main(ground);
  } catch (error) {
    if (!(error instanceof RegisterError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await runCommand('register', run);
