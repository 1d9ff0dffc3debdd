import { fastify } from 'fastify';
import { Agent } from 'undici';
import { createAuthentication, createSigner } from '../../gateway/principal.ts';
import { memoryBus } from '../../kit/bus/memory.ts';
import { runProcess } from '../../kit/process.ts';
import type { SubgraphName } from '../../schema/sdl.ts';
import { urlOf } from './supergraph.ts';

/** The least there is to do for the page: the same authentication, server and client of HTTP as ours, the same six calls, merged by hand. */
await runProcess('floor', async ({ settings, keys }) => {
  const authenticate = createAuthentication({ bus: memoryBus(), keys, settings });
  const sign = createSigner(keys.principal);
  const agent = new Agent({ connections: 256, pipelining: 1 });

  const http = fastify();
  http.post('/graphql', async (request) => {
    const { who } = await authenticate(request.headers.authorization);
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await sign(who)}` };
    const ask: Ask = async (service, query, variables) => {
      const body = JSON.stringify({ query, variables });
      const reply = await agent.request({ ...targets[service], method: 'POST', headers, body });
      return ((await reply.body.json()) as { data: never }).data;
    };
    const { variables } = request.body as { variables: { id: string } };
    return { data: { customer: await pageOf(ask, variables.id) } };
  });
  const target = (name: SubgraphName) => {
    const { origin, pathname } = new URL(urlOf(settings, name));
    return { origin, path: pathname };
  };
  const targets = {
    identity: target('identity'),
    conversations: target('conversations'),
    channels: target('channels'),
  };
  await http.listen({ host: settings.HOST, port: settings.PORT });
  return {
    stop: async () => {
      http.server.closeAllConnections();
      await http.close();
    },
  };
});

type Ask = (service: 'identity' | 'conversations' | 'channels', query: string, variables: object) => Promise<never>;
type Ref = { __typename: string; id: string };
/** What any of the entities has. */
interface Entity extends Ref {
  name: string;
  called: string | null;
  channel: { name: string };
  channelId: string;
  channelAccount: Ref;
  attempts: { outcome: string }[];
}
type Known = Map<string, Entity>;
interface Node extends Ref {
  at: string;
  direction?: string;
  text?: string;
  identity?: Ref;
  author?: { kind?: string; agent?: Ref | null; customer?: Ref | null };
  delivery?: (Ref & { state: string }) | null;
}
interface Dialogue {
  openConversation: { status: string; tags: string[]; assignee: Ref | null } | null;
  entries: { edges: { cursor: string; node: Node }[] };
}
interface Customer extends Ref {
  name: string | null;
  identities: { kind: string; value: string; channelAccount: Ref }[];
}

const customerQuery = 'query($id:ID!){customer(id:$id){__typename id name identities{kind value channelAccount{__typename id}}}}';
const entities = (selection: string) => `query($r:[_Any!]!){_entities(representations:$r){__typename ${selection}}}`;
const dialogueQuery = entities(
  '...on Customer{dialogue{openConversation{status tags assignee{__typename id}}entries(last:20){edges{cursor node{__typename id at ...on Message{direction text identity{__typename id}author{kind agent{__typename id}customer{__typename id}}delivery{__typename id state}}...on Note{text author{agent{__typename id}}}}}}}}',
);
const accountQuery = entities('...on ChannelAccount{id name channel{name}}');
const accountNameQuery = entities('...on ChannelAccount{id name}');
const peopleQuery = entities(
  '...on Agent{id name}...on Customer{id called:name}...on ChannelIdentity{id channelId channelAccount{__typename id}}',
);
const deliveryQuery = entities('...on Delivery{id attempts{outcome}}');

async function pageOf(ask: Ask, id: string) {
  const { customer } = (await ask('identity', customerQuery, { id })) as { customer: Customer };
  const [accounts, dialogue] = await Promise.all([
    known(
      ask,
      'channels',
      accountQuery,
      customer.identities.map(({ channelAccount }) => channelAccount),
    ),
    dialogueOf(ask, customer),
  ]);
  const identities = customer.identities.map(({ kind, value, channelAccount }) => {
    const { name, channel } = accounts.get(channelAccount.id)!;
    return { kind, value, channelAccount: { name, channel } };
  });
  return { name: customer.name, identities, dialogue };
}

async function dialogueOf(ask: Ask, { __typename, id }: Ref) {
  const reply = (await ask('conversations', dialogueQuery, { r: [{ __typename, id }] })) as { _entities: [{ dialogue: Dialogue }] };
  const { openConversation, entries } = reply._entities[0].dialogue;
  const messages = entries.edges.map(({ node }) => node);
  const people = [openConversation?.assignee, ...messages.flatMap(({ identity, author }) => [identity, author?.agent, author?.customer])];
  const [persons, deliveries] = await Promise.all([
    known(ask, 'identity', peopleQuery, people),
    known(
      ask,
      'channels',
      deliveryQuery,
      messages.map(({ delivery }) => delivery),
    ),
  ]);
  const used = messages.map(({ identity }) => identity && persons.get(identity.id)!.channelAccount);
  const accounts = await known(ask, 'channels', accountNameQuery, used);
  const named = (ref: Ref | null | undefined) => ref && { name: persons.get(ref.id)!.name };

  function nodeOf({ __typename, id, at, direction, text, identity, author, delivery }: Node) {
    if (__typename === 'Note') return { id, at, text, author: { agent: named(author!.agent) } };
    if (__typename !== 'Message') return { id, at };
    const { channelId, channelAccount } = persons.get(identity!.id)!;
    return {
      id,
      at,
      direction,
      text,
      identity: { channelId, channelAccount: { name: accounts.get(channelAccount.id)!.name } },
      author: {
        kind: author!.kind,
        agent: named(author!.agent),
        customer: author!.customer && { name: persons.get(author!.customer.id)!.called },
      },
      delivery: delivery && { state: delivery.state, attempts: deliveries.get(delivery.id)!.attempts },
    };
  }

  const { status, tags, assignee } = openConversation ?? {};
  return {
    openConversation: openConversation && { status, tags, assignee: named(assignee) },
    entries: { edges: entries.edges.map(({ cursor, node }) => ({ cursor, node: nodeOf(node) })) },
  };
}

/** Entities by id, each asked for once. */
async function known(ask: Ask, service: 'identity' | 'channels', query: string, refs: (Ref | null | undefined)[]): Promise<Known> {
  const distinct = new Map(refs.filter((ref) => ref != null).map(({ __typename, id }) => [id, { __typename, id }]));
  if (distinct.size === 0) return new Map();
  const { _entities } = (await ask(service, query, { r: [...distinct.values()] })) as { _entities: Entity[] };
  return new Map(_entities.map((entity) => [entity.id, entity]));
}
