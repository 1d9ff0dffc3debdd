import { setTimeout } from 'node:timers/promises';
import type { Door } from '../crash/door.ts';
import { control } from './control.ts';

const query = '{ channelAccounts { id status } }';
const resume = 'mutation ($input: UpdateChannelAccountInput!) { updateChannelAccount(input: $input) { userErrors { message } } }';

/** Mends accounts that pause themselves because their token was revoked, as an admin would; tells how often it had to. */
export function startMender(door: Door, faults: object): { mended(): number; stop(): Promise<void> } {
  let stopped = false;
  let mended = 0;
  const loop = async () => {
    for (; !stopped; await setTimeout(250)) {
      const { channelAccounts } = await door.graph<{ channelAccounts: { id: string; status: string }[] }>(query);
      for (const { id } of channelAccounts.filter(({ status }) => status === 'PAUSED')) {
        const { channel } = door.accounts.find((account) => account.id === id)!;
        // To give the faults again gives the token back.
        await control(door, `${channel}/settings`, { account: id, faults });
        await door.graph(resume, { input: { channelAccountId: id, status: 'ACTIVE' } });
        mended += 1;
      }
    }
  };
  const running = loop();
  // What goes wrong is told when it is stopped.
  running.catch(() => undefined);
  return {
    mended: () => mended,
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}
