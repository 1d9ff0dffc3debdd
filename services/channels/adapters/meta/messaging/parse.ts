import type { Json } from '../../../../../kit/bus/bus.ts';
import { textOf } from '../../../../../schema/content.ts';
import type { Account, WebhookRequest } from '../../../adapter.ts';
import type { Inbound } from '../../../inbound.ts';
import { type Draft, type Fields, fields, id, list, millis, unknown } from '../../read.ts';
import type { Dialect } from './dialect.ts';
import { readers, type Scene } from './events.ts';

/** Every event of a webhook: entries of several accounts, each with `messaging` or `standby` items (messenger.md §1). */
export function parseMessaging(body: Json, request: WebhookRequest, account: Account, dialect: Dialect): Inbound[] {
  const root = fields(body);
  const entries = list(root.entry);
  const own = id(account.settings[dialect.account]) ?? '';
  if ((root.object !== undefined && root.object !== dialect.object) || entries.length === 0) {
    return [{ ...unknown(body, request.receivedAt), externalId: own }];
  }
  return entries.flatMap((value) => {
    const entry = fields(value);
    const externalId = id(entry.id) ?? own;
    const time = millis(entry.time) ?? request.receivedAt;
    const scene = (item: Json) => sceneOf(item, { dialect, externalId, time, appId: id(account.settings.appId) });
    const drafts = [
      ...list(entry.messaging).flatMap((item) => readItem(fields(item), scene(item))),
      ...list(entry.standby).flatMap((item) => readStandby(fields(item), scene(item))),
      ...list(entry.changes).flatMap((change) => readChange(change, scene)),
    ];
    return (drafts.length > 0 ? drafts : [unknown(value, time)]).map((draft) => ({ ...draft, externalId }));
  });
}

interface Entry {
  dialect: Dialect;
  externalId: string;
  time: number;
  appId: string | undefined;
}

function sceneOf(value: Json, { dialect, externalId, time, appId }: Entry): Scene {
  const item = fields(value);
  const sender = fields(item.sender);
  const byBusiness = id(sender.id) === externalId || fields(item.message).is_echo === true;
  const person = byBusiness ? fields(item.recipient) : sender;
  const named = id(person.id);
  // A checkbox opt-in names the person by a reference only (Messenger Platform docs, optin).
  const reference = id(person.user_ref) ?? id(fields(item.optin).user_ref);
  const address =
    named !== undefined
      ? { kind: dialect.address, value: named }
      : reference !== undefined
        ? { kind: 'user_ref', value: reference }
        : undefined;
  return { dialect, contact: address && { addresses: [address] }, byBusiness, appId, at: millis(item.timestamp) ?? time, raw: value };
}

/** Comments and mentions are no direct messages and only kept; a change that is shaped like an item is one (instagram.md §1). */
function readChange(change: Json, scene: (item: Json) => Scene): Draft[] {
  const { value } = fields(change);
  const isItem = fields(value).sender !== undefined && fields(value).recipient !== undefined;
  return isItem && value !== undefined ? readItem(fields(value), scene(value)) : [unknown(change, scene(change).at)];
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
