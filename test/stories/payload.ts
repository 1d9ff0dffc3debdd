import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type Account, type Stage, signature } from './stage.ts';

const folder = new URL('../payloads/', import.meta.url);

/** A recorded body, as its bytes are, with words replaced: ids that only a message of this test has, times that are now. */
export function sample(channel: string, name: string, replaced: Record<string, string> = {}): string {
  let raw = readFileSync(new URL(`${channel}/${name}.json`, folder), 'utf8');
  for (const [word, by] of Object.entries(replaced)) {
    expect(raw).toContain(word);
    raw = raw.replaceAll(word, by);
  }
  return raw;
}

/** The names of what customers and platforms send; not our calls, nor refusals. */
export function inboundSamples(channel: string): string[] {
  const names = readdirSync(new URL(`${channel}/`, folder)).map((file) => file.replace('.json', ''));
  return names.filter((name) => !/^(_|error-|session-)/.test(name)).sort();
}

/** Posts a body as the platform would; it must be taken. */
export async function take(on: Stage, account: Account, body: string | object): Promise<void> {
  const response = await on.post(account, body);
  expect([response.status, await response.text()]).toEqual([200, 'EVENT_RECEIVED']);
}

/** One item of a Messenger webhook, from a person of the samples unless told. */
export function messaging(item: object, from = '7000000000000001', page = '110200300400500'): object {
  const messaging = [{ sender: { id: from }, recipient: { id: page }, timestamp: Date.now(), ...item }];
  return { object: 'page', entry: [{ id: page, time: Date.now(), messaging }] };
}

/** A change of a WhatsApp number. */
export function change(value: object, field = 'messages', number = '100000000000001'): object {
  const metadata = { display_phone_number: '15550001111', phone_number_id: number };
  const changes = [{ value: { messaging_product: 'whatsapp', metadata, ...value }, field }];
  return { object: 'whatsapp_business_account', entry: [{ id: '200000000000002', changes }] };
}

/** A WhatsApp message of the person of the samples unless told, said now. */
export function waMessage(message: object, from: object = { from: '15550002222' }): object {
  return change({
    messages: [{ ...from, id: `wamid.${crypto.randomUUID()}`, timestamp: String(Math.floor(Date.now() / 1000)), ...message }],
  });
}

/** What a webhook in which somebody writes to a Messenger page is answered: signed with this secret, or as the sandbox would. */
export async function knock(
  on: Stage,
  of: Account,
  text: string,
  appSecret = of.secrets.appSecret ?? '',
  page = String(of.settings.pageId),
) {
  const body = JSON.stringify(messaging({ message: { mid: `m_${text}`, text } }, '7000000000000009', page));
  return (await on.post(of, body, { 'x-hub-signature-256': signature(body, appSecret) })).status;
}
