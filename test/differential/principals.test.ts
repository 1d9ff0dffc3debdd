import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { execute } from '../../gateway/execution/execute.ts';
import type { Send } from '../../gateway/subgraphs/ask.ts';
import { sharing } from '../../gateway/subgraphs/share.ts';
import type { Principal } from '../../kit/principal.ts';
import { faultless } from './fault.ts';
import { parlor } from './graphs/parlor.ts';
import { writeVariables } from './input.ts';
import { writeOperation } from './operation.ts';
import { coerced, compile } from './ours.ts';
import { createRandom } from './random.ts';
import { createWorld } from './world.ts';

const world = createWorld(parlor);
const agent = (workspaceId: string, agentId: string, role: 'admin' | 'agent'): Principal => ({ kind: 'agent', workspaceId, agentId, role });
const customer = (customerId: string): Principal => ({
  kind: 'customer',
  workspaceId: 'wsp_1',
  customerId,
  identityId: `idn_${customerId}`,
  session: { accountId: 'acc_1', visitorId: `vis_${customerId}`, externalId: null },
});
const principals: Principal[] = [
  agent('wsp_1', 'agt_1', 'admin'),
  agent('wsp_1', 'agt_2', 'admin'),
  agent('wsp_1', 'agt_3', 'agent'),
  agent('wsp_1', 'agt_4', 'agent'),
  agent('wsp_2', 'agt_1', 'admin'),
  customer('cus_1'),
  customer('cus_2'),
  { kind: 'service', workspaceId: 'wsp_1', name: 'automation' },
];

test('whoever asks at the same time as others, and shares replies with them, is answered as if alone', { timeout: 300_000 }, async () => {
  const faults = { ...faultless, nulls: 20, seed: 'principals' };
  let calls = { alone: 0, together: 0 };

  for (let index = 0; index < 150; index++) {
    const random = createRandom(`principals ${index}`);
    const document = writeOperation(world.schema, random, 'query' as never)!;
    const compiled = compile(world, document, world.plan(document));
    const variables = coerced(world, document, writeVariables(world.schema, document, random));

    // Each call takes some turns of the event loop, so that others come meanwhile.
    const send: Send = async ({ service, body, who }) => {
      calls = { ...calls, together: calls.together + 1 };
      for (let turns = createRandom(`${body} ${JSON.stringify(who)}`).below(4); turns > 0; turns--) await turn();
      return world.subgraphs[service]!(body, faults, who);
    };
    const shared = sharing(send, () => {}, 10_000);
    const together = await Promise.all(principals.map((who) => execute(compiled, { variables, who, send: shared })));

    for (const [place, who] of principals.entries()) {
      // Alone and in its full name, whatever the fields are marked as.
      const alone = await execute(compiled, {
        variables,
        who,
        send: async ({ service, body }) => {
          calls = { ...calls, alone: calls.alone + 1 };
          return world.subgraphs[service]!(body, faults, who);
        },
      });
      expect(together[place], `principal ${place} of operation ${index}`).toEqual(alone);
    }
  }
  expect(calls.together).toBeLessThan(calls.alone);
});
