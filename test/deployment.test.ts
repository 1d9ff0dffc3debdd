import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { files, read, readSource, root, settingsOf } from './architecture/source.ts';
import { commands } from './worlds/fleet.ts';

/** What is looked at of a service in the compose file. */
interface Container {
  image: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  profiles?: string[];
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Container>; volumes: object };
const containers = Object.entries(compose.services);
const ours = containers.filter(([, { build }]) => build);
const settings = settingsOf(readSource('kit/env.ts'));
const dockerfile = read('Dockerfile')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line))
  .map((line) => line.split(' '));

/** Every text in a value. */
function texts(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(texts);
  return [String(value)];
}

describe('docker-compose.yml', () => {
  test('runs the parts that the tests run, by the same commands', () => {
    const { seed, sandbox, ...parts } = Object.fromEntries(ours.map(([name, { command }]) => [name, command]));
    const asTested = Object.entries(commands.distributed).map(([name, file]) => [name, ['node', file]]);
    expect(parts).toEqual(Object.fromEntries(asTested));
    expect([seed, sandbox]).toEqual([
      ['node', 'seed.ts'],
      ['node', 'sandbox/main.ts'],
    ]);
    for (const [, { command }] of ours) expect(existsSync(root + command![1])).toBe(true);
  });

  test('sets only what can be set', () => {
    const set = ours.flatMap(([name, { environment }]) => Object.keys(environment ?? {}).map((setting) => ({ name, setting })));
    expect(set.filter(({ setting }) => !settings.has(setting))).toEqual([]);
    expect(set.length).toBeGreaterThan(0);
  });

  test('holds no secret, and asks for the ones it needs', () => {
    const given = containers.flatMap(([, { environment }]) => Object.entries(environment ?? {}));
    for (const [name, value] of given) {
      // One that is for a part nobody has to use may be left out.
      const needed = name.startsWith('S3_') ? /^\$\{\w+:-\}$/ : /^\$\{\w+:\?[^}]+\}$/;
      if (/SECRET|PASSWORD|TOKEN/.test(name)) expect(value).toMatch(needed);
      const [, password] = /:\/\/[^:/@]+:([^@]*)@/.exec(value) ?? [];
      if (password !== undefined) expect(password).toMatch(/^\$\{\w+:\?[^}]+\}$/);
    }
    expect(texts(compose).filter((value) => /[0-9a-f]{32}/i.test(value))).toEqual([]);
    const asked = [...read('docker-compose.yml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name!);
    const explained = [...read('.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => ({ name, value }));
    expect(explained).toEqual([...new Set(asked)].sort().map((name) => ({ name, value: '' })));
  });

  test('shows only the gateway, and only to this machine', () => {
    const shown = containers.filter(([, { ports }]) => ports);
    expect(shown.map(([name]) => name)).toEqual(['gateway']);
    for (const port of shown[0]![1].ports!) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('waits until what a part needs is healthy, at the port where it listens', () => {
    for (const [name, { depends_on = {} }] of containers)
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const { healthcheck } = compose.services[needed]!;
        expect({ name, needed, condition }).toMatchObject({
          condition: healthcheck ? 'service_healthy' : 'service_completed_successfully',
        });
      }
    const env = read('kit/env.ts');
    for (const [name, { healthcheck }] of ours.filter(([, { profiles }]) => !profiles)) {
      const setting = name === 'gateway' ? 'PORT' : `${name.toUpperCase()}_PORT`;
      const port = new RegExp(`  ${setting}: port\\.default\\((\\d+)\\)`).exec(env)?.[1];
      expect(healthcheck?.test.join(' ')).toContain(`http://127.0.0.1:${port}/health/ready`);
    }
  });

  test('keeps what must last in volumes it names', () => {
    const mounted = containers.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]));
    expect([...new Set(mounted)].sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(compose.services.nats!.command).toContain('-js');
  });
});

describe('Dockerfile', () => {
  test('copies what exists, and all that runs', () => {
    const copied = dockerfile
      .filter(([word, first]) => word === 'COPY' && !first!.startsWith('--from'))
      .flatMap((line) => line.slice(1, -1));
    expect(copied.filter((path) => !existsSync(root + path))).toEqual([]);
    const left = ['test', 'bench', 'node_modules'];
    const shipped = ['schema', 'kit', 'services', 'gateway', 'sandbox'];
    expect(copied).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'start.ts', 'seed.ts', ...shipped]));
    expect(copied.filter((path) => left.includes(path))).toEqual([]);
    const ignored = read('.dockerignore').trim().split('\n');
    expect(copied.filter((path) => ignored.includes(path))).toEqual([]);
    expect(ignored).toEqual(expect.arrayContaining(['.env*', 'node_modules', '.git']));
  });

  test('runs the Node that the tests run, without rights, as the process that hears signals', () => {
    const major = /\d+/.exec(JSON.parse(read('package.json')).dependencies.node)![0];
    const images = dockerfile.filter(([word]) => word === 'FROM').map(([, image]) => image);
    expect(new Set(images)).toEqual(new Set([`node:${major}-slim`]));
    expect(process.versions.node.split('.')[0]).toBe(major);
    expect(dockerfile.filter(([word]) => word === 'USER')).toEqual([['USER', 'node']]);
    const [node, file] = JSON.parse(
      dockerfile
        .find(([word]) => word === 'CMD')!
        .slice(1)
        .join(' '),
    );
    expect([node, existsSync(root + file)]).toEqual(['node', true]);
  });
});

/** Runs a part until it gives up: its exit code and what it says. */
async function refusal(file: string, environment: Record<string, string>) {
  const env = { PATH: process.env.PATH, PARLOR_SECRET: '0'.repeat(64), ...environment };
  const child = spawn('node', [file], { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return { code, said };
}

describe('a part that cannot start says why in one line', () => {
  const nowhere = 'postgres://nobody@127.0.0.1:1/none';

  test.concurrent.each(Object.entries(commands.distributed))('%s', async (name, file) => {
    const line = (setting: string) => new RegExp(`^parlor ${name}: ${setting}: .+\\n$`);
    const backend = name === 'gateway' ? 'NATS_URL' : 'DATABASE_URL';
    expect(await refusal(file, {})).toEqual({ code: 1, said: expect.stringMatching(line(backend)) });
    if (name === 'gateway') expect(await refusal(file, { PORT: 'front' })).toEqual({ code: 1, said: expect.stringMatching(line('PORT')) });
    else expect(await refusal(file, { DATABASE_URL: nowhere })).toEqual({ code: 1, said: expect.stringMatching(line('NATS_URL')) });
  });
});

test('no file names a registry', () => {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
  };
  const entries = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(entries.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([]);
  expect(entries.filter(([, { integrity }]) => !integrity).map(([path]) => path)).toEqual([]);
  const named = ['Dockerfile', 'docker-compose.yml', 'package.json', ...files('.ci')].filter((path) => /registry/i.test(read(path)));
  expect(named).toEqual([]);
});
