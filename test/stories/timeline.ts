import { expect } from 'vitest';
import type { Stage } from './stage.ts';
import { until } from './stage.ts';

export interface Content {
  type: string;
  text: string | null;
  url: string | null;
  mimeType: string | null;
  data: Record<string, unknown>;
}

export interface Delivery {
  state: string;
  sentAt: string | null;
  deliveredAt: string | null;
  readAt: string | null;
  failedAt: string | null;
  error: { code: string; message: string } | null;
  attempts: { at: string; outcome: string | null; errorClass: string | null; errorCode: string | null; errorMessage: string | null }[];
}

/** An entry of any kind, with the fields of its kind. */
export interface Entry {
  kind: 'Message' | 'Note' | 'Event';
  id: string;
  at: string;
  direction: 'INBOUND' | 'OUTBOUND';
  author: { kind: string };
  text: string | null;
  content: Content[];
  identity: { id: string };
  replyTo: { id: string; text: string | null } | null;
  reactions: { emoji: string; by: string; at: string }[];
  editedAt: string | null;
  unsentAt: string | null;
  delivery: Delivery | null;
  name: string;
  data: Record<string, unknown>;
}

interface Address {
  kind: string;
  value: string;
}

/** A customer with everything there is of it. */
export interface Customer {
  id: string;
  name: string | null;
  identities: (Address & { id: string; channelId: string; channelAccount: { id: string }; name: string | null; aliases: Address[] })[];
  conversations: { edges: { node: { id: string; status: string } }[] };
  dialogue: { id: string; entries: { edges: { node: Entry }[] } };
}

const entry = `kind: __typename id at
  ... on Message {
    direction author { kind } text content { type text url mimeType data } identity { id } replyTo { id text }
    reactions { emoji by at } editedAt unsentAt
    delivery { state sentAt deliveredAt readAt failedAt error { code message } attempts { at outcome errorClass errorCode errorMessage } }
  }
  ... on Note { note: text }
  ... on Event { name data }`;

const everybody = `{ customers(first: 20) { edges { node {
  id name identities { id channelId channelAccount { id } kind value aliases { kind value } name }
  conversations(first: 20) { edges { node { id status } } }
  dialogue { id entries(first: 50) { edges { node { ${entry} } } } }
} } } }`;

/** Every customer of the workspace, the newest first. */
export async function customers(on: Stage): Promise<Customer[]> {
  const { customers: page } = await on.graph<{ customers: { edges: { node: Customer }[] } }>(everybody);
  return page.edges.map(({ node }) => node);
}

/** Every entry of the workspace, dialogue by dialogue in its order. */
export async function entries(on: Stage): Promise<Entry[]> {
  return (await customers(on)).flatMap(entriesOf);
}

export function entriesOf({ dialogue }: Customer): Entry[] {
  return dialogue.entries.edges.map(({ node }) => node);
}

/** Every message's text, dialogue by dialogue in its order. */
export async function texts(on: Stage): Promise<(string | null)[]> {
  return (await entries(on)).filter(({ kind }) => kind === 'Message').map(({ text }) => text);
}

/** The one customer of the workspace, once it has a dialogue with this many entries. */
export async function onlyCustomer(on: Stage, most = 1): Promise<Customer> {
  await until(async () => (await entries(on)).length).toBe(most);
  const all = await customers(on);
  expect(all).toHaveLength(1);
  return all[0]!;
}

/** A message of this id; fails when there is none. */
export async function message(on: Stage, id: string): Promise<Entry> {
  const { node } = (await customers(on)).flatMap(({ dialogue }) => dialogue.entries.edges).find((edge) => edge.node.id === id) ?? {};
  expect(node).toBeDefined();
  return node!;
}

/** How far a message of ours got. */
export async function delivery(on: Stage, id: string): Promise<Delivery> {
  return (await message(on, id)).delivery!;
}

/** Says something as the admin and gives the message's id. */
export async function answer(on: Stage, dialogueId: string, text: string, more: Record<string, unknown> = {}): Promise<string> {
  const query = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } userErrors { code message } } }';
  type Sent = { sendMessage: { message: { id: string } | null; userErrors: object[] } };
  const { sendMessage } = await on.graph<Sent>(query, { input: { dialogueId, text, ...more } });
  expect(sendMessage.userErrors).toEqual([]);
  return sendMessage.message!.id;
}

/** A customer who wrote on a channel just now. */
export async function met(on: Stage, channel: string, what: Record<string, unknown> = {}): Promise<Customer & { said: Entry }> {
  await on.say(channel, { text: 'Hello?', ...what });
  const customer = await onlyCustomer(on);
  return { ...customer, said: entriesOf(customer)[0]! };
}

/** Makes a platform of the stage behave: `{ receipts }`, `{ fault }`, `{ latency }`. */
export async function conduct(on: Stage, channel: string, settings: Record<string, unknown>): Promise<void> {
  await on.control(`${channel}/settings`, { account: on.account(channel as 'messenger').id, ...settings });
}
