import { ApolloClient, type ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient as createUrql, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient as createEvents } from 'graphql-sse';
import { createClient as createSockets } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { openWorld, type World } from './world.ts';

const viewer = 'query { viewer { kind } }';
const addNote = 'mutation { addNote(input: { dialogueId: "dlg_1", text: "hi" }) { note { text } } }';
const watch = 'subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) { cursor } }';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** How an application asks through one client: the data of a query or a mutation, and what a subscription gives. */
interface Client {
  ask(text: string): Promise<unknown>;
  follow(variables: { id: string; after: string }, next: (data: unknown) => void): () => void;
}

const authorization = () => `Bearer ${world.token}`;
const url = () => `${world.url}/graphql`;

function sockets() {
  const client = createSockets({
    url: url().replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: authorization() },
  });
  onTestFinished(async () => client.dispose());
  return client;
}

function eventStreams() {
  const client = createEvents({ url: url(), headers: { authorization: authorization() } });
  onTestFinished(() => client.dispose());
  return client;
}

function apollo(link: ApolloLink): Client {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  onTestFinished(() => client.stop());
  return {
    ask: async (text) => {
      const document = gql(text);
      const result = text.startsWith('query') ? await client.query({ query: document }) : await client.mutate({ mutation: document });
      return result.data;
    },
    follow: (variables, next) => {
      const running = client.subscribe({ query: gql(watch), variables }).subscribe(({ data }) => next(data));
      return () => running.unsubscribe();
    },
  };
}

function urql(options: Partial<Parameters<typeof createUrql>[0]>): Client {
  const client = createUrql({
    url: url(),
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: authorization() } },
    exchanges: [fetchExchange],
    ...options,
  });
  return {
    ask: async (text) => {
      const result = text.startsWith('query') ? await client.query(text, {}) : await client.mutation(text, {});
      return result.data;
    },
    follow: (variables, next) => {
      const running = client.subscription(watch, variables).subscribe(({ data }) => next(data));
      return () => running.unsubscribe();
    },
  };
}

const clients: Record<string, () => Client> = {
  'Apollo Client over HTTP, subscriptions in parts': () =>
    apollo(new HttpLink({ uri: url(), headers: { authorization: authorization() } })),
  'Apollo Client over WebSocket': () => apollo(new GraphQLWsLink(sockets())),
  'urql, subscriptions with graphql-ws': () => {
    const client = sockets();
    const forwardSubscription: Parameters<typeof subscriptionExchange>[0]['forwardSubscription'] = ({ query, variables }) => ({
      subscribe: (sink) => ({ unsubscribe: client.subscribe({ query: query!, variables }, sink as never) }),
    });
    return urql({ exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription })] });
  },
  'urql, subscriptions with graphql-sse': () => {
    const client = eventStreams();
    const forwardSubscription: Parameters<typeof subscriptionExchange>[0]['forwardSubscription'] = ({ query, variables }) => ({
      subscribe: (sink) => ({ unsubscribe: client.subscribe({ query: query!, variables }, sink as never) }),
    });
    return urql({ exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription })] });
  },
  'urql over HTTP alone': () => urql({ fetchSubscriptions: true }),
  'graphql-sse': () => {
    const client = eventStreams();
    return {
      ask: async (text) => {
        for await (const { data } of client.iterate({ query: text })) return data;
        return undefined;
      },
      follow: (variables, next) =>
        client.subscribe({ query: watch, variables }, { next: ({ data }) => next(data), error: next, complete: () => undefined }),
    };
  },
};

describe.each(Object.keys(clients))('%s', (name) => {
  test('asks, changes and follows, as it is', async () => {
    const client = clients[name]!();
    expect(await client.ask(viewer)).toMatchObject({ viewer: { kind: 'AGENT' } });
    expect(await client.ask(addNote)).toMatchObject({ addNote: { note: { text: 'hi' } } });
    const id = `dlg_${name.replaceAll(/\W/g, '')}`;
    world.feeds.happen(id);
    const told: unknown[] = [];
    const stop = client.follow({ id, after: `dialogue.${id}@0` }, (data) => told.push(data));
    await expect.poll(() => told.length, { timeout: 5_000 }).toBe(1);
    world.feeds.happen(id);
    await expect.poll(() => told).toMatchObject([1, 2].map((n) => ({ dialogueChanged: { cursor: `dialogue.${id}@${n}` } })));
    stop();
  });
});
