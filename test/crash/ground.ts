import { startSandbox } from '../../sandbox/sandbox.ts';
import { brokerInstalled, ownBroker, ownPostgres, postgresInstalled, type Server } from '../worlds/servers.ts';
import { type OpenWorld, openDistributed, openEmbedded } from '../worlds/world.ts';
import type { Victim } from './outage.ts';

/** A product that runs, all that can crash in it, and platforms that do not crash with it. */
export interface Ground {
  world: OpenWorld;
  victims: Map<string, Victim>;
  close(): Promise<void>;
}

/** What can be killed in each world here: servers only where they are installed. */
export const mortal = {
  embedded: ['parlor'],
  distributed: [
    ...['identity', 'conversations', 'channels', 'automation', 'gateway'],
    ...(brokerInstalled ? ['nats'] : []),
    ...(postgresInstalled ? ['postgres'] : []),
  ],
};

/** The product in one process. */
export async function embeddedGround(): Promise<Ground> {
  const world = await openEmbedded();
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, accounts: [] });
  const close = async () => {
    await world.close();
    await sandbox.close();
  };
  return { world: { ...world, sandboxUrl: sandbox.url }, victims: processes(world), close };
}

/** Every service a process, over a NATS and a Postgres of their own where these are installed; `undefined` where there are none at all. */
export async function distributedGround(): Promise<Ground | undefined> {
  const nats = brokerInstalled ? await ownBroker() : undefined;
  const postgres = postgresInstalled ? await ownPostgres() : undefined;
  const end = async () => void (await Promise.all([nats?.end(), postgres?.end()]));
  const world = await openDistributed({ nats: nats?.url, postgres: postgres?.url });
  if (!world) {
    await end();
    return undefined;
  }
  const victims = processes(world);
  for (const [name, server] of Object.entries({ nats, postgres })) if (server) victims.set(name, serverVictim(name, server, world));
  const close = async () => {
    await world.close();
    await end();
  };
  return { world, victims, close };
}

/** How a process ended that was told to stop. */
export interface Farewell {
  name: string;
  code: number | null;
  milliseconds: number;
}

/** The processes as victims that are told to stop rather than killed; `farewells` fills with how they did. */
export function polite({ world }: Ground, farewells: Farewell[]): Victim[] {
  const { parts, terminate, start, ready } = world.fleet;
  const stopping = (name: string) => async () => {
    const since = performance.now();
    const code = await terminate(name);
    farewells.push({ name, code, milliseconds: performance.now() - since });
  };
  return parts.map((name) => ({ name, kill: stopping(name), start: () => start(name), ready, again: false }));
}

function processes({ fleet }: OpenWorld): Map<string, Victim> {
  const { parts, kill, start, ready } = fleet;
  return new Map(parts.map((name) => [name, { name, kill: () => kill(name), start: () => start(name), ready, again: true }]));
}

function serverVictim(name: string, { kill, start }: Server, { fleet }: OpenWorld): Victim {
  return { name, kill, start, ready: fleet.ready, again: true };
}
