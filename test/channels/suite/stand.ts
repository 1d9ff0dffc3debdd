import { readdirSync, readFileSync } from 'node:fs';
import type { Json } from '../../../kit/bus/bus.ts';
import type { Account, AdapterContext, WebhookRequest } from '../../../services/channels/adapter.ts';
import type { Inbound } from '../../../services/channels/inbound.ts';
import type { Outbound } from '../../../services/channels/plan.ts';
import { type Case, recordedAt } from '../case.ts';

/** The account of a case, as the service would open it. */
export function accountOf({ adapter, settings, secrets }: Case, other: Partial<Pick<Account, 'settings' | 'secrets'>> = {}): Account {
  const parsed = adapter.settings.parse({ ...settings, ...other.settings }) as Account['settings'];
  return {
    id: 'acc_01J00000000000000000000000',
    workspaceId: 'wsp_01J00000000000000000000000',
    channel: adapter.channel,
    settings: parsed,
    secrets: other.secrets ?? secrets,
    token: 'token-of-the-moment',
  };
}

/** What adapters are given besides; documents as the case has them. */
export function contextAt(now: number, documents: { [url: string]: string } = {}): AdapterContext {
  const document = (url: string) =>
    url in documents ? Promise.resolve(documents[url] as string) : Promise.reject(new Error(`no document ${url}`));
  return { sessionKey: new Uint8Array(32).fill(7), now, document };
}

const folder = new URL('../../payloads/', import.meta.url);

/** The recorded files of a channel, by name without its ending. */
export function recorded(channel: string): Map<string, string> {
  const names = readdirSync(new URL(`${channel}/`, folder));
  return new Map(names.map((name) => [name.replace(/\.[a-z]+$/, ''), name]));
}

/** The bytes of a recorded file. */
export function bytesOf({ adapter: { channel }, payloads }: Case, name: string): Uint8Array {
  if (payloads) return bytes(payloads[name] ?? '');
  const file = recorded(channel).get(name);
  if (file === undefined) throw new Error(`there is no recorded ${channel}/${name}`);
  return new Uint8Array(readFileSync(new URL(`${channel}/${file}`, folder)));
}

/** A recorded payload as a request. */
export function requestOf(its: Case, name: string, now: number = recordedAt): WebhookRequest {
  return its.request(name, bytesOf(its, name), now);
}

/** Every event of a request. */
export async function eventsOf(its: Case, request: WebhookRequest): Promise<Inbound[]> {
  return its.adapter.parse(await its.adapter.decode(request), request, accountOf(its));
}

/** A message to the person of the case. */
export function messageTo(its: Case, content: Extract<Outbound, { kind: 'message' }>['content'], part: Partial<Outbound> = {}): Outbound {
  const head = { id: 'msg_01J0000000000000000000000A', to: [its.to], place: its.place ?? null, author: 'person', lastInbound: 'in-1' };
  return { ...head, kind: 'message', content, ...part } as Outbound;
}

/** Numbers below a limit, the same ones for the same seed. */
export function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** JSON in bytes. */
export function bytes(value: Json | string): Uint8Array {
  return new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
}
