import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { createLive } from '../../gateway/live/subscription.ts';
import { createGeneration, type Generation } from '../../gateway/supergraph/generation.ts';
import { memoryBus } from '../../kit/bus/memory.ts';
import { readSettings } from '../../kit/env.ts';
import { createLog } from '../../kit/log.ts';
import type { Principal } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import { generated } from '../../schema/sdl.ts';
import { scriptFeeds } from './feeds.ts';

const who: Principal = { kind: 'agent', workspaceId: 'wsp_test', agentId: 'agt_1', role: 'agent' };
const query = 'subscription { dialogueChanged(dialogueId: "dlg_1") { cursor } }';

test('a generation on which nothing can be planned is waited for no longer when another one takes over', async () => {
  const bus = memoryBus();
  onTestFinished(() => bus.close());
  const feeds = await scriptFeeds(bus);
  const [settings, log] = [readSettings({}), createLog('silent', 'test')];
  const first = await createGeneration(readFileSync(generated('supergraph.graphql'), 'utf8'), { settings, log });
  onTestFinished(() => first.close());
  let served: Generation = first;
  const send = async () => '{"data":{"dialogueChanged":{"cursor":"next"}}}';
  const live = createLive({ bus, current: () => served, send, sign: async () => 'signed', settings, log });
  onTestFinished(() => live.stop());

  const read = first.read({ query });
  if (!('document' in read)) throw new Error('the query is valid');
  const start = await live.subscribe({ read, variables: {}, who });
  if (typeof start !== 'function') throw new Error('the subscription is opened');
  const shown: string[] = [];
  const sink = { isFull: () => false, drained: async () => undefined };
  start({ sink, next: (payloads) => void shown.push(...payloads.map(String)), end: (reason) => void shown.push(String(reason)) });

  const prepare = () => Promise.reject(new CodedError('UNAVAILABLE'));
  served = { ...first, id: 'without a planner', prepare };
  const waiting = live.regenerate();
  served = { ...first, id: 'another' };
  await live.regenerate();
  await waiting;
  feeds.happen('dlg_1');
  await expect.poll(() => shown).toEqual(['{"data":{"dialogueChanged":{"cursor":"next"}}}']);
});
