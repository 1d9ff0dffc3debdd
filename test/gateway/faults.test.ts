import { expect, onTestFinished, test } from 'vitest';
import { answer } from '../../gateway/answer.ts';
import { createGateway, startApollo } from '../../gateway/apollo.ts';
import type { Send } from '../../gateway/subgraphs/ask.ts';
import { createLog, type Log } from '../../kit/log.ts';
import { createMeters } from '../../kit/metrics.ts';
import { generationOf, read } from '../supergraph/generation.ts';

const silent = createLog('silent', 'test');
const who = { kind: 'agent', workspaceId: 'wsp_1', agentId: 'agt_1', role: 'agent' } as const;
const query = '{ channels { id } agents { id } }';

/** What the log is told of an operation whose subgraphs answer in some way. */
async function faultsOf(send: Send, signal: AbortSignal): Promise<unknown[]> {
  const faults: unknown[] = [];
  const log = { ...silent, child: () => log, error: (fault: unknown) => faults.push(fault) } as unknown as Log;
  const { generation } = await generationOf();
  const apollo = await startApollo(createGateway({ current: () => generation, onChange: () => () => {} }), send, log);
  onTestFinished(() => apollo.stop());
  const operation = read(generation, query);
  const context = { generation, read: operation, compiled: await generation.prepare(operation), who, variables: {}, signal };
  await answer(apollo, query, context, { estimated: 1, limit: 1 }, createMeters());
  return faults;
}

test('what ends because nobody waits for it is nobody’s fault, and no line in the log', async () => {
  const leaving = new AbortController();
  const faults = await faultsOf(async () => {
    leaving.abort();
    throw leaving.signal.reason;
  }, leaving.signal);
  expect(faults).toEqual([]);
});

test('what fails while somebody waits is a line in the log', async () => {
  const faults = await faultsOf(async () => {
    throw new Error('broken');
  }, new AbortController().signal);
  expect(faults.length).toBeGreaterThan(0);
});

test('what fails in the same way at many places is one line in the log', async () => {
  const errors = [0, 1, 2].map((index) => ({ message: 'broken', path: ['agents', index, 'id'] }));
  const faults = await faultsOf(async () => JSON.stringify({ data: { channels: [], agents: [] }, errors }), new AbortController().signal);
  expect(faults).toEqual([{ id: expect.any(String), error: 'broken' }]);
});
