import { z } from 'zod';
import { CodedError } from '../../schema/errors.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time as 09:00');
const timezone = z.string().refine(isTimezone, 'must be an IANA time zone as Europe/Oslo');
const hours = z
  .object({ timezone, days: z.array(z.number().int().min(1).max(7)).min(1), from: clock, to: clock })
  .refine(({ from, to }) => from < to, { error: 'must end after it begins', path: ['to'] });

/** When a rule applies: everything in it must hold. */
export const condition = z.object({
  on: z.enum(['CONVERSATION_OPENED', 'MESSAGE_RECEIVED']),
  channelIds: z.array(z.string()),
  outside: hours.nullable(),
});
export type Condition = z.infer<typeof condition>;
export type OpeningHours = z.infer<typeof hours>;

/** A message of a customer, as a condition sees it. */
export interface Occasion {
  opened: boolean;
  channel: string | null;
  at: Date;
}

/** How often an away message may be repeated in one dialogue, in milliseconds. */
export const quiet = 3_600_000;

/** Checks a condition from outside; BAD_INPUT names what is wrong. */
export function checkedCondition(value: unknown): Condition {
  const result = condition.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new CodedError('BAD_INPUT', `\`condition.${issue.path.join('.')}\` ${issue.message}.`);
}

/** Whether a rule applies. */
export function applies({ on, channelIds, outside }: Condition, occasion: Occasion): boolean {
  if (on === 'CONVERSATION_OPENED' && !occasion.opened) return false;
  if (channelIds.length > 0 && !channelIds.includes(occasion.channel ?? '')) return false;
  return outside === null || !isOpen(outside, occasion.at);
}

/** Whether people answer at a moment, by the clock of their time zone. */
export function isOpen({ timezone: timeZone, days, from, to }: OpeningHours, at: Date): boolean {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday ?? '') + 1;
  const time = `${parts.hour}:${parts.minute}`;
  return days.includes(day) && time >= from && time < to;
}

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
