import { openBus, runProcess } from '../kit/process.ts';
import { startGateway } from './gateway.ts';

await runProcess('gateway', async ({ settings, log, keys, meters }) => {
  const bus = await openBus(settings, log);
  const gateway = await startGateway({ bus, keys, settings, log, meters });
  log.info({ url: gateway.url }, 'ready');
  return {
    stop: async () => {
      await gateway.stop();
      await bus.close();
    },
  };
});
