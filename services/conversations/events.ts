import { z } from 'zod';
import { siblingId } from '../../kit/id.ts';
import type { Handlers, Once } from '../../kit/outbox/consume.ts';
import { emit } from '../../kit/outbox/emit.ts';
import type { Parts } from '../../kit/service.ts';
import type { Address } from '../../schema/events.ts';
import { fold } from './delivery.ts';
import { changed } from './feed.ts';
import { applyMerge, applyUnmerge } from './merging.ts';
import { appendEvent, appendMessage } from './message.ts';
import { applyAltered } from './revising.ts';
import { edited, reacted, settled, unsent } from './revision.ts';
import { holdCustomerDialogues, putIdentity } from './store/dialogues.ts';
import { changeEntry, lockEntry } from './store/entries.ts';
import type { ConversationsTables, EntryRow } from './tables.ts';

type T = ConversationsTables;
interface Origin {
  accountId: string;
  channel: string;
  contact: { addresses: [Address, ...Address[]]; name?: string };
}
const resolved = z.object({ identityId: z.string(), homeId: z.string() });

/** What conversations does on events. */
export function handlers({ bus, log }: Parts<T>): Handlers<T> {
  async function whoIs(workspaceId: string, { accountId, channel, contact }: Origin) {
    return resolved.parse(await bus.request('identity.resolve', { workspaceId, accountId, channel, contact }));
  }

  /** The dialogue and identity of an origin, held; `inboundAt` when the customer did something there. */
  async function enter(
    tx: Parameters<Parameters<Once<T>>[0]>[0],
    workspaceId: string,
    origin: Origin,
    who: z.infer<typeof resolved>,
    inboundAt: Date | null,
  ) {
    const { homes } = await holdCustomerDialogues(tx, workspaceId, [siblingId(who.homeId, 'customer')]);
    const { homeId, rootId } = homes[0]!;
    const identity = {
      id: who.identityId,
      workspace_id: workspaceId,
      home_id: homeId,
      account_id: origin.accountId,
      channel: origin.channel,
    };
    await putIdentity(tx, identity, origin.contact.addresses, inboundAt);
    return { workspaceId, dialogueId: rootId, homeId, identityId: who.identityId, channel: origin.channel };
  }

  /** Changes a message that is there; one that is not was never ours to show. */
  async function alter(
    once: Once<T>,
    id: string,
    change: (row: EntryRow) => Parameters<typeof changeEntry>[2] | null,
    kind: Parameters<typeof changed>[1],
  ) {
    await once(async (tx) => {
      const row = await lockEntry(tx, id);
      const altered = row && change(row);
      if (!row || !altered) return log.debug({ id, kind }, 'nothing to change');
      await changeEntry(tx, id, altered);
      await emit(tx, [changed(row, kind)]);
    });
  }

  return {
    'channels.message.received': async ({ workspaceId, payload }, once) => {
      const who = await whoIs(workspaceId, payload);
      await once(async (tx) => {
        const at = new Date(payload.at);
        const place = await enter(tx, workspaceId, payload, who, at);
        const author = { kind: 'customer' as const, id: who.homeId };
        const { messageId: id, content, replyTo, burst } = payload;
        await appendMessage(tx, { ...place, id, at, direction: 'inbound', author, content, replyTo, burst, delivery: null });
      });
    },
    'channels.message.echoed': async ({ workspaceId, payload }, once) => {
      const who = await whoIs(workspaceId, payload);
      await once(async (tx) => {
        const at = new Date(payload.at);
        const place = await enter(tx, workspaceId, payload, who, null);
        const author = { kind: payload.by === 'person' ? ('platform' as const) : ('app' as const) };
        const { messageId: id, content, replyTo } = payload;
        const delivery = { state: 'sent' as const, sentAt: payload.at };
        await appendMessage(tx, { ...place, id, at, direction: 'outbound', author, content, replyTo, delivery });
      });
    },
    'channels.message.edited': ({ payload }, once) => alter(once, payload.messageId, (row) => edited(row, payload), 'edited'),
    'channels.message.unsent': ({ payload }, once) => alter(once, payload.messageId, (row) => unsent(row, payload), 'unsent'),
    'channels.message.reacted': ({ payload }, once) => alter(once, payload.messageId, (row) => reacted(row, payload), 'reacted'),
    'channels.media.settled': ({ payload }, once) => alter(once, payload.messageId, (row) => settled(row, payload), 'media'),
    'channels.message.altered': ({ workspaceId, payload }, once) => once((tx) => applyAltered(tx, workspaceId, payload)),
    'channels.delivery.changed': ({ payload }, once) =>
      alter(
        once,
        payload.messageId,
        (row) => {
          const next = row.delivery && fold(row.delivery, payload);
          return next ? { delivery: JSON.stringify(next) } : null;
        },
        'delivery',
      ),
    'channels.contact.noticed': async ({ workspaceId, payload }, once) => {
      const who = await whoIs(workspaceId, payload);
      await once(async (tx) => {
        const place = await enter(tx, workspaceId, payload, who, null);
        const data = typeof payload.data === 'object' && payload.data !== null ? payload.data : { value: payload.data };
        await appendEvent(tx, { ...place, id: payload.eventId, at: new Date(payload.at), name: payload.name, data });
      });
    },
    'channels.contact.moved': async ({ workspaceId, payload }, once) => {
      const who = await whoIs(workspaceId, payload);
      await once(async (tx) => {
        const place = await enter(tx, workspaceId, { ...payload, contact: payload.to }, who, null);
        const data = { from: payload.contact.addresses, to: payload.to.addresses };
        await appendEvent(tx, { ...place, at: new Date(payload.at), name: 'identity_changed', data });
      });
    },
    'identity.customer.merged': ({ workspaceId, payload }, once) => once((tx) => applyMerge(tx, workspaceId, payload)),
    'identity.customer.unmerged': ({ workspaceId, payload }, once) => once((tx) => applyUnmerge(tx, workspaceId, payload)),
  };
}
