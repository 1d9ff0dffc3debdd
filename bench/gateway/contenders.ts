import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { type PageRequest, pageRequests } from './page.ts';
import { freePort, type Pinned, startPinned } from './process.ts';
import { supergraphOf } from './supergraph.ts';

/** Where everything that is measured finds the others. */
export interface Ground {
  secret: string;
  /** The settings that lead to the subgraphs. */
  urls: Parameters<typeof supergraphOf>[0];
  natsUrl?: string;
  requestOf(index: number): PageRequest;
  /** Makes every subgraph wait so many milliseconds before it answers; gives how often they were asked until now. */
  delay(milliseconds: number): Promise<number>;
  subgraphs: Pinned;
}

/** A gateway under measurement. */
export interface Contender {
  name: string;
  url: string;
  process: Pinned;
}

const prefix = 'parlor-bench';
const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const hive = file('../peers/node_modules/@graphql-hive/gateway/dist/bin.js');

/** What can be measured: how it is started, and what it is. */
export const contenders: Record<string, { what: string; needsNats?: true; needsPeers?: true }> = {
  ours: { what: "Parlor's gateway, subgraphs over HTTP" },
  'ours-solo': { what: "Parlor's gateway without its in-flight sharing" },
  'ours-nats': { what: "Parlor's gateway, subgraphs over NATS", needsNats: true },
  'ours-memory': { what: "Parlor's gateway, subgraphs in its own process" },
  'ours-apollo': { what: "Parlor's gateway with EXECUTOR=apollo, over HTTP" },
  stock: { what: 'ApolloGateway in Apollo Server standalone' },
  hive: { what: 'Hive Gateway as it comes', needsPeers: true },
  'hive-solo': { what: 'Hive Gateway without its in-flight sharing', needsPeers: true },
  'hive-rust': { what: 'Hive Gateway on its router runtime (Rust planner)', needsPeers: true },
  floor: { what: 'the same calls merged by hand, over HTTP' },
};

/** Starts the subgraphs on core 0. */
export async function layGround(secret: string, natsUrl: string | undefined): Promise<Ground> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { PARLOR_SECRET: secret, PORT: port, ...(natsUrl && { NATS_URL: natsUrl, NATS_PREFIX: prefix }) };
  const delay = async (milliseconds: number) => {
    const { body } = await request(`${url}/delay/${milliseconds}`, { method: 'PUT' });
    return Number(await body.text());
  };
  const subgraphs = await startPinned(0, [file('subgraphs.ts')], env, async () => (await delay(0)) === 0);
  return { secret, urls: urlsOf(url), natsUrl, requestOf: await pageRequests(secret), delay, subgraphs };
}

/** Starts a gateway on core 1; ready when it answers a page. */
export async function startContender(name: string, ground: Ground, nodeArgs: string[] = []): Promise<Contender> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const isUp = async () => {
    const { body, headers } = ground.requestOf(0);
    const reply = await request(`${url}/graphql`, { method: 'POST', body, headers });
    const text = await reply.body.text();
    return reply.statusCode === 200 && text.includes('"customer":{');
  };
  const { args, env } = commandOf(name, ground, port);
  return { name, url, process: await startPinned(1, [...nodeArgs, ...args], env, isUp) };
}

function commandOf(name: string, { secret, urls, natsUrl }: Ground, port: number): { args: string[]; env: object } {
  // No answer is kept, so that each is made.
  const env = { PARLOR_SECRET: secret, PORT: port, LOG_LEVEL: 'warn', ANSWER_CACHE: 0, ...urls };
  const http = { ...env, SUBGRAPH_TRANSPORT: 'http' };
  switch (name) {
    case 'ours':
      return { args: [file('ours.ts')], env: http };
    case 'ours-solo':
      return { args: [file('ours.ts'), 'solo'], env: http };
    case 'ours-nats':
      return { args: [file('ours.ts')], env: { ...env, NATS_URL: natsUrl, NATS_PREFIX: prefix } };
    case 'ours-memory':
      return { args: [file('ours.ts')], env };
    case 'ours-apollo':
      return { args: [file('ours.ts')], env: { ...http, EXECUTOR: 'apollo' } };
    case 'stock':
    case 'floor':
      return { args: [file(`${name}.ts`)], env };
    default:
      return hiveCommand(name, urls, port);
  }
}

function hiveCommand(name: string, { IDENTITY_URL }: Ground['urls'], port: number): { args: string[]; env: object } {
  const args = hiveArgs(new URL(IDENTITY_URL).origin, port, file('../peers/hive.config.ts'), name === 'hive-rust');
  return { args, env: { HIVE_DEDUPE: name === 'hive-solo' ? 'off' : 'on', LOG_LEVEL: 'warn' } };
}

/** How Hive Gateway is started in front of subgraphs; `change` of the supergraph where it serves more. */
export function hiveArgs(subgraphs: string, port: number, config: string, onRust: boolean, change = (sdl: string) => sdl): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const supergraph = join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, change(supergraphOf(urlsOf(subgraphs))));
  const args = [hive, 'supergraph', supergraph, '-c', config, '-h', '127.0.0.1', '-p', String(port)];
  return onRust ? [...args, '--hive-router-runtime'] : args;
}

/** The settings that lead to subgraphs that one process serves. */
function urlsOf(url: string): Ground['urls'] {
  return {
    IDENTITY_URL: `${url}/identity`,
    CONVERSATIONS_URL: `${url}/conversations`,
    CHANNELS_URL: `${url}/channels`,
    AUTOMATION_URL: `${url}/automation`,
  };
}
