import { randomBytes } from 'node:crypto';
import { expect, vi } from 'vitest';
import { type Door, openDoor, type Where } from '../crash/door.ts';
import { connect } from '../crash/replies.ts';
import { speakers, webhook } from '../crash/storm.ts';
import { watch } from '../crash/watch.ts';

/** How long what is looked for may take to come. */
export const patience = { timeout: 20_000, interval: 50 };

/** A customer who writes, and an agent who follows. */
export interface Scene {
  door: Door;
  psid: string;
  dialogueId: string;
  /** The customer says something; true when it was acknowledged. */
  say(text: string, headers?: Record<string, string>): Promise<boolean>;
  /** Resolves when the agent is told. */
  heard(text: string): Promise<void>;
  end(): Promise<void>;
}

interface Found {
  customers: { edges: { node: { dialogue: { id: string } } }[] };
}
interface Change {
  cursor: string;
  entry: { text?: string } | null;
}

const found = 'query Find($search: String!) { customers(search: $search) { edges { node { dialogue { id } } } } }';
const desk = 'subscription Desk($id: ID!) { change: dialogueChanged(dialogueId: $id) { cursor entry { id ... on Message { text } } } }';

/** In a workspace of its own; the agent is told of what happens as it happens. */
export async function openScene(where: Where): Promise<Scene> {
  const door = await openDoor(where);
  await connect(door);
  const { psid, texts } = speakers(1, 1)[0]!;
  const say: Scene['say'] = (text, headers) => {
    const message = { mid: `m_${randomBytes(8).toString('hex')}`, text };
    return door.post(webhook(door.pageId, psid, Date.now(), message), headers);
  };
  await say(texts[0]!);
  const look = async () => (await door.graph<Found>(found, { search: psid })).customers.edges[0]!.node.dialogue.id;
  const dialogueId = await vi.waitFor(look, patience);
  const watcher = watch<Change>(door, desk, { id: dialogueId, after: '' });
  const told = async () => {
    if (watcher.changes.length === 0) await say('Hello?');
    if (watcher.changes.length === 0) throw new Error('the agent is told of nothing');
  };
  await vi.waitFor(told, { ...patience, interval: 200 });
  const heard = (text: string) => expect.poll(() => watcher.changes.map(({ entry }) => entry?.text), patience).toContain(text);
  return { door, psid, dialogueId, say, heard, end: watcher.stop };
}
