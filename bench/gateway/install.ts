import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Installs the peers where they are not yet: they are first needed when somebody measures them. */
export function installPeers(): void {
  const folder = fileURLToPath(new URL('../peers', import.meta.url));
  if (existsSync(`${folder}/node_modules`)) return;
  process.stderr.write('installing the peers\n');
  const { status } = spawnSync('npm', ['--prefix', folder, 'ci', '--no-audit', '--no-fund'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('The peers could not be installed.');
}
