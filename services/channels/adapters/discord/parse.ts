import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Inbound } from '../../inbound.ts';
import { digest, eventKey, type Fields, fields, id, unknown } from '../read.ts';
import { readInteraction, withoutToken } from './interaction.ts';
import { readers } from './message.ts';
import { isNotice, readNotice } from './notice.ts';
import type { Scene } from './scene.ts';

/** What the interactions endpoint is sent; a Gateway event is read too, wherever it comes from. */
export function parseDiscord(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const root = fields(body);
  if (root.op === 0 && root.t !== undefined) return readDispatch(root, { session: '', bot: undefined, at: request.receivedAt }, account);
  const externalId = id(root.application_id) ?? ownId(account);
  const scene: Scene = { self: selfOf(account, undefined), mark: digest(body), at: request.receivedAt, raw: body };
  const drafts = isNotice(root) ? readNotice(root, scene) : readInteraction(root, scene, false);
  const kept = { ...unknown(body, scene.at), raw: withoutToken(body) };
  return (drafts.length > 0 ? drafts : [kept]).map((draft) => ({ ...draft, externalId }));
}

/** A dispatch of the Gateway (op 0). The session and its sequence name what has no id of its own. */
export function readDispatch(
  frame: Fields,
  { session, bot, at }: { session: string; bot: string | undefined; at: number },
  account: Account,
): Inbound[] {
  const mark = `${session}.${id(frame.s) ?? digest(frame)}`;
  const scene: Scene = { self: selfOf(account, bot), mark, at, raw: frame };
  const read = readers.get(frame.t);
  const drafts = read?.(fields(frame.d), scene) ?? [];
  const kept = { ...unknown(frame, at), key: eventKey('unknown', mark), raw: withoutToken(frame) };
  return (drafts.length > 0 ? drafts : [kept]).map((draft) => ({ ...draft, externalId: ownId(account) }));
}

function ownId({ settings }: Account): string {
  return id(settings.applicationId) ?? '';
}

/** A bot's user id is its application's, except for those made before 2016. */
function selfOf(account: Account, bot: string | undefined): Set<string> {
  return new Set([ownId(account), id(account.settings.botUserId), bot].filter((one) => one !== undefined));
}
