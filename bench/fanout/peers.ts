import { fileURLToPath } from 'node:url';
import { hiveArgs } from '../gateway/contenders.ts';
import { freePort, type Pinned, startPinned } from '../gateway/process.ts';
import { dialogueId, query } from './sample.ts';

/** A server of somebody else, and what is subscribed to there. */
export interface Peer {
  process: Pinned;
  url: string;
  tell(): Promise<void>;
  query: string;
  variables: object;
  /** How often its subgraphs were asked, where it has any. */
  asked(): Promise<number>;
  stop(): Promise<void>;
}

/** The peers there are, and what they are. */
export const peers = {
  hive: "Hive Gateway, subscriptions driven by events (@pubsubOperation, in its own process); its subgraphs' CPU is not counted",
  'hive-rust': 'the same on its router runtime (Rust planner)',
  yoga: 'graphql-yoga with graphql-ws: its own subscriptions, and no gateway’s work at all',
};
export type PeerName = keyof typeof peers;

/** An event of Hive's names an entity, and `DialogueChange` is none: its message is what is subscribed to, with the same fields of it. */
const topic = 'dialogue:{args.dialogueId}';
const hiveField = `  messageTold(dialogueId: ID!): Message! @join__field(graph: CONVERSATIONS) @pubsubOperation(pubsubTopic: "${topic}")`;
const hiveDirective = 'directive @pubsubOperation(pubsubTopic: String!, filterBy: String, result: String) repeatable on FIELD_DEFINITION';
/** Without a variable: its router runtime passes on what the subgraph's operation does not use, which is not valid. */
const hiveQuery = `subscription { messageTold(dialogueId: "${dialogueId}") {
  id at direction text identity { id value } delivery { state attempts { id outcome } }
  dialogue { id customer { id name identities { id value channelAccount { id name channel { id name } } } } } } }`;

function withEvents(sdl: string): string {
  return `${sdl.replace(/^type Subscription[^{]*\{/m, (head) => `${head}\n${hiveField}\n`)}\n${hiveDirective}\n`;
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Starts a peer on core 1, and its subgraphs on core 0. */
export async function startPeer(name: PeerName): Promise<Peer> {
  const [port, control] = [await freePort(), await freePort()];
  const env = { PORT: port, CONTROL: control };
  const tell = async () => {
    await (await fetch(`http://127.0.0.1:${control}/tell`, { method: 'POST' })).text();
  };
  const common = { url: `ws://127.0.0.1:${port}/graphql`, tell };
  const answers = async () => (await fetch(`http://127.0.0.1:${port}/graphql?query={__typename}`)).ok;
  if (name === 'yoga') {
    const process = await startPinned(1, [path('../peers/yoga.ts')], env, answers);
    return { ...common, process, query, variables: { id: dialogueId }, asked: async () => 0, stop: process.stop };
  }
  const subgraphs = await freePort();
  const counted = async () => Number(await (await fetch(`http://127.0.0.1:${subgraphs}/counted`)).text());
  const served = await startPinned(0, [path('served.ts')], { PORT: subgraphs }, async () => (await counted()) === 0);
  const args = hiveArgs(`http://127.0.0.1:${subgraphs}`, port, path('../peers/hive.live.config.ts'), name === 'hive-rust', withEvents);
  const process = await startPinned(1, args, { ...env, LOG_LEVEL: 'warn' }, answers);
  const stop = async () => {
    await Promise.all([process.stop(), served.stop()]);
  };
  return { ...common, process, query: hiveQuery, variables: {}, asked: counted, stop };
}
