import type { SubgraphName } from '../../schema/sdl.ts';

/** The one workspace of the bench. */
export const workspaceId = id('wsp', 1);
const channels = ['Messenger', 'WhatsApp', 'Web chat'];
const accounts = ['Kettles', 'Lamps', 'Chairs', 'Rugs', 'Tables', 'Beds'];
const authors = 12;
const pageSize = 20;
const epoch = Date.UTC(2026, 0, 1);
const phrases = [
  'Hi, is the blue kettle back in stock?',
  'Yes: two of them came in this morning. Shall I put one aside for you?',
  'Oh lovely, "the big one", please – до завтра! 🫖',
  'It is at the desk under your name until Friday. The receipt has all that you need, whoever comes for it.',
  'Asked twice before;\nlikes to be written to on WhatsApp.',
];

/** Those whose pages are asked for. */
export const customerIds = Array.from({ length: 500 }, (_, index) => id('cus', index));
/** Those who ask: of a number that has no divisor with that of the customers, so that every agent comes to every customer. */
export const agentIds = Array.from({ length: 211 }, (_, index) => id('agt', index));

/** An id as the product's are: a prefix and 26 characters. */
function id(prefix: string, number: number): string {
  return `${prefix}_${String(number).padStart(26, '0')}`;
}

/** The number in an id. */
function number(of: string): number {
  return Number(of.slice(of.indexOf('_') + 1));
}

function customer(of: string) {
  const n = number(of);
  const identities = Array.from({ length: 2 + (n % 2) }, (_, index) => identity(id('idn', n * 4 + index)));
  return { id: of, name: n % 9 === 0 ? null : `Customer ${n} Çelik`, identities };
}

function identity(of: string) {
  const n = number(of);
  const account = (n + (n >> 2)) % accounts.length;
  const value = `${49_170_000_000 + n}`;
  return { id: of, kind: 'address', value, channelId: channelId(account), channelAccount: { id: id('acc', account) } };
}

function channelId(account: number): string {
  return ['messenger', 'whatsapp', 'webchat'][account % channels.length]!;
}

function dialogue(of: string) {
  const n = number(of);
  const assignee = n % 4 === 0 ? null : { id: id('agt', n % authors) };
  const openConversation = n % 5 === 0 ? null : { id: id('cnv', n), status: 'OPEN', tags: n % 3 === 0 ? ['vip', 'kettle'] : [], assignee };
  const edges = Array.from({ length: pageSize }, (_, index) => ({ cursor: `${n}.${index}`, node: entry(n, index) }));
  return { id: of, openConversation, entries: { edges } };
}

function entry(n: number, index: number) {
  const key = n * pageSize + index;
  const at = new Date(epoch + key * 61_000);
  const text = phrases[key % phrases.length];
  const agent = { kind: 'AGENT', agent: { id: id('agt', (n + index) % authors) } };
  if (index % 10 === 9) return { __typename: 'Note', id: id('nte', key), at, text, author: agent };
  if (index === 10 && n % 2 === 0) return { __typename: 'Event', id: id('evt', key), at, name: 'assigned', data: {} };
  const message = { __typename: 'Message', id: id('msg', key), at, text, identity: { id: id('idn', n * 4 + (index % 2)) } };
  if (index % 2 === 0) return { ...message, direction: 'INBOUND', author: { kind: 'CUSTOMER', customer: { id: id('cus', n) } } };
  const author = index % 5 === 0 ? { kind: 'AUTOMATION' } : agent;
  return { ...message, direction: 'OUTBOUND', author, delivery: { id: id('dly', key), state: key % 3 === 0 ? 'READ' : 'DELIVERED' } };
}

function account(of: string) {
  const n = number(of);
  return { id: of, name: accounts[n], channel: { id: channelId(n), name: channels[n % channels.length] } };
}

function delivery(of: string) {
  const attempts = number(of) % 4 === 1 ? ['UNKNOWN', 'ACCEPTED'] : ['ACCEPTED'];
  return { id: of, attempts: attempts.map((outcome, index) => ({ id: `${of}.${index}`, outcome })) };
}

const reference = <T>(make: (id: string) => T) => ({ __resolveReference: (key: { id: string }) => make(key.id) });

/** What the four subgraphs answer: all of it follows from the ids. */
export const resolvers: Record<SubgraphName, object> = {
  identity: {
    Query: { customer: (_: unknown, args: { id: string }) => customer(args.id) },
    Customer: reference(customer),
    ChannelIdentity: reference(identity),
    Agent: reference((of) => ({ id: of, name: `Agent ${number(of)}` })),
  },
  conversations: {
    Customer: reference((of) => ({ id: of, dialogue: dialogue(id('dlg', number(of))) })),
    Dialogue: reference(dialogue),
  },
  channels: { ChannelAccount: reference(account), Delivery: reference(delivery) },
  automation: {},
};
