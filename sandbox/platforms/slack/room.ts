import { type SandboxAccount, setting } from '../../account.ts';
import type { Fact, Person } from '../../memory.ts';
import type { World } from '../../platform.ts';
import { directChannel } from './events.ts';
import { SlackError } from './refusal.ts';

/** Where the bot writes: whom it reaches there, and whether it is in. */
export interface Room {
  channel: string;
  /** The person of a direct channel; the channel itself otherwise. */
  to: string;
}

/** The facts of a person's first words there. */
export function entered(account: SandboxAccount, person: Person, channel: string): Fact[] {
  return [
    { kind: 'person', account: account.id, person },
    { kind: 'kept', account: account.id, name: `room ${channel}`, value: channel.startsWith('D') ? person.id : channel },
  ];
}

/** The room that a call names, by its channel or (a direct one) by the person; refused as Slack does where the bot may not write. */
export function roomOf(world: World, account: SandboxAccount, name: unknown): Room {
  if (typeof name !== 'string' || name === '') throw new SlackError('channel_not_found');
  if (world.memory.person(account.id, name)) return { channel: directChannel(account, name), to: name };
  const to = world.memory.kept(account.id, `room ${name}`);
  if (to === 'left') throw new SlackError('not_in_channel');
  if (typeof to !== 'string') throw new SlackError('channel_not_found');
  return { channel: name, to };
}

/** Opens the direct channel with a person. */
export function openRoom(world: World, account: SandboxAccount, users: unknown): string {
  const [user = '', ...others] = String(users ?? '').split(',');
  if (user === setting(account, 'botUserId')) throw new SlackError('cannot_dm_bot');
  const person = world.memory.person(account.id, user);
  if (!person || others.length > 0) throw new SlackError('user_not_found');
  const channel = directChannel(account, user);
  world.memory.remember([{ kind: 'kept', account: account.id, name: `room ${channel}`, value: user }]);
  return channel;
}
