import { startGateway } from './gateway/gateway.ts';
import { memoryBus } from './kit/bus/memory.ts';
import { openDatabase } from './kit/database.ts';
import { reachable, SettingError, type Settings } from './kit/env.ts';
import { type Ground, openBus, runProcess, type Stoppable } from './kit/process.ts';
import { startService } from './kit/service.ts';
import { startSandbox } from './sandbox/sandbox.ts';
import { type Dev, seed } from './seed.ts';
import { automation } from './services/automation/service.ts';
import type { Adapter } from './services/channels/adapter.ts';
import { all } from './services/channels/adapters/all.ts';
import { channelsOver } from './services/channels/service.ts';
import { conversations } from './services/conversations/service.ts';
import { identity } from './services/identity/service.ts';

/** The whole product in one process: what `npm start` runs. */
export async function startParlor(
  { settings: given, log, keys, meters }: Ground,
  channels: Adapter[] = all,
): Promise<Stoppable & { url: string; dev?: Dev }> {
  const { DATABASE_URL, DATA_DIR, NATS_URL, SANDBOX_PORT } = given;
  const embedded = !DATABASE_URL && !NATS_URL;
  const withSandbox = embedded || SANDBOX_PORT !== undefined;
  const settings = withSandbox ? { ...given, MEDIA_ALLOW_HOSTS: [...given.MEDIA_ALLOW_HOSTS, sandboxHost(given)] } : given;
  if (settings.SUBGRAPH_TRANSPORT === 'http') {
    throw new SettingError(
      'SUBGRAPH_TRANSPORT: here the services are in the process of the gateway; http is for services that run on their own',
    );
  }
  const bus = NATS_URL ? await openBus(settings, log) : memoryBus({ log });
  const database = await openDatabase({ url: DATABASE_URL, dataDir: DATA_DIR, pool: settings.DATABASE_POOL, log });
  const environment = { database, bus, keys, log, settings, meters };
  const services = [
    await startService(identity, environment),
    await startService(channelsOver(channels), environment),
    await startService(conversations, environment),
    await startService(automation, environment),
  ];
  for (const service of services) service.begin();
  const gateway = await startGateway({ bus, keys, settings, log, meters });
  const play = withSandbox ? await startPlay({ settings, log, keys, meters }, gateway.url) : undefined;
  return {
    url: gateway.url,
    dev: play?.dev,
    stop: async () => {
      await gateway.stop();
      await play?.stop();
      await Promise.all(services.map((service) => service.stop()));
      await bus.close();
      await database.close();
    },
  };
}

/** Where the sandbox listens: the people in it send files from there. */
function sandboxHost({ HOST, SANDBOX_PORT = 4001 }: Settings): string {
  return `${reachable(HOST)}:${SANDBOX_PORT}`;
}

/** The sandbox platforms, and a workspace whose accounts talk to them. */
async function startPlay({ settings, log, keys }: Ground, url: string) {
  const { HOST, SANDBOX_PORT = 4001, DATA_DIR } = settings;
  const sandbox = await startSandbox({ host: HOST, port: SANDBOX_PORT, accounts: [], journal: `${DATA_DIR}/sandbox.jsonl`, log });
  const dev = await seed({ url, sandboxUrl: sandbox.url }, keys, DATA_DIR, (account) =>
    sandbox.connect({ ...account, webhookUrl: `${url}${account.webhookPath}` }),
  );
  return { dev, stop: () => sandbox.close() };
}

function welcome(url: string, { sandboxUrl, agentToken }: Dev): string {
  return `
  Parlor is ready.

  Graph     ${url}/graphql
  Sandbox   ${sandboxUrl}/sandbox
  Token     ${agentToken}
  IDE       ${url}/graphql#token=${agentToken}

  Open the IDE, then paste this to make a customer speak:

    curl -s ${sandboxUrl}/sandbox/messenger/say -d '{"text":"Hi, is the blue kettle back in stock?"}'

`;
}

if (import.meta.main) {
  await runProcess('start', async (ground) => {
    const parlor = await startParlor(ground);
    if (parlor.dev) process.stdout.write(welcome(parlor.url, parlor.dev));
    else ground.log.info({ url: parlor.url }, 'ready');
    return parlor;
  });
}
