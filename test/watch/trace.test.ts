import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenWorld, openDistributed, openEmbedded } from '../worlds/world.ts';
import { openCollector, wayTo } from './collector.ts';
import { openScene, patience, type Scene } from './scene.ts';

const parts = ['gateway', 'channels', 'conversations', 'identity', 'automation'];
/** How a subgraph is asked: in process by the bus, and between processes over HTTP, so that both ways are seen to carry traces. */
const answering = { embedded: 'graph.conversations', distributed: 'POST /graphql' };
const transport = { embedded: 'bus', distributed: 'http' };
const processes = { embedded: ['parlor-start'], distributed: parts.map((part) => `parlor-${part}`) };

/** A trace that began before us, and how we are told. */
function newTrace() {
  const traceId = randomBytes(16).toString('hex');
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` };
}

describe.each(['embedded', 'distributed'] as const)('a trace, %s', (kind) => {
  const lines: string[] = [];
  let collector: Awaited<ReturnType<typeof openCollector>>;
  let world: OpenWorld | undefined;
  let scene: Scene;
  beforeAll(async () => {
    collector = await openCollector();
    const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '50', LOG_LEVEL: 'debug' };
    const wishes = { environment: { ...settings, SUBGRAPH_TRANSPORT: transport[kind] }, hear: (line: string) => void lines.push(line) };
    world = kind === 'embedded' ? await openEmbedded(wishes) : await openDistributed(undefined, wishes);
    if (world) scene = await openScene(world);
  }, 180_000);
  afterAll(async () => {
    await scene?.end();
    await world?.close();
    await collector.close();
  });

  /** Where the servers do not run, there is nothing to trace. */
  const traced = (says: string, tell: () => Promise<void>) =>
    test(says, ({ skip }) => (world ? tell() : skip('NATS and Postgres are missing here')));

  /** The names of the spans that lead to one of this name in a trace, the longest way there is. */
  const way = (traceId: string, name: string) => {
    const spans = collector.of(traceId);
    const ways = spans.filter((span) => span.name === name).map((span) => wayTo(spans, span));
    return ways.toSorted((a, b) => b.length - a.length)[0];
  };

  traced('leads from a webhook through channels and conversations to the push, each span under the one that caused it', async () => {
    const { traceId, traceparent } = newTrace();
    const text = `a secret ${randomBytes(8).toString('hex')}`;
    await scene.say(text, { traceparent });
    await scene.heard(text);
    const heard = ['?', 'POST /webhooks/:accountId', 'webhook.channels', 'conversations channels.message.received'];
    await expect.poll(() => way(traceId, 'live push'), patience).toEqual([...heard, 'live push']);
    const shown = ['live event', 'subgraph conversations', answering[kind]];
    await expect.poll(() => way(traceId, answering[kind]), patience).toEqual([...heard, ...shown]);
    await expect.poll(() => way(traceId, 'identity.resolve'), patience).toEqual([...heard, 'identity.resolve']);
    const automated = () => new Set(collector.of(traceId).map(({ service }) => service));
    await expect.poll(automated, patience).toEqual(new Set(processes[kind]));
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ msg: 'request', route: '/webhooks/:accountId', trace: traceId }),
    );
    const told = JSON.stringify(collector.spans) + lines.join('\n');
    for (const secret of [text, scene.psid, scene.door.agentToken]) expect(told).not.toContain(secret);
  });

  traced('leads from the request that queues a reply to the call of the platform', async () => {
    const { traceId, traceparent } = newTrace();
    const { url, agentToken } = scene.door;
    const query = 'mutation Reply($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }';
    const body = JSON.stringify({ query, variables: { input: { dialogueId: scene.dialogueId, text: 'On its way' } } });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${agentToken}`, traceparent };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    expect(await response.json()).toMatchObject({ data: { sendMessage: { message: { id: expect.any(String) } } } });
    const asked = ['?', 'POST /graphql', 'graphql mutation', 'subgraph conversations', answering[kind]];
    const sent = ['channels conversations.message.queued', 'channels.deliver', 'channels.call'];
    await expect.poll(() => way(traceId, 'channels.call'), patience).toEqual([...asked, ...sent]);
  });
});
