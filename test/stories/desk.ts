import { expect } from 'vitest';
import { type Account, type Stage, until } from './stage.ts';

/** An entry of a dialogue, as stories look at it. */
export interface Entry {
  __typename: 'Message' | 'Note' | 'Event';
  id: string;
  at: string;
  text?: string;
  note?: string;
  name?: string;
  direction?: 'INBOUND' | 'OUTBOUND';
  author?: { kind: string };
  identity?: { id: string; value: string; channelId: string };
  replyTo?: { id: string } | null;
  delivery?: { state: string } | null;
}

/** One who is served, as one address of theirs was met. */
export interface Person {
  id: string;
  dialogueId: string;
  identityId: string;
  channel: Account['channel'];
  address: string;
  /** By which name the sandbox knows them. */
  from: string;
}

export interface UserErrors {
  userErrors: { code: string; message: string }[];
}

const messageFields = 'text direction author { kind } identity { id value channelId } replyTo { id } delivery { state }';
export const entryFields = `__typename id at ... on Message { ${messageFields} } ... on Note { note: text } ... on Event { name }`;

const timelineQuery = `query ($id: ID!) { customer(id: $id) { dialogue { entries(last: 100) { edges { node { ${entryFields} } } } } } }`;
const texting = 'dialogue { id entries(last: 100) { edges { node { ... on Message { text } } } } }';
const textsQuery = `query ($id: ID!) { customer(id: $id) { ${texting} } }`;
const searchQuery = `query ($search: String!) { customers(search: $search) { edges { node { id identities { id value } ${texting} } } } }`;
interface Texting {
  dialogue: { id: string; entries: { edges: { node: { text?: string } }[] } };
}
const textsIn = ({ dialogue }: Texting) => dialogue.entries.edges.flatMap(({ node }) => node.text ?? []);

let lastNumber = 0;
/** An address that nobody had before: a page-scoped id, or a phone number. */
export function newAddress(channel: string): string {
  lastNumber += 1;
  const phone = `1555${String(1_000_000 + lastNumber)}`;
  if (channel === 'whatsapp') return phone;
  if (channel === 'sms') return `+${phone}`;
  return `70${String(Date.now()).slice(-9)}${String(lastNumber).padStart(5, '0')}`;
}

/** Does a mutation and gives its payload, whatever came of it. */
export async function attempt<P>(on: Stage, mutation: string, input: object, selection: string, token?: string): Promise<P & UserErrors> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) { ${selection} userErrors { code message } } }`;
  const { data, errors } = await on.ask(query, { input }, token);
  expect(errors).toBeUndefined();
  return (data as { answer: P & UserErrors }).answer;
}

/** Does a mutation that must succeed. */
export async function act<P>(on: Stage, mutation: string, input: object, selection: string, token?: string): Promise<P> {
  const payload = await attempt<P>(on, mutation, input, selection, token);
  expect(payload.userErrors).toEqual([]);
  return payload;
}

/** The codes of what is wrong with a mutation's input. */
export async function refusal(on: Stage, mutation: string, input: object, selection: string, token?: string): Promise<string[]> {
  return (await attempt(on, mutation, input, selection, token)).userErrors.map(({ code }) => code);
}

/** The entries of a customer's dialogue: the last hundred. */
export async function timeline(on: Stage, customerId: string): Promise<Entry[]> {
  type Answer = { customer: { dialogue: { entries: { edges: { node: Entry }[] } } } };
  const { customer } = await on.graph<Answer>(timelineQuery, { id: customerId });
  return customer.dialogue.entries.edges.map(({ node }) => node);
}

/** What is said in a customer's dialogue, in its order. */
export async function texts(on: Stage, customerId: string): Promise<string[]> {
  return textsIn((await on.graph<{ customer: Texting }>(textsQuery, { id: customerId })).customer);
}

/** Waits until somebody with this address has said this. */
async function heard(on: Stage, who: Pick<Person, 'channel' | 'address' | 'from'>, text: string): Promise<Person> {
  type Found = Texting & { id: string; identities: { id: string; value: string }[] };
  let found: Found | undefined;
  const look = async () => {
    found = (await on.graph<{ customers: { edges: { node: Found }[] } }>(searchQuery, { search: who.address })).customers.edges[0]?.node;
    return found ? textsIn(found) : [];
  };
  await until(look).toContain(text);
  const { id, identities, dialogue } = found!;
  return { id, dialogueId: dialogue.id, identityId: identities.find(({ value }) => value === who.address)!.id, ...who };
}

/** Somebody new writes; resolves when it stands in a dialogue. */
export async function meet(
  on: Stage,
  channel: Account['channel'],
  text: string,
  about: { name?: string; timestamp?: number } = {},
): Promise<Person> {
  const from = newAddress(channel);
  const { visitorId } = await on.say(channel, { from, text, ...about });
  return heard(on, { channel, address: visitorId ?? from, from }, text);
}

/** Somebody known writes; resolves when it stands in the dialogue. */
export async function hear(on: Stage, { id, channel, from }: Person, text: string, about: object = {}): Promise<Entry> {
  await on.say(channel, { from, text, ...about });
  await until(() => texts(on, id)).toContain(text);
  return (await timeline(on, id)).findLast((entry) => entry.text === text)!;
}

/** Says something to a customer; gives the message. */
export async function send(on: Stage, input: { dialogueId: string; text: string; replyTo?: string; identityId?: string }): Promise<Entry> {
  const { message } = await act<{ message: Entry }>(on, 'sendMessage', input, `message { __typename id at ${messageFields} }`);
  return message;
}

/** Merges two customers; gives the merge's id. */
export async function mergeCustomers(on: Stage, fromId: string, intoId: string): Promise<string> {
  const { merge } = await act<{ merge: { id: string } }>(on, 'mergeCustomers', { fromId, intoId }, 'merge { id }');
  return merge.id;
}

export async function undoMerge(on: Stage, mergeId: string): Promise<void> {
  await act(on, 'undoMerge', { mergeId }, 'merge { id undoneAt }');
}

/** Waits until a platform has taken exactly these texts for a person, in this order. */
export function untilSent(on: Stage, { channel, address }: Person, expected: string[]): Promise<void> {
  return until(async () => (await on.sent(channel, address)).map(({ text }) => text)).toEqual(expected);
}

/** The conversation that goes on with a customer. */
export async function openConversation(on: Stage, { id }: Person): Promise<string> {
  type Answer = { customer: { dialogue: { openConversation: { id: string } } } };
  const query = 'query ($id: ID!) { customer(id: $id) { dialogue { openConversation { id } } } }';
  return (await on.graph<Answer>(query, { id })).customer.dialogue.openConversation.id;
}
