import { expect } from 'vitest';
import { type Origin, openOrigin } from '../media/origin.ts';
import type { Person } from './desk.ts';
import type { Stage } from './stage.ts';

/** A part of a message, as stories about files look at it. */
export interface Part {
  type: string;
  url: string | null;
  mimeType: string | null;
  mediaState: string | null;
  name: string | null;
  size: number | null;
  reason: string | null;
  data: { mediaId?: string; url?: string; source?: object };
}

export const partFields = 'type url mimeType mediaState name size reason data';
const query = `query ($id: ID!) { customer(id: $id) { dialogue { entries(last: 20) { edges { node { ... on Message { id text content { ${partFields} } } } } } } } }`;

/** The parts of a customer's messages that have more than text, in their order. */
export async function filesOf(on: Stage, { id }: Pick<Person, 'id'>): Promise<Part[]> {
  type Answer = { customer: { dialogue: { entries: { edges: { node: { content?: Part[] } }[] } } } };
  const { customer } = await on.graph<Answer>(query, { id });
  return customer.dialogue.entries.edges.flatMap(({ node }) => node.content ?? []).filter(({ type }) => type !== 'text');
}

/** A small picture. */
export const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** A web server with these files by their paths; `token`: only for who shows it. */
export function serving(files: Record<string, Buffer | string>, token?: string): Promise<Origin> {
  return openOrigin((request, response) => {
    const file = files[request.url?.slice(1) ?? ''];
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) response.writeHead(401).end();
    else if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file);
  });
}

/** Uploads a file, whatever the answer. */
export async function upload(on: Stage, body: BodyInit, headers: Record<string, string> = {}, token: string = on.agentToken) {
  const response = await fetch(`${on.url}/media`, { method: 'POST', body, headers: { authorization: `Bearer ${token}`, ...headers } });
  return { status: response.status, body: (await response.json()) as Uploaded & { error?: { code: string } } };
}

/** What an upload is answered with. */
export interface Uploaded {
  mediaId: string;
  mimeType: string;
  size: number;
  name: string | null;
  url: string;
}

/** Uploads a file that must be taken. */
export async function uploaded(on: Stage, body: BodyInit, headers: Record<string, string> = {}, token?: string): Promise<Uploaded> {
  const answer = await upload(on, body, headers, token);
  expect([answer.status, answer.body.error]).toEqual([201, undefined]);
  return answer.body;
}
