import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { serveForeign } from '../foreign.ts';
import { serveProducts } from './subgraph.ts';

const suite = '@apollo/federation-subgraph-compatibility-tests';
const version = '1.2.1';
// As the suite has them.
const ports = { gateway: 4000, products: 4001, users: 4002, inventory: 4003 };

/** Runs a command to its end; its exit code. */
function run(command: string, args: string[], options: { cwd: string; env?: NodeJS.ProcessEnv }): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  return new Promise((done) => child.once('exit', (code) => done(code ?? 1)));
}

async function untilAnswered(url: string): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  for (;;) {
    const answered = await fetch(url, { signal }).catch(() => signal.throwIfAborted());
    if (answered) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}

const folder = await mkdtemp(join(tmpdir(), 'subgraph-audit-'));
const children: ChildProcess[] = [];
try {
  // Its install scripts would fetch a router and another composition; neither is needed.
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, `${suite}@${version}`], { cwd: folder });
  const home = join(folder, 'node_modules', suite);
  const own = (name: 'users' | 'inventory') => join(home, 'dist/subgraphs', name);
  for (const name of ['users', 'inventory'] as const) children.push(spawn('node', ['index.js'], { cwd: own(name), stdio: 'ignore' }));
  await Promise.all([ports.users, ports.inventory].map((port) => untilAnswered(`http://localhost:${port}/`)));

  const products = await readFile(join(home, 'products.graphql'), 'utf8');
  const definitions = [
    { name: 'products', url: `http://localhost:${ports.products}/graphql`, typeDefs: parse(products) },
    ...(await Promise.all(
      (['users', 'inventory'] as const).map(async (name) => ({
        name,
        url: `http://localhost:${ports[name]}/`,
        typeDefs: parse(await readFile(join(own(name), `${name}.graphql`), 'utf8')),
      })),
    )),
  ];
  const { supergraphSdl, errors } = composeServices(definitions);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  const subgraph = await serveProducts(products, ports.products);
  const gateway = await serveForeign(supergraphSdl, ports.gateway);

  const options = [
    '--config',
    join(home, 'federation-jest.config.js'),
    '--rootDir',
    join(home, 'dist/tests'),
    '--testMatch',
    '**/*.test.js',
  ];
  const env = { ...process.env, PRODUCTS_URL: `http://localhost:${ports.products}/graphql` };
  process.exitCode = await run(join(folder, 'node_modules/.bin/jest'), options, { cwd: folder, env });
  await gateway.close();
  await subgraph.close();
} finally {
  for (const child of children) child.kill();
  await rm(folder, { recursive: true, force: true });
}
