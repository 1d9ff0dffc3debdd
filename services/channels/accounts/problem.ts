import type { ErrorClass, Failed } from '../plan.ts';

/** What an admin can do about a refusal, by its class. */
const advice: Partial<Record<ErrorClass, { what: string; remedy: string }>> = {
  auth_invalid: { what: 'the platform refuses it', remedy: 'give a new one with updateChannelAccount' },
  permission: { what: 'the platform does not allow it', remedy: "grant the app what it asks for in the platform's console" },
  account_restricted: { what: 'the platform has restricted the account', remedy: 'only the platform can lift that' },
  rate_limited: { what: 'the platform is asked too often', remedy: 'check again later' },
  transient: { what: 'the platform does not answer now', remedy: 'check again later' },
  recipient_invalid: { what: 'the platform does not know it', remedy: "compare the account's settings with the platform's console" },
  content_invalid: { what: 'the platform does not take it', remedy: "compare the account's settings with the platform's console" },
};

/** A platform's refusal in words that say what to do about it. */
export function problemOf({ class: kind, code, message }: Pick<Failed, 'class' | 'code' | 'message'>): string {
  const { what, remedy } = advice[kind] ?? { what: 'the platform refuses it', remedy: '' };
  return `${what} (${code}): ${message.replace(/[\s.;]+$/, '')}${remedy === '' ? '' : `; ${remedy}`}`;
}
