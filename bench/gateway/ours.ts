import { startGateway } from '../../gateway/gateway.ts';
import { memoryBus } from '../../kit/bus/memory.ts';
import { openBus, runProcess } from '../../kit/process.ts';
import { subgraphs } from '../../schema/sdl.ts';
import { cannedSubgraphs } from './canned.ts';
import { resolvers } from './world.ts';

/** Our gateway as it is (`solo`: without in-flight sharing), with the subgraphs where its settings say; with neither HTTP nor NATS in its own process. */
await runProcess('gateway', async ({ settings, log, keys }) => {
  const bus = settings.NATS_URL ? await openBus(settings, log) : memoryBus({ log });
  const canned = cannedSubgraphs(resolvers);
  for (const name of settings.NATS_URL || settings.SUBGRAPH_TRANSPORT === 'http' ? [] : subgraphs) {
    await bus.serve(`graph.${name}`, async (text) => canned(name, `{${text.slice(text.indexOf('",') + 2)}`));
  }
  const gateway = await startGateway({ bus, keys, settings, log, share: process.argv[2] !== 'solo' });
  return {
    stop: async () => {
      await gateway.stop();
      await bus.close();
    },
  };
});
