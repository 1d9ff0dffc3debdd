import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../schema/errors.ts';
import { homes, unimported } from './architecture/packages.ts';
import { documented, files, type Node, read, readSources, root, type Source, settingsOf } from './architecture/source.ts';

const sources = readSources();
const shipped = sources.filter(({ path }) => !/^(test|bench)\/|^(codegen|vitest\.config)\.ts$|^schema\/(check|against)\.ts$/.test(path));
const lengths = sources.map(({ lines }) => lines).sort((a, b) => a - b);
const median = lengths[lengths.length >> 1]!;
const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
/** What benches measure against has a package.json of its own, for the files beside it. */
const peers = (JSON.parse(read('bench/peers/package.json')) as { dependencies: Record<string, string> }).dependencies;

/** Which part of the house a file belongs to. */
function part(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'services' ? `services/${second}` : top;
}

/** What a part may import of ours, beside itself; nothing where it is not named. */
const law: Record<string, string[]> = {
  kit: ['schema'],
  'services/identity': ['kit', 'schema'],
  'services/conversations': ['kit', 'schema'],
  'services/channels': ['kit', 'schema'],
  'services/automation': ['kit', 'schema'],
  gateway: ['kit', 'schema'],
  'parked.ts': ['kit', 'schema'],
  'capabilities.ts': ['services/channels'],
  'register.ts': ['gateway', 'kit', 'schema'],
};
const seeingAll = ['start.ts', 'seed.ts', 'test', 'bench'];

function ours({ path, imports }: Source): string[] {
  return imports.filter(({ from }) => from.startsWith('.')).map(({ from }) => join(dirname(path), from));
}

