import type { Json } from '../../../../kit/bus/bus.ts';
import { e164 } from '../phone.ts';
import { id } from '../read.ts';

/** A number as Twilio writes it, E.164 at its end: another channel of Twilio's stands before it, as in `whatsapp:+15550002222` (sms.md, Fields). */
export function numberIn(value: Json | undefined): string | undefined {
  const [, channel = '', number = ''] = /^([a-z]+:)?(.*)$/.exec(id(value) ?? '') ?? [];
  const plain = e164(number);
  return plain === '' ? undefined : `${channel}${plain}`;
}
