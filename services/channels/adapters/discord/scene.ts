import type { Json } from '../../../../kit/bus/bus.ts';
import type { Address } from '../../../../schema/events.ts';
import type { Contact } from '../../inbound.ts';
import { type Fields, fields, id, text } from '../read.ts';

/** What every reader knows of the event it reads. */
export interface Scene {
  /** Ids of our own bot. */
  self: Set<string>;
  /** What tells events without an id apart: session and sequence. */
  mark: string;
  at: number;
  raw: Json;
}

/** Somebody in a channel. A DM has no guild, and its channel names the person as well as their id does: deletions and our own messages tell no more. */
export function contactIn(event: Fields, user: Fields | undefined): Contact | undefined {
  const userId = id(user?.id);
  const channel = id(event.channel_id);
  const person: Address[] = userId === undefined ? [] : [{ kind: 'discord_user', value: userId }];
  const room: Address[] = channel === undefined || id(event.guild_id) !== undefined ? [] : [{ kind: 'discord_dm', value: channel }];
  const [first, ...others] = [...person, ...room];
  if (!first) return undefined;
  const name = text(fields(event.member).nick) ?? text(user?.global_name) ?? text(user?.username);
  return {
    addresses: [first, ...others],
    ...(name === undefined ? {} : { name }),
    ...(channel === undefined ? {} : { place: { channel } }),
  };
}

/** An ISO time in milliseconds. */
export function timeOf(value: Json | undefined): number | undefined {
  const time = Date.parse(text(value)?.slice(0, 64) ?? '');
  return time > 0 && time < 1e14 ? time : undefined;
}
