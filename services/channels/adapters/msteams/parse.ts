import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account, WebhookReply, WebhookRequest } from '../../adapter.ts';
import { ok } from '../../define.ts';
import type { Inbound } from '../../inbound.ts';
import { fields, id, unknown } from '../read.ts';
import { readers } from './activity.ts';
import { sceneOf } from './scene.ts';

/** The one activity of a request (msteams.md, Inbound). */
export function parseTeams(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const activity = fields(body);
  const own = id(account.settings.appId) ?? '';
  const externalId = id(fields(activity.recipient).id)?.replace(/^28:/, '') ?? own;
  const scene = sceneOf(activity, request.receivedAt);
  const drafts = scene ? (readers.get(activity.type)?.(activity, scene) ?? []) : [];
  return (drafts.length > 0 ? drafts : [unknown(body, scene?.at ?? request.receivedAt)]).map((draft) => ({ ...draft, externalId }));
}

/** An invoke waits for its answer in the reply: what was pressed stays as it stands (msteams.md, Inbound). */
export function acceptedTeams(body: Json): WebhookReply {
  const { type, name } = fields(body);
  if (type !== 'invoke') return ok;
  const done = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '' };
  return { status: 200, contentType: 'application/json', body: JSON.stringify(name === 'adaptiveCard/action' ? done : {}) };
}
