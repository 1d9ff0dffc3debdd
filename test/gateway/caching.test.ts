import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { signAgentToken } from '../../kit/token.ts';
import { generated } from '../../schema/sdl.ts';
import { ask, keys, openWorld, type World } from './world.ts';

const query = '{ channels { id name } }';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** What an agent of some workspace is answered, and whether a subgraph was asked for it. */
async function told(workspaceId: string, document: string, at = world) {
  const token = await signAgentToken({ agentId: 'agt_7', workspaceId, role: 'agent' }, keys.agent);
  const before = at.asked.length;
  const { data, headers, codes } = await ask(at, document, { token });
  return { data, codes, asked: at.asked.length - before, cacheControl: headers.get('cache-control'), age: headers.get('age') };
}

test('what everybody is told alike is fetched once, and says how long it may be kept', async () => {
  const first = await told('wsp_1', query);
  expect(first).toMatchObject({ asked: 1, cacheControl: 'public, max-age=300', age: '0', codes: [] });
  expect(await told('wsp_2', query)).toMatchObject({ data: first.data, asked: 0, cacheControl: 'public, max-age=300' });
});

test('another operation, or with other variables, is another answer', async () => {
  const once = 'query Once($with: Boolean!) { channels { id name @include(if: $with) } }';
  const ask = async (value: boolean) => (await told('wsp_1', once.replace('$with: Boolean!', `$with: Boolean! = ${value}`))).data;
  expect(await ask(true)).toEqual({ channels: [{ id: 'webchat', name: 'Web chat' }] });
  expect(await ask(false)).toEqual({ channels: [{ id: 'webchat' }] });
});

test('what stands beside something that is not to be kept is not kept', async () => {
  for (let n = 0; n < 2; n++) {
    expect(await told('wsp_3', '{ channels { id } viewer { workspace { id } } }')).toMatchObject({
      data: { viewer: { workspace: { id: 'wsp_3' } } },
      cacheControl: 'no-store',
      age: null,
    });
  }
});

test('an answer with errors is not kept', async () => {
  const own = await openWorld();
  onTestFinished(() => own.close());
  await own.hosts.channels!.stop();
  expect(await told('wsp_1', query, own)).toMatchObject({ codes: ['UNAVAILABLE'], cacheControl: 'no-store' });
  await own.start('channels');
  expect(await told('wsp_1', query, own)).toMatchObject({ codes: [], data: { channels: [{ id: 'webchat' }] } });
});

test('what is marked as shared by mistake shows nobody, rather than somebody else', async () => {
  const sdl = readFileSync(generated('supergraph.graphql'), 'utf8')
    .replace(
      'viewer: Viewer! @join__field(graph: IDENTITY) @visibility(to: "principal")',
      'viewer: Viewer! @join__field(graph: IDENTITY) @visibility(to: "public")',
    )
    .replace(/^type (Viewer|Workspace)\n/gm, 'type $1 @cacheControl(maxAge: 60)\n')
    .replace(/(?<=^type Viewer[^{]*)\{/m, '@visibility(to: "public") {')
    .replace(/(?<=^type Workspace[^{]*)@visibility\(to: "role"\)/m, '@visibility(to: "public")');
  const folder = mkdtempSync(join(tmpdir(), 'parlor-supergraph-'));
  writeFileSync(join(folder, 'wrong.graphql'), sdl);
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const own = await openWorld({ SUPERGRAPH_FILE: join(folder, 'wrong.graphql') });
  onTestFinished(() => own.close());
  const whose = '{ viewer { workspace { id } } }';
  expect(await told('wsp_1', whose, own)).toMatchObject({
    data: { viewer: { workspace: { id: '*' } } },
    cacheControl: 'public, max-age=60',
  });
  expect(await told('wsp_2', whose, own)).toMatchObject({ data: { viewer: { workspace: { id: '*' } } }, asked: 0 });
});

test('nothing is kept where there is no room for it', async () => {
  const own = await openWorld({ ANSWER_CACHE: '0' });
  onTestFinished(() => own.close());
  for (let n = 0; n < 2; n++) expect(await told('wsp_1', query, own)).toMatchObject({ asked: 1, cacheControl: 'no-store' });
});
