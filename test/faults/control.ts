import type { Door } from '../crash/door.ts';

/** Tells the sandbox something; its answer. Fails when it refuses; a webhook that was not taken in time is sent again by itself. */
export async function control<A extends object>(door: Pick<Door, 'sandboxUrl'>, path: string, body: object): Promise<A> {
  const response = await fetch(`${door.sandboxUrl}/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
  const answer = (await response.json()) as A & { error?: { code: string } };
  if (answer.error && answer.error.code !== 'WEBHOOK_REFUSED') throw new Error(`${path}: ${JSON.stringify(answer)}`);
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
