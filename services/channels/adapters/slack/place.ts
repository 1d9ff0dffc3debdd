import type { Json } from '../../../../kit/bus/bus.ts';
import type { Address } from '../../../../schema/events.ts';
import type { Account } from '../../adapter.ts';
import type { Contact } from '../../inbound.ts';
import { type Fields, fields, id, list, millis, text } from '../read.ts';

/** What every reader knows: whose event it is, for which installation, and when it came. */
export interface Scene {
  /** The namespace of user ids: the workspace, or the whole organisation where the app is installed in all of it (slack.md §4). */
  team: string;
  account: Account;
  /** Slack's id of the event, the same at every retry. */
  eventId: string;
  at: number;
  raw: Json;
}

/** The installation that events, interactions and commands are for. */
export function teamOf(root: Fields, account: Account): string {
  const install = fields(list(root.authorizations)[0]);
  const whole = install.is_enterprise_install === true || root.is_enterprise_install === true || root.is_enterprise_install === 'true';
  const enterprise = id(install.enterprise_id) ?? id(fields(root.enterprise).id) ?? id(root.enterprise_id);
  const team = id(install.team_id) ?? id(root.team_id) ?? id(fields(root.team).id);
  return (whole ? enterprise : undefined) ?? team ?? id(account.settings.teamId) ?? '';
}

/** Somebody in a channel. In a DM the channel names the person as well as their id does: what our own messages in it are matched by. */
export function contactIn({ team }: Scene, user: string | undefined, channel: string | undefined, thread?: string): Contact | undefined {
  const person: Address[] = user === undefined ? [] : [{ kind: 'slack_user', value: `${team}:${user}` }];
  const room: Address[] = channel !== undefined && isDirect(channel) ? [{ kind: 'slack_im', value: `${team}:${channel}` }] : [];
  const [first, ...others] = [...person, ...room];
  if (!first) return undefined;
  return { addresses: [first, ...others], ...(channel === undefined ? {} : { place: { channel, threadTs: thread ?? null } }) };
}

/** Where an answer goes: into the thread; in a channel below the message itself, so that the channel is not filled; in a DM just there. */
export function threadOf(channel: string, ts: string, thread: string | undefined): string | undefined {
  return thread ?? (isDirect(channel) ? undefined : ts);
}

/** A message's id is its channel and its time as it stands, which must never be read as a number (slack.md §1). */
export function messageId(channel: string, ts: string): string {
  return `${channel}:${ts}`;
}

/** `sec.micro` in milliseconds. */
export function timeOf(ts: Json | undefined): number | undefined {
  const [, seconds, micros = '0'] = /^(\d{1,11})(?:\.(\d{1,6}))?$/.exec(text(ts) ?? '') ?? [];
  return millis(seconds === undefined ? undefined : Number(seconds) * 1000 + Math.trunc(Number(micros.padEnd(6, '0')) / 1000));
}

/** One of our own: the app's bot user, its bot id, or its app (slack.md §1, echo). */
export function isOurs(message: Fields, { account: { settings } }: Scene): boolean {
  const by = (given: Json | undefined, own: Json | undefined) => id(given) !== undefined && id(given) === id(own);
  return by(message.user, settings.botUserId) || by(message.bot_id, settings.botId) || by(message.app_id, settings.appId);
}

function isDirect(channel: string): boolean {
  return channel.startsWith('D');
}
