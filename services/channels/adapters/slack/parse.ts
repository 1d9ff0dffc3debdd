import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Inbound } from '../../inbound.ts';
import { type Draft, digest, eventKey, type Fields, fields, id, list, millis, unknown } from '../read.ts';
import { emojiOf } from './emoji.ts';
import { readInteraction } from './interaction.ts';
import { readMessage } from './message.ts';
import { contactIn, isOurs, messageId, type Scene, teamOf, timeOf } from './place.ts';

type Reader = (event: Fields, scene: Scene) => Draft[];

/** One line for each event of the Events API (slack.md §1); a reader that finds too little gives nothing. */
const readers = new Map<Json | undefined, Reader>([
  ['message', readMessage],
  ['app_mention', readMessage],
  ['reaction_added', readReaction],
  ['reaction_removed', readReaction],
  ['app_home_opened', (event, scene) => notice('app_home_opened', event, scene)],
  ['member_joined_channel', readJoined],
  ['app_uninstalled', (event, scene) => ended('app_uninstalled', event, scene)],
  ['tokens_revoked', readRevoked],
]);

/** What a Slack app is called among the accounts of one workspace. */
export function externalIdOf(team: string, app: string): string {
  return `${team}:${app}`;
}

/** The one event of a Slack request: an event, an interaction or a command (slack.md §1). */
export function parseSlack(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const root = fields(body);
  const team = teamOf(root, account);
  const externalId = externalIdOf(team, id(root.api_app_id) ?? id(account.settings.appId) ?? '');
  const event = fields(root.event);
  const at = timeOf(event.event_ts) ?? timeOf(event.ts) ?? millis(root.event_time) ?? request.receivedAt;
  const scene: Scene = { team, account, eventId: id(root.event_id) ?? digest(body), at, raw: body };
  const drafts = root.type === 'event_callback' ? (readers.get(event.type)?.(event, scene) ?? []) : readOther(root, scene);
  const kept = { ...unknown(body, at), key: eventKey('unknown', scene.eventId) };
  return (drafts.length > 0 ? drafts : [kept]).map((draft) => ({ ...draft, externalId }));
}

function readOther(root: Fields, scene: Scene): Draft[] {
  if (root.type !== 'app_rate_limited') return readInteraction(root, scene);
  const key = eventKey('account', 'app_rate_limited', id(root.minute_rate_limited) ?? scene.eventId);
  return [{ key, at: scene.at, raw: scene.raw, kind: 'account', name: 'app_rate_limited', data: root }];
}

function readReaction(event: Fields, scene: Scene): Draft[] {
  const item = fields(event.item);
  const channel = id(item.channel);
  const ts = id(item.ts);
  const user = id(event.user);
  const name = id(event.reaction);
  if (channel === undefined || ts === undefined || user === undefined || name === undefined || isOurs(event, scene)) return [];
  // Where in a thread the message stands is not told here: the place that is known stays.
  const known = contactIn(scene, user, channel);
  if (!known) return [];
  const contact = { addresses: known.addresses };
  const emoji = event.type === 'reaction_removed' ? null : emojiOf(name);
  return [
    {
      key: eventKey('reaction', scene.eventId),
      at: scene.at,
      raw: scene.raw,
      kind: 'reaction',
      contact,
      target: messageId(channel, ts),
      emoji,
    },
  ];
}

/** Our bot came into a channel, or somebody else did where it already is. */
function readJoined(event: Fields, scene: Scene): Draft[] {
  return isOurs(event, scene) ? about('member_joined_channel', event, scene) : notice('member_joined_channel', event, scene);
}

/** Tokens of users may end without ours: only a bot's is what we send with. */
function readRevoked(event: Fields, scene: Scene): Draft[] {
  const bots = list(fields(event.tokens).bot);
  return bots.length > 0 ? ended('tokens_revoked', event, scene) : about('tokens_revoked', event, scene);
}

function ended(name: string, data: Fields, scene: Scene): Draft[] {
  const words = { app_uninstalled: 'The app was taken out of the Slack workspace.', tokens_revoked: 'The bot token was revoked.' };
  const message = words[name === 'app_uninstalled' ? name : 'tokens_revoked'];
  const failure = { ok: false as const, class: 'auth_invalid' as const, code: name, message };
  return about(name, data, scene).map((draft) => ({ ...draft, failure }));
}

function about(name: string, data: Fields, { eventId, at, raw }: Scene): Draft[] {
  return [{ key: eventKey('account', name, eventId), at, raw, kind: 'account', name, data }];
}

function notice(name: string, data: Fields, scene: Scene): Draft[] {
  const user = id(data.user);
  const contact = user === undefined ? undefined : contactIn(scene, user, id(data.channel));
  if (!contact) return [];
  return [{ key: eventKey(name, scene.eventId), at: scene.at, raw: scene.raw, kind: 'event', name, contact, data }];
}
