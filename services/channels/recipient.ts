import type { Address } from '../../schema/events.ts';

/** The text by which a person's messages and deliveries on an account are told from others'. */
export function recipientOf({ kind, value }: Address): string {
  return `${kind}:${value}`;
}
