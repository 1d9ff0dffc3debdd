import { z } from 'zod';
import type { Json } from '../../../kit/bus/bus.ts';
import { textOf } from '../../../schema/content.ts';
import type { Account } from '../adapter.ts';
import { defineAdapter } from '../define.ts';
import type { ApiCall, Outbound } from '../plan.ts';
import { classOfStatus } from './answers.ts';
import { fields, id, list, text } from './read.ts';
import { identityKeys, nothingToCall, ownCapabilities, taken } from './webchat/adapter.ts';
import { openSession, verifyVisitor } from './webchat/door.ts';
import { parseWebchat } from './webchat/parse.ts';

/**
 * The customer inside the company's own app: web chat's protocol, but only for people the company has signed for, who are one identity on however
 * many devices. Devices that are asleep are woken by the company's own server, at `pushUrl`.
 */
export const inapp = defineAdapter({
  channel: 'inapp',
  name: 'In-app',
  capabilities: { ...ownCapabilities, note: 'The company signs who the customer is; all devices of one customer show the same.' },
  settings: z.object({ appKey: z.string().min(1), pushUrl: z.url().optional(), identityKeys }),
  secrets: z.object({ signingSecret: z.string().min(16), pushSecret: z.string().min(16).optional() }),
  copied: ['signingSecret', 'pushSecret'],
  externalId: (settings) => id(settings.appKey) ?? '',
  handshake: openSession,
  verify: verifyVisitor,
  parse: parseWebchat,
  accepted: () => taken,
  render: (message, account) => [...nothingToCall(message), ...wake(message, account)],
  read: ({ status }) =>
    status >= 200 && status < 300
      ? { ok: true }
      : {
          ok: false,
          class: classOfStatus(status),
          code: `http_${status}`,
          message: `The company's push server answered with HTTP ${status}.`,
        },
});

/** A device of the customer, by its push service's token. */
export interface Device {
  token: string;
  platform: string;
}

/** The devices that can be woken, as they stand in the place of a contact. */
export function devicesIn(place: Json | object | null): Device[] {
  return list(fields(place as Json).devices).flatMap((value) => {
    const [token, platform] = [text(fields(value).token), text(fields(value).platform)];
    return token === undefined || platform === undefined ? [] : [{ token, platform }];
  });
}

/** Asks the company's own server to wake the devices; the message is in the graph whether it does or not. */
function wake(message: Outbound, { id: accountId, settings, secrets }: Account): ApiCall[] {
  const devices = devicesIn(message.place);
  const url = text(settings.pushUrl);
  if (message.kind !== 'message' || devices.length === 0 || url === undefined || !secrets.pushSecret) return [];
  const body = {
    type: 'message',
    accountId,
    customerId: message.to[0].value,
    messageId: message.id,
    text: textOf(message.content),
    devices,
  };
  return [
    {
      protocol: 'http',
      method: 'POST',
      path: url,
      headers: { 'content-type': 'application/json' },
      body: { json: body as unknown as Json },
      signed: { key: secrets.pushSecret },
      gives: 'nothing',
      unanswered: 'repeat',
      optional: true,
    },
  ];
}
