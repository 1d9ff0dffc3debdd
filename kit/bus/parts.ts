import { headers, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import { CodedError } from '../../schema/errors.ts';
import type { Link } from './connection.ts';
import { headroom, largestRequest } from './wire.ts';

const partHeader = 'Parlor-Part';
const largestPart = 512 * 1024;
const burst = 8;

/** How many messages these bytes need; 1 when they fit in a plain one. */
export function partsOf(link: Link, bytes: Uint8Array): number {
  return bytes.length <= limitOf(link) ? 1 : Math.ceil(bytes.length / sizeOf(link));
}

/** Sends bytes in numbered parts, pausing now and then so that others get their word in; ends early when no longer wanted. */
export async function sendParts(link: Link, subject: string, bytes: Uint8Array, wanted: () => boolean): Promise<void> {
  const size = sizeOf(link);
  const count = Math.ceil(bytes.length / size);
  for (let part = 0; part < count && wanted(); part++) {
    link.nc.publish(subject, bytes.subarray(part * size, (part + 1) * size), { headers: numbered(part, count) });
    if (part % burst === burst - 1) await link.nc.flush();
  }
}

/** True for a message that is one part of several. */
export function isPart(msg: Msg): boolean {
  return msg.headers?.has(partHeader) ?? false;
}

/** Puts parts together: gives the whole with the last one. A gap, left by a reconnect, is UNAVAILABLE; too much is TOO_LARGE. */
export function assembly(): (msg: Msg) => Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let size = 0;
  return (msg) => {
    const [part, count] = (msg.headers?.get(partHeader) ?? '').split('/').map(Number);
    if (part !== parts.length || count === undefined) throw new CodedError('UNAVAILABLE', 'A part of the message was lost.');
    size += msg.data.length;
    if (size > largestRequest) throw new CodedError('TOO_LARGE');
    parts.push(msg.data);
    return parts.length === count ? Buffer.concat(parts) : undefined;
  };
}

function numbered(part: number, count: number): MsgHdrs {
  const hdrs = headers();
  hdrs.set(partHeader, `${part}/${count}`);
  return hdrs;
}

function limitOf(link: Link): number {
  return (link.nc.info?.max_payload ?? 1024 * 1024) - headroom;
}

function sizeOf(link: Link): number {
  return Math.min(limitOf(link), largestPart);
}
