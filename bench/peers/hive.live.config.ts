import { createServer } from 'node:http';
import { MemPubSub } from '@graphql-hive/gateway';

/**
 * Hive Gateway with subscriptions that events drive: the event names a message, the gateway asks the subgraphs for what was selected of it.
 * `POST /tell` at CONTROL publishes one, in this process.
 */
const pubsub = new MemPubSub();
createServer((_request, response) => {
  pubsub.publish('dialogue:dlg_bench', { __typename: 'Message', id: 'msg_1' });
  response.end('1');
}).listen(Number(process.env.CONTROL), '127.0.0.1');

export const gatewayConfig = { pubsub };
