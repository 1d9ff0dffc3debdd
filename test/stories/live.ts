import { onTestFinished } from 'vitest';
import { act } from './desk.ts';
import { type Stage, until } from './stage.ts';

/** A subscription of a story, over whichever transport. */
export interface Following<D> {
  items: D[];
  errors: unknown[];
  cut(): void;
}

/** A change of a dialogue, as stories look at it. */
export interface Change {
  kind: string;
  cursor: string;
  late: boolean;
  dialogue: { id: string };
  entry: { __typename: string; id: string; text?: string | null; note?: string; delivery?: { state: string } | null } | null;
  conversation: { id: string; status: string } | null;
}

export const dialogueChanged = `subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) {
  kind cursor late dialogue { id } conversation { id status }
  entry { __typename id ... on Message { text delivery { state } } ... on Note { note: text } } } }`;

/** Follows a dialogue over WebSocket. */
export function follow(on: Stage, id: string, after?: string, token?: string): Following<{ dialogueChanged: Change }> {
  const following = on.subscribe<{ dialogueChanged: Change }>(dialogueChanged, { id, after }, token);
  onTestFinished(() => following.cut());
  return following;
}

/** The place behind all that has happened in a dialogue so far: a cursor to begin at. */
export async function here(on: Stage, id: string): Promise<string> {
  const { items, errors, cut } = follow(on, id);
  let last = '';
  const isLive = async () => {
    if (items.length === 0 && errors.length === 0) {
      const { note } = await act<{ note: { id: string } }>(on, 'addNote', { dialogueId: id, text: 'Here' }, 'note { id }');
      last = note.id;
    }
    return [errors, items.some(({ dialogueChanged: { entry } }) => entry?.id === last)];
  };
  await until(isLive).toEqual([[], true]);
  cut();
  return items.find(({ dialogueChanged: { entry } }) => entry?.id === last)!.dialogueChanged.cursor;
}

/** The same subscription as server-sent events. */
export function events<D>(on: Stage, query: string, variables: object): Following<D> {
  const control = new AbortController();
  const items: D[] = [];
  const errors: unknown[] = [];
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${on.agentToken}` };
  const read = async () => {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${on.url}/graphql`, { method: 'POST', headers, body, signal: control.signal });
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const frames = (text + chunk).split('\n\n');
      text = frames.pop()!;
      for (const data of frames.flatMap((frame) => /^data: (.+)$/m.exec(frame)?.[1] ?? [])) {
        const result = JSON.parse(data) as { data?: D; errors?: unknown[] };
        if (result.data) items.push(result.data);
        errors.push(...(result.errors ?? []));
      }
    }
  };
  void read().catch((error: unknown) => control.signal.aborted || errors.push(error));
  const cut = () => control.abort();
  onTestFinished(cut);
  return { items, errors, cut };
}
