import type { Door } from '../crash/door.ts';

/** Tells the sandbox something; its answer. Fails when it refuses. */
export async function control(door: Pick<Door, 'sandboxUrl'>, path: string, body: object): Promise<object> {
  const response = await fetch(`${door.sandboxUrl}/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
  const answer = (await response.json()) as object;
  if (!response.ok || 'error' in answer) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  return answer;
}

/** What a platform took of us, in its order. */
export async function taken(
  door: Pick<Door, 'sandboxUrl'>,
  channel: string,
  account: string,
): Promise<{ to: string; text: string | null }[]> {
  const response = await fetch(`${door.sandboxUrl}/sandbox/${channel}/sent?account=${account}&limit=10000`);
  return ((await response.json()) as { sent: { to: string; text: string | null }[] }).sent;
}
