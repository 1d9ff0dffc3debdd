import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import type { Stage } from './stage.ts';

/** A customer's session on one device. */
export interface Session {
  token: string;
  visitorId: string;
  verified: boolean;
}
export type UserErrors = { code: string; message: string }[];

/** A token the company signs for one of its own. */
export function signed(on: Stage, channel: string, claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'HS256' })}.${part({ exp: Math.floor(Date.now() / 1000) + 600, ...claims })}`;
  const key = on.account(channel).secrets.signingSecret ?? '';
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}

/** What a page or an app knows of its account. */
export function publicKey(on: Stage, channel: string): string {
  const { widgetKey, appKey } = on.account(channel).settings;
  return String(widgetKey ?? appKey);
}

/** What a client without any token is answered. */
export async function asNobody(on: Stage, query: string, variables: object = {}) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) };
  const response = await fetch(`${on.url}/graphql`, init);
  return {
    status: response.status,
    ...((await response.json()) as { data?: Record<string, unknown>; errors?: { extensions: { code: string } }[] }),
  };
}

/** Begins a session. */
export const beginning = `mutation ($input: StartSessionInput!) { startSession(input: $input) {
  session { token visitorId verified textLimit fileLimit } userErrors { code message } } }`;

/** Asks for a session, whatever the answer. */
export async function wish(on: Stage, input: object): Promise<{ session: Session | null; userErrors: UserErrors }> {
  const { data, errors } = await asNobody(on, beginning, { input });
  expect(errors).toBeUndefined();
  return (data as { startSession: { session: Session | null; userErrors: UserErrors } }).startSession;
}

/** A session that has begun. */
export async function begin(on: Stage, channel: string, more: object = {}): Promise<Session> {
  const { session, userErrors } = await wish(on, { key: publicKey(on, channel), ...more });
  expect(userErrors).toEqual([]);
  return session as Session;
}

/** Does what a customer may do, in their session; gives its payload. */
export async function deed<P>(
  on: Stage,
  { token }: Session,
  name: string,
  input: object,
  more = '',
): Promise<P & { userErrors: UserErrors }> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { answer: ${name}(input: $input) { ${more} userErrors { code message } } }`;
  const { data, errors } = await on.ask(query, { input }, token);
  expect(errors).toBeUndefined();
  return (data as { answer: P & { userErrors: UserErrors } }).answer;
}

/** Says something as the customer; gives the message's id. */
export async function say(on: Stage, session: Session, text: string, clientMessageId: string = crypto.randomUUID()): Promise<string> {
  const { messageId, userErrors } = await deed<{ messageId: string }>(on, session, 'postMessage', { clientMessageId, text }, 'messageId');
  expect(userErrors).toEqual([]);
  return messageId;
}

/** What a customer sees of itself. */
export const mine =
  '{ viewer { customer { id dialogue { id entries(last: 50) { edges { node { id ... on Message { text direction } } } } } } } }';
export interface Mine {
  viewer: {
    customer: { id: string; dialogue: { id: string; entries: { edges: { node: { id: string; text: string; direction: string } }[] } } };
  };
}

/** The texts in the customer's own dialogue. */
export async function seen(on: Stage, { token }: Session): Promise<string[]> {
  const { data } = await on.ask(mine, {}, token);
  return (data as unknown as Mine).viewer.customer.dialogue.entries.edges.map(({ node }) => node.text);
}
