import { createServer } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';
import { WebSocketServer } from 'ws';

/** graphql-yoga with graphql-ws, as its documentation puts them together: all that is asked for is here, so there is no gateway's work in it. */
const typeDefs = /* GraphQL */ `
  type Query { viewer: String }
  type Subscription { dialogueChanged(dialogueId: ID!, after: String): DialogueChange! }
  type DialogueChange { cursor: String! kind: String! at: String! late: Boolean! dialogue: Dialogue! entry: Entry }
  type Dialogue { id: ID! customer: Customer! }
  type Customer { id: ID! name: String identities: [ChannelIdentity!]! }
  type ChannelIdentity { id: ID! value: String! channelAccount: ChannelAccount! }
  type ChannelAccount { id: ID! name: String! channel: Channel! }
  type Channel { id: ID! name: String! }
  interface Entry { id: ID! at: String! }
  type Message implements Entry { id: ID! at: String! direction: String! text: String identity: ChannelIdentity! delivery: Delivery }
  type Delivery { state: String! attempts: [Attempt!]! }
  type Attempt { id: ID! outcome: String }
`;
const account = { id: 'acc_1', name: 'Kettles', channel: { id: 'messenger', name: 'Messenger' } };
const identity = { id: 'idn_1', value: '49170000001', channelAccount: account };
const entry = {
  __typename: 'Message',
  id: 'msg_1',
  at: '2026-11-01T10:00:00.000Z',
  direction: 'OUTBOUND',
  text: 'Yes: two of them came in this morning. Shall I put one aside for you?',
  identity,
  delivery: { state: 'DELIVERED', attempts: [{ id: 'att_1', outcome: 'ACCEPTED' }] },
};
const dialogue = { id: 'dlg_bench', customer: { id: 'cus_1', name: 'Ana Berg', identities: [identity] } };

const pubsub = createPubSub<{ told: [dialogueId: string, change: object] }>();
const subscribe = (_root: unknown, { dialogueId }: { dialogueId: string }) => pubsub.subscribe('told', dialogueId);
const resolvers = { Subscription: { dialogueChanged: { subscribe, resolve: (change: object) => change } } };
const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false });

const server = createServer(yoga);
type Enveloped = { execute(args: unknown): never; subscribe(args: unknown): never };
useServer(
  {
    execute: (args: { rootValue?: unknown }) => (args.rootValue as Enveloped).execute(args),
    subscribe: (args: { rootValue?: unknown }) => (args.rootValue as Enveloped).subscribe(args),
    onSubscribe: async (context, _id, params) => {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({ ...context, params });
      const document = parse(params.query);
      const errors = validate(schema, document);
      if (errors.length > 0) return errors;
      const { operationName, variables: variableValues } = params;
      return { schema, operationName, document, variableValues, contextValue: await contextFactory(), rootValue: { execute, subscribe } };
    },
  },
  new WebSocketServer({ server, path: '/graphql' }),
);
server.listen(Number(process.env.PORT), '127.0.0.1');

let told = 0;
createServer((request, response) => {
  if (request.method === 'POST') {
    told += 1;
    pubsub.publish('told', 'dlg_bench', {
      cursor: `dlg_bench@${told}`,
      kind: 'APPENDED',
      at: new Date().toISOString(),
      late: false,
      dialogue,
      entry,
    });
  }
  response.end(String(told));
}).listen(Number(process.env.CONTROL), '127.0.0.1');
