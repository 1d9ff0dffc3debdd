import { startGateway } from '../../gateway/gateway.ts';
import type { Bus } from '../../kit/bus/bus.ts';
import { memoryBus } from '../../kit/bus/memory.ts';
import { readSettings } from '../../kit/env.ts';
import { createSubgraph } from '../../kit/graph.ts';
import { createLog } from '../../kit/log.ts';
import { overText, serveGraph } from '../../kit/subgraph.ts';
import { subgraphSdl, subgraphs } from '../../schema/sdl.ts';
import { scriptFeeds } from '../../test/gateway/feeds.ts';
import { control } from './control.ts';
import { dialogueId, keys } from './sample.ts';
import { live, resolvers } from './subgraphs.ts';

const log = createLog('warn', 'bench');

/** A gateway whose subgraphs and feeds are in the same process: PORT for clients, CONTROL for whoever makes things happen. */
const bus = memoryBus();
let executions = 0;
for (const name of subgraphs) {
  const graph = overText(
    createSubgraph({ typeDefs: subgraphSdl(name), resolvers: resolvers[name], live: live[name], contextOf: async () => ({}), log }),
  );
  await serveGraph(bus, name, graph);
  await bus.respond(`health.${name}`, async () => 'ready');
}
const counting: Bus = {
  ...bus,
  exchange: (subject, body, options) => {
    if (body.includes('"item":')) executions += 1;
    return bus.exchange(subject, body, options);
  },
};
const feeds = await scriptFeeds(bus);
const { PORT, HOST, CONTROL, ...rest } = process.env;
const settings = readSettings({ ...rest, PORT, HOST, LIMIT_RATE: '100000', LIMIT_SUBSCRIPTIONS: '100000' });
await startGateway({ bus: counting, keys, settings, log });
await control(Number(CONTROL), {
  tell: (body) => void feeds.happen(body.length > 0 ? String(body) : dialogueId),
  counted: () => executions,
});
