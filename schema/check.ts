import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import codegen from '../codegen.ts';
import { compose } from './composition.ts';
import { generated } from './sdl.ts';

/** Generated files that are not what the schemas make now, from the repository's root. */
export async function staleFiles(): Promise<string[]> {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const types: { filename: string; content: string }[] = await generate({ ...codegen, cwd, silent: true }, false);
  const { supergraph, api } = compose();
  const fresh = [
    ...types.map(({ filename, content }) => ({ name: filename, file: new URL(`../${filename}`, import.meta.url), content })),
    { name: 'schema/supergraph.graphql', file: generated('supergraph.graphql'), content: supergraph },
    { name: 'schema/api.graphql', file: generated('api.graphql'), content: api },
  ];
  return fresh.filter(({ file, content }) => readFileSync(file, 'utf8') !== content).map(({ name }) => name);
}

if (import.meta.main) {
  const stale = await staleFiles();
  if (stale.length > 0)
    process.stderr.write(`Not what the schemas make now: ${stale.join(', ')}. Run npm run generate, and commit what it writes.\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
}
