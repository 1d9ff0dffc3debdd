import { expect, test } from 'vitest';
import type { BusEvent, Consumer } from '../../kit/bus/bus.ts';
import { memoryBus } from '../../kit/bus/memory.ts';
import { createLog } from '../../kit/log.ts';

const event = (id: string): BusEvent => ({
  id,
  name: 'channels.message.received',
  key: 'one',
  workspaceId: 'wsp_1',
  at: '2026-11-22T10:00:00.000Z',
  payload: {},
});

test('in one process, what is published while a consumer has stopped is not taken for handled: it stays with its publisher until the consumer is back', async () => {
  const bus = memoryBus({ log: createLog('silent', 'test') });
  const heard: string[] = [];
  const consumer: Consumer = {
    name: 'conversations',
    sources: ['channels'],
    handle: async ({ id }) => void heard.push(id),
    park: async () => undefined,
  };
  const first = await bus.consume(consumer);
  await bus.publish(event('evt_1'));
  await first.stop();
  await expect(bus.publish(event('evt_2'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await bus.consume(consumer);
  await bus.publish(event('evt_2'));
  expect(heard).toEqual(['evt_1', 'evt_2']);
  await bus.close();
});
