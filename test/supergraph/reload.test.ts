import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSupergraph } from '../../gateway/supergraph/reload.ts';
import { readSettings } from '../../kit/env.ts';
import { createSubgraph } from '../../kit/graph.ts';
import { createLog } from '../../kit/log.ts';
import { createMeters } from '../../kit/metrics.ts';
import { overText, serveGraph } from '../../kit/subgraph.ts';
import { subgraphSdl } from '../../schema/sdl.ts';
import { ask, openWorld, socket, type World } from '../gateway/world.ts';
import { read, sdl } from './generation.ts';

/** A generation takes its time on a machine that does much else. */
const patient = { timeout: 30_000 };
const wider = sdl.replace(/(type Query[^{]*\{)/, '$1 motto: String @join__field(graph: IDENTITY)');

/** A folder that goes with the test. */
function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'parlor-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** Puts a text in the place of a file, whole. */
function exchange(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

/** A gateway that serves a file, before an identity that knows its motto. */
async function openFollowing(text: string): Promise<{ world: World; file: string }> {
  const file = join(folder(), 'supergraph.graphql');
  writeFileSync(file, text);
  const world = await openWorld({ SUPERGRAPH_FILE: file });
  onTestFinished(() => world.close());
  await world.hosts.identity!.stop();
  const typeDefs = `${subgraphSdl('identity')} extend type Query { motto: String }`;
  const resolvers = { Query: { viewer: () => ({ kind: 'AGENT' }), motto: () => 'One voice.' } };
  const graph = createSubgraph({ typeDefs, resolvers, live: {}, contextOf: async () => ({}), log: createLog('silent', 'test') });
  await serveGraph(world.bus, 'identity', overText(graph));
  return { world, file };
}

describe('a gateway that serves a file', () => {
  test('goes over to another supergraph without dropping a query', async () => {
    const { world, file } = await openFollowing(sdl);
    expect((await ask(world, '{ motto }')).codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    let over = false;
    const wrong: string[][] = [];
    const asking = [1, 2, 3].map(async (n) => {
      for (let times = 0; !over || times < 5; times++) {
        const { data, codes } = await ask(world, `{ viewer { kind } n${n}_${times}: __typename }`);
        if (codes.length > 0 || !data?.viewer) wrong.push(codes);
      }
    });
    exchange(file, wider);
    await expect.poll(async () => (await ask(world, '{ motto }')).data, patient).toEqual({ motto: 'One voice.' });
    over = true;
    await Promise.all(asking);
    expect(wrong).toEqual([]);
  });

  test('refuses what is not in the new one', async () => {
    const { world, file } = await openFollowing(wider);
    expect((await ask(world, '{ motto }')).data).toEqual({ motto: 'One voice.' });
    writeFileSync(file, sdl);
    await expect.poll(async () => (await ask(world, '{ motto }')).codes, patient).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect((await ask(world, '{ viewer { kind } }')).data).toEqual({ viewer: { kind: 'AGENT' } });
  });
});

describe('a subscription', () => {
  const watch = (selection: string) => `subscription { dialogueChanged(dialogueId: "dlg_1") { ${selection} } }`;
  const narrower = sdl.replace(/("""[^"]*"""\s*late: Boolean!)/, '');

  /** Subscribed over the first supergraph, with an event seen, and brought over to the next. */
  async function brought(selection: string) {
    const { world, file } = await openFollowing(sdl);
    const got = socket(world).subscribe(watch(selection));
    await expect.poll(() => world.heard, patient).toContain('conversations.dialogue.dlg_1');
    world.feeds.happen('dlg_1');
    await expect.poll(() => got.results.length, patient).toBe(1);
    exchange(file, narrower);
    await expect.poll(async () => (await ask(world, watch('late'))).text, patient).toContain('Cannot query field');
    return { world, got };
  }

  test('goes on where it stands', async () => {
    const { world, got } = await brought('cursor');
    world.feeds.happen('dlg_1');
    await expect
      .poll(() => got.results.map(({ data }) => data?.dialogueChanged?.cursor), patient)
      .toEqual(['dialogue.dlg_1@1', 'dialogue.dlg_1@2']);
    expect(got.failure).toBeUndefined();
  });

  test('that selects what is gone is told so', async () => {
    const { got } = await brought('cursor late');
    await expect.poll(() => JSON.stringify([got.failure, got.results]), patient).toContain('CONFLICT');
  });
});

/** The supergraph of a file, what the log says meanwhile, and what is counted. */
async function serve(file: string) {
  const lines: { msg: string; reason?: string; at?: string; ready?: number }[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const meters = createMeters();
  const served = await openSupergraph({ settings: readSettings({ SUPERGRAPH_FILE: file }), log, meters });
  onTestFinished(() => served.close());
  const said = (text: string) => lines.filter(({ msg }) => msg.includes(text));
  return { served, said, meters };
}

describe('a supergraph file', () => {
  test('that is half written, wrong or gone leaves the one before, and one line says why', async () => {
    const file = join(folder(), 'supergraph.graphql');
    writeFileSync(file, sdl);
    const { served, said } = await serve(file);
    const { id } = served.current();
    const kept = 'the one before is still served';
    writeFileSync(file, wider.slice(0, wider.length / 2));
    await expect.poll(() => said(kept), patient).toHaveLength(1);
    exchange(file, sdl.replace('"https://specs.apollo.dev/join/v0.5"', '"https://specs.apollo.dev/join/v9.0"'));
    await expect.poll(() => said(kept), patient).toHaveLength(2);
    rmSync(file);
    await expect.poll(() => said(kept), patient).toHaveLength(3);
    expect(served.current().id).toBe(id);
    writeFileSync(file, wider);
    await expect.poll(() => served.current().id, patient).not.toBe(id);
    expect(said(kept)).toHaveLength(3);
  });

  test('is followed through a link that is exchanged, as mounted configurations are', async () => {
    const mount = folder();
    const version = (name: string, text: string) => {
      const path = folder();
      writeFileSync(join(path, 'supergraph.graphql'), text);
      symlinkSync(path, join(mount, name));
    };
    version('..data', sdl);
    symlinkSync(join('..data', 'supergraph.graphql'), join(mount, 'supergraph.graphql'));
    const { served } = await serve(join(mount, 'supergraph.graphql'));
    const { id } = served.current();
    version('..new', wider);
    renameSync(join(mount, '..new'), join(mount, '..data'));
    await expect.poll(() => served.current().id, patient).not.toBe(id);
  });

  test('takes over with its hottest operations ready, and the one before ends when nobody holds it', async () => {
    const file = join(folder(), 'supergraph.graphql');
    writeFileSync(file, wider);
    const { served, said, meters } = await serve(file);
    const before = served.current();
    for (const query of ['{ viewer { kind } }', '{ motto }']) for (let n = 0; n < 3; n++) await before.prepare(read(before, query));
    const release = before.hold();
    const changes: string[] = [];
    served.onChange((next, past) => changes.push(past.id, next.id));
    exchange(file, sdl);
    await expect.poll(() => said('another supergraph is served'), patient).toMatchObject([{ ready: 1 }]);
    const after = served.current();
    expect(changes).toEqual([before.id, after.id]);
    const planned = async () => /plan_seconds_count\{outcome="ok"\} (\d+)/.exec(await meters.text())?.[1];
    const made = await planned();
    await after.prepare(read(after, '{ viewer { kind } }'));
    expect(await planned()).toBe(made);
    expect(await before.prepare(read(before, '{ viewer { kind } motto }'))).toHaveProperty('bytes');
    release();
    await expect(before.prepare(read(before, '{ motto viewer { kind } }'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('that is wrong, or not there, at the start keeps the gateway from starting, with one line', async () => {
    const file = join(folder(), 'supergraph.graphql');
    await expect(serve(file)).rejects.toThrow(/^SUPERGRAPH_FILE: .*no such file/);
    writeFileSync(file, 'type Query { a: Int }');
    await expect(serve(file)).rejects.toThrow(/^SUPERGRAPH_FILE: /);
  });

  test('of somebody else is warned of where it is unsound', async () => {
    const file = join(folder(), 'supergraph.graphql');
    writeFileSync(file, wider.replace(/(type Subscription[^{]*\{)/, '$1 mute: Int @join__field(graph: CONVERSATIONS)'));
    const { said } = await serve(file);
    expect(said('the supergraph is unsound')).toMatchObject([{ at: 'Subscription.mute' }]);
  });
});