/** The package of an import; undefined for ours and Node's. */
function packageOf(from: string): string | undefined {
  if (/^(\.|node:)/.test(from)) return undefined;
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Places in a file where a node is as asked. */
function places({ path, text, nodes }: Source, wanted: (node: Node) => boolean): string[] {
  const lineOf = (node: Node) => text.slice(0, node.start).split('\n').length;
  return nodes.filter(wanted).map((node) => `${path}:${lineOf(node)}`);
}

/** True for `object.property`. */
function isMember(node: Node, object: string, property?: string): boolean {
  const { object: left, property: right } = node as { object?: { name?: string }; property?: { name?: string } };
  return node.type === 'MemberExpression' && left?.name === object && (property === undefined || right?.name === property);
}

describe('imports', () => {
  test('each part imports only what the house allows', () => {
    const broken = sources.flatMap((source) => {
      const from = part(source.path);
      if (seeingAll.includes(from)) return [];
      const allowed = [from, ...(law[from] ?? []), ...(source.path === 'schema/check.ts' ? ['codegen.ts'] : [])];
      return ours(source)
        .filter((target) => !allowed.includes(part(target)))
        .map((target) => `${source.path} imports ${target}`);
    });
    expect(broken).toEqual([]);
  });

  test('each npm package is used only at its home', () => {
    const broken = sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ from, typeOnly }) => {
        const name = packageOf(from);
        if (!name || /^(test|bench)\//.test(path)) return [];
        const homesOf = homes[name] ?? [];
        const allowed = typeOnly ? homesOf.map((home) => home.replace(/^type /, '')) : homesOf;
        return allowed.some((home) => path.startsWith(home)) ? [] : [`${path} imports ${name}${typeOnly ? ' (types)' : ''}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  test('package.json names what is imported, where it is needed, and nothing else', () => {
    const known = { ...dependencies, ...devDependencies };
    const wrong = sources.flatMap(({ path, imports }) => {
      const isShipped = shipped.some((source) => source.path === path);
      return imports.flatMap(({ from }) => {
        const name = packageOf(from);
        const at = path.startsWith('bench/peers/') ? peers : isShipped ? dependencies! : known;
        return !name || name in at ? [] : [`${path} needs ${name}`];
      });
    });
    const imported = new Set(sources.flatMap(({ imports }) => imports.map(({ from }) => packageOf(from))));
    const unused = Object.keys(known).filter((name) => !imported.has(name) && !(name in unimported) && !name.startsWith('@types/'));
    const forTestsOnly = Object.keys(dependencies!).filter(
      (name) => name !== 'node' && !shipped.some(({ imports }) => imports.some(({ from }) => packageOf(from) === name)),
    );
    expect({ wrong, unused, forTestsOnly }).toEqual({ wrong: [], unused: [], forTestsOnly: [] });
  });

  test('every home is lived in', () => {
    const empty = Object.entries(homes).flatMap(([name, places]) =>
      places
        .map((home) => home.replace(/^type /, ''))
        .filter(
          (home) => !sources.some(({ path, imports }) => path.startsWith(home) && imports.some(({ from }) => packageOf(from) === name)),
        )
        .map((home) => `${name} in ${home}`),
    );
    expect(empty).toEqual([]);
  });
});

describe('the house', () => {
  test.each(['identity', 'conversations', 'channels', 'automation'])('%s has the anatomy of a service', (name) => {
    const present = files(`services/${name}`).map((path) => path.slice(`services/${name}/`.length));
    const missing = ['schema.graphql', 'tables.ts', 'resolvers.ts', 'events.ts', 'service.ts', 'main.ts', 'loaders.ts'].filter(
      (file) => !present.includes(file),
    );
    for (const folder of ['migrations', 'store']) {
      const there = (path: string) => path.startsWith(`${folder}/`) || (folder === 'store' && path === 'store.ts');
      if (!present.some(there)) missing.push(folder);
    }
    expect(missing).toEqual([]);
    expect(sources.find(({ path }) => path === `services/${name}/main.ts`)!.lines).toBeLessThanOrEqual(6);
  });

  test('no file is longer than 300 lines', () => {
    expect(sources.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  test(`half of the ${sources.length} files have at most 80 lines: the median is ${median}`, () => {
    expect(median).toBeLessThanOrEqual(80);
  });
});

describe('words', () => {
  test('nothing is typed any', () => {
    expect(sources.flatMap((source) => places(source, ({ type }) => type === 'TSAnyKeyword'))).toEqual([]);
  });

  test('nothing is put off, silenced or printed by the way', () => {
    const marks = ['TO' + 'DO', 'FIX' + 'ME', '@ts-' + 'ignore', '@ts-' + 'nocheck', '@ts-' + 'expect-error', 'biome-' + 'ignore'];
    const put = sources.flatMap(({ path, text }) => marks.filter((mark) => text.includes(mark)).map((mark) => `${path}: ${mark}`));
    expect([...put, ...sources.flatMap((source) => places(source, (node) => isMember(node, 'console')))]).toEqual([]);
  });

  test('only who starts a process reads its environment', () => {
    const readers = ['kit/process.ts', 'sandbox/main.ts', 'start.ts', 'seed.ts'];
    const read = shipped
      .filter(({ path }) => !readers.includes(path))
      .flatMap((source) => places(source, (node) => isMember(node, 'process', 'env')));
    // Apollo's telemetry can only be forbidden there.
    expect(read.map((place) => place.split(':')[0])).toEqual(['gateway/stock.ts']);
  });

  test('every export of the kit says what it is for', () => {
    const silent = sources.filter(({ path }) => path.startsWith('kit/')).flatMap((source) => undocumented(source));
    expect(silent).toEqual([]);
  });

  test('every error code is used, and every code used is listed', () => {
    const outside = shipped.filter(({ path }) => path !== 'schema/errors.ts' && !path.startsWith('sandbox/'));
    const written = outside.flatMap((source) => codes(source).map((code) => ({ path: source.path, code })));
    const used = new Set(outside.flatMap(({ nodes }) => nodes.map(({ value }) => value)));
    const inGraph = ['identity', 'conversations', 'channels', 'automation']
      .map((name) => read(`services/${name}/schema.graphql`))
      .join('\n');
    const unlisted = written.filter(({ code }) => !(code in errorCodes) && !new RegExp(`^  ${code}$`, 'm').test(inGraph));
    expect({ unused: Object.keys(errorCodes).filter((code) => !used.has(code)), unlisted }).toEqual({ unused: [], unlisted: [] });
  });

  test('every setting is described, here and in the README', () => {
    const settings = settingsOf(sources.find(({ path }) => path === 'kit/env.ts')!);
    expect([...settings].filter(([, described]) => !described).map(([name]) => name)).toEqual([]);
    if (!existsSync(`${root}README.md`)) return;
    const readme = read('README.md');
    expect([...settings.keys()].filter((name) => !new RegExp(`^\\|.*\`${name}\``, 'm').test(readme))).toEqual([]);
  });
});

/** Exports without a doc comment; a type that is made of a documented thing (`typeof x`) speaks through it. */
function undocumented({ path, text, statements }: Source): string[] {
  const told = statements.filter(({ start }) => documented(text, start)).map(({ start, end }) => text.slice(start, end));
  return statements
    .filter(({ type, declaration }) => type === 'ExportNamedDeclaration' && declaration)
    .filter(({ start, end }) => {
      const origin = /^export type \w+ =[^{]*typeof (\w+)/.exec(text.slice(start, end))?.[1];
      return !documented(text, start) && !(origin && told.some((each) => new RegExp(`\\b${origin}\\b`).test(each.split('\n')[0]!)));
    })
    .map(({ start }) => `${path}: ${text.slice(start, text.indexOf('\n', start)).slice(0, 60)}`);
}

/** Codes written as a value of a `code` property. */
function codes({ nodes }: Source): string[] {
  return nodes
    .filter(({ type, key }) => type === 'Property' && (key as { name?: string }).name === 'code')
    .map(({ value }) => (value as { value?: unknown }).value)
    .filter((value): value is string => typeof value === 'string' && /^[A-Z][A-Z_]+$/.test(value));
}
