import type { Crowd } from './clients.ts';
import type { Server } from './server.ts';

/** What can tell a crowd, and whose CPU is counted. */
export type Teller = Pick<Server, 'process' | 'tell'>;

/** Everybody is told of so many events, one after the other: microseconds of the server's CPU for each message that came. */
export async function turn(server: Teller, crowd: Crowd, events: number, body = ''): Promise<number> {
  crowd.take();
  const before = server.process.cpu();
  for (let n = 1; n <= events; n++) {
    await server.tell(body);
    await crowd.all(n);
  }
  return ((server.process.cpu() - before) * 1_000) / crowd.take().messages;
}

/**
 * Subscriptions begin where the feed ends when they are opened: once everybody has been told of the same event, all of them are. `patience` is
 * how many milliseconds that may take.
 */
export async function settle(server: Teller, crowd: Crowd, patience = 2_000): Promise<void> {
  for (let told = false; !told; ) {
    crowd.take();
    await server.tell();
    told = await Promise.race([crowd.all(1).then(() => true), new Promise<false>((resolve) => setTimeout(resolve, patience, false))]);
  }
}
