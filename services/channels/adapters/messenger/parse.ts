import type { Json } from '../../../../kit/bus/bus.ts';
import { textOf } from '../../../../schema/content.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Inbound } from '../../inbound.ts';
import { type Draft, type Fields, fields, id, list, millis, unknown } from '../read.ts';
import { readers, type Scene } from './events.ts';

/** Every event of a Messenger webhook: entries of several pages, each with `messaging` or `standby` items (messenger.md §1). */
export function parseMessenger(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const root = fields(body);
  const entries = list(root.entry);
  const ownPage = id(account.settings.pageId) ?? '';
  if ((root.object !== undefined && root.object !== 'page') || entries.length === 0) {
    return [{ ...unknown(body, request.receivedAt), externalId: ownPage }];
  }
  return entries.flatMap((value) => {
    const entry = fields(value);
    const externalId = id(entry.id) ?? ownPage;
    const time = millis(entry.time) ?? request.receivedAt;
    const scene = (item: Json) => sceneOf(item, externalId, time, id(account.settings.appId));
    const drafts = [
      ...list(entry.messaging).flatMap((item) => readItem(fields(item), scene(item))),
      ...list(entry.standby).flatMap((item) => readStandby(fields(item), scene(item))),
      ...list(entry.changes).map((change) => unknown(change, time)),
    ];
    return (drafts.length > 0 ? drafts : [unknown(value, time)]).map((draft) => ({ ...draft, externalId }));
  });
}

function sceneOf(value: Json, pageId: string, time: number, appId: string | undefined): Scene {
  const item = fields(value);
  const sender = fields(item.sender);
  const byPage = id(sender.id) === pageId || fields(item.message).is_echo === true;
  const person = byPage ? fields(item.recipient) : sender;
  const psid = id(person.id);
  // A checkbox opt-in names the person by a reference only (Messenger Platform docs, optin).
  const reference = id(person.user_ref) ?? id(fields(item.optin).user_ref);
  const address =
    psid !== undefined ? { kind: 'psid', value: psid } : reference !== undefined ? { kind: 'user_ref', value: reference } : undefined;
  return { contact: address && { addresses: [address] }, byPage, appId, at: millis(item.timestamp) ?? time, raw: value };
}

function readItem(item: Fields, scene: Scene): Draft[] {
  const drafts = readers.flatMap(([name, read]) => (item[name] === undefined ? [] : read(fields(item[name]), scene)));
  return drafts.length > 0 ? drafts : [unknown(scene.raw, scene.at)];
}

/**
 * Another app owns the thread: what is said there is shown as an event, so that nobody here takes it for theirs to answer.
 * Receipts and the rest are about that app's messages and only kept.
 */
function readStandby(item: Fields, scene: Scene): Draft[] {
  return readItem(item, scene).map((draft): Draft => {
    const { at, raw } = draft;
    if (draft.kind !== 'message' && draft.kind !== 'echo') return unknown(raw, at);
    const from = draft.kind === 'message' ? 'customer' : 'business';
    const data = { from, platformId: draft.platformId, text: textOf(draft.content), content: draft.content.map((content) => content.type) };
    return { key: `standby:${draft.key}`, at, raw, kind: 'event', name: 'standby', contact: draft.contact, data };
  });
}
