import { readFileSync } from 'node:fs';
import type { Json } from '../../kit/bus/bus.ts';
import { mintSession } from '../../kit/session.ts';
import type { CodedError } from '../../schema/errors.ts';
import type { Account, Adapter, WebhookRequest } from '../../services/channels/adapter.ts';
import { all } from '../../services/channels/adapters/all.ts';
import { parseBody } from '../../services/channels/decode.ts';
import type { Inbound } from '../../services/channels/inbound.ts';

export type Channel = 'messenger' | 'whatsapp' | 'webchat';
export const now = 1_789_000_000_000;
export const context = { sessionKey: new Uint8Array(32).fill(7), now, document: () => Promise.reject(new Error('no documents here')) };
export const visitor = 'vis_01JCHAT0001';
export const { token } = await mintSession({ sub: visitor, acc: 'acc_1', wid: 'wsp_1', chn: 'webchat' }, context.sessionKey, now);

const setups: Record<Channel, Pick<Account, 'settings' | 'secrets'>> = {
  messenger: {
    settings: { pageId: '110200300400500', appId: '998877665544332' },
    secrets: { appSecret: 'app-secret-example', verifyToken: 'my-verify-token', accessToken: 'EAAG' },
  },
  whatsapp: {
    settings: { phoneNumberId: '100000000000001', businessAccountId: '200000000000002', displayPhoneNumber: '15550001111' },
    secrets: { appSecret: 'app-secret-example', verifyToken: 'my-verify-token', accessToken: 'EAAG' },
  },
  webchat: {
    settings: { widgetKey: 'wk_live_7Qm', allowedOrigins: ['https://shop.example.com'] },
    secrets: { signingSecret: 'a-secret-of-the-company-itself' },
  },
};

export function adapterOf(channel: Channel): Adapter {
  return all.find((adapter) => adapter.channel === channel) as Adapter;
}

export function accountOf(channel: Channel): Account {
  const { settings, secrets } = setups[channel];
  const parsed = adapterOf(channel).settings.parse(settings) as Account['settings'];
  return { id: 'acc_1', workspaceId: 'wsp_1', channel, settings: parsed, secrets };
}

export function bytes(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

export function payload(name: string): Json {
  return parseBody(readFileSync(new URL(`../payloads/${name}.json`, import.meta.url)));
}

/** A payload as the object it is. */
export function shape<T>(name: string): T {
  return payload(name) as T;
}

export function request(part: Partial<WebhookRequest> = {}): WebhookRequest {
  const headers = { authorization: `Bearer ${token}`, origin: 'https://shop.example.com' };
  return {
    method: 'POST',
    url: 'https://parlor.example/webhooks/acc_1',
    query: {},
    headers,
    body: bytes(''),
    receivedAt: now + 5_000,
    ...part,
  };
}

export function parse(channel: Channel, body: Json): Inbound[] {
  return adapterOf(channel).parse(body, request(), accountOf(channel));
}

export function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'nothing thrown',
    (error: CodedError) => error.code,
  );
}
