import type { Content } from '../../../schema/content.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Choice } from '../tables.ts';
import type { Run } from './markup.ts';

/** What a part became because the channel cannot say it as asked. */
export interface Degradation {
  /** Index in the content asked for. */
  part: number;
  /** Content types. */
  from: string;
  to: string;
  /** Why, in words for people. */
  reason: string;
}

/** A message while it is being fitted to a channel, part by part. */
export interface Draft {
  /** Our message id. */
  id: string;
  /** What the channel can on this person's device. */
  can: Capabilities;
  degradations: Degradation[];
  choices: Choice[];
  /** The part being fitted: its index and type in what was asked for. */
  part: number;
  from: Content['type'];
  /** What is still to be quoted, ahead of the first words. */
  quote: Run[];
}

/** Notes what the part in hand becomes and why, once. */
export function note(draft: Draft, to: Content['type'], reason: string): void {
  const { part, from, degradations } = draft;
  const known = degradations.some((other) => other.part === part && other.to === to && other.reason === reason);
  if (!known) degradations.push({ part, from, to, reason });
}

/** Capabilities without those that this person's device lacks; unknown abilities (`null`) are taken to be there. */
export function onDevice(capabilities: Capabilities, abilities: string[] | null): Capabilities {
  const there = <T extends { needs?: string }>(ability: T | null) =>
    ability?.needs === undefined || abilities === null || abilities.includes(ability.needs) ? ability : null;
  const { buttons, quickReplies, list } = capabilities;
  return { ...capabilities, buttons: there(buttons), quickReplies: there(quickReplies), list: there(list) };
}
