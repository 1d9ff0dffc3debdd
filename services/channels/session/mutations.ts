import type { Json } from '../../../kit/bus/bus.ts';
import { payload } from '../../../kit/mutation.ts';
import { type Customer, requireCustomer } from '../../../kit/principal.ts';
import type { Parts } from '../../../kit/service.ts';
import { fileLimit, textLimit } from '../adapters/webchat/limits.ts';
import type { Session, Wish } from '../adapters/webchat/start.ts';
import type { ChannelsParts } from '../parts.ts';
import type { IdentifyInput, MutationResolvers, PostMessageInput, StartSessionInput } from '../schema.generated.ts';
import type { ChannelsContext } from '../service.ts';
import type { ChannelsTables } from '../tables.ts';
import { begin, identify } from './begin.ts';
import { registerDevice, removeDevice } from './device.ts';
import { accountOf, post, postedId } from './post.ts';

type Names =
  | 'startSession'
  | 'identify'
  | 'postMessage'
  | 'reviseMessage'
  | 'withdrawMessage'
  | 'postReaction'
  | 'postReceipt'
  | 'postTyping'
  | 'registerDevice'
  | 'removeDevice';

/** What customers do by the graph, each in their own session. */
export function sessionMutations(own: (parts: Parts<ChannelsTables>) => ChannelsParts): Pick<MutationResolvers, Names> {
  /** Something one does, of which nothing is to be told but that it was taken. */
  const deed = (context: ChannelsContext, work: (parts: ChannelsParts, who: Customer) => Promise<unknown>) =>
    payload(async () => {
      await work(own(context), requireCustomer(context.who));
      return {};
    });
  return {
    startSession: (_parent, { input }, context) =>
      payload(async () => ({ session: shown(await begin(own(context), context.who, input.key, wishOf(input))) })),
    identify: (_parent, { input }, context) =>
      payload(async () => ({ session: shown(await identify(own(context), requireCustomer(context.who), wishOf(input))) })),
    postMessage: (_parent, { input }, context) =>
      payload(async () => {
        const who = requireCustomer(context.who);
        const account = await post(own(context), who, messageOf(input));
        return { messageId: await postedId(own(context), account, who, input.clientMessageId) };
      }),
    reviseMessage: (_parent, { input: { messageId, text } }, context) =>
      deed(context, (parts, who) => post(parts, who, { type: 'message.edit', messageId, text })),
    withdrawMessage: (_parent, { input: { messageId } }, context) =>
      deed(context, (parts, who) => post(parts, who, { type: 'message.delete', messageId })),
    postReaction: (_parent, { input: { messageId, emoji } }, context) =>
      deed(context, (parts, who) =>
        post(parts, who, { type: 'reaction', messageId, ...(emoji == null ? { action: 'remove' } : { action: 'add', emoji }) }),
      ),
    postReceipt: (_parent, { input: { deliveredIds, readUpToId } }, context) =>
      deed(context, async (parts, who) => {
        if (deliveredIds?.length) await post(parts, who, { type: 'delivered', messageIds: [...deliveredIds] });
        if (readUpToId != null) await post(parts, who, { type: 'read', upToMessageId: readUpToId });
      }),
    postTyping: (_parent, { input: { on } }, context) =>
      deed(context, (parts, who) => post(parts, who, { type: 'typing', state: on ? 'start' : 'stop' })),
    registerDevice: (_parent, { input: { token, platform } }, context) =>
      deed(context, async (parts, who) => registerDevice(parts, who, await accountOf(parts, who), { token, platform })),
    removeDevice: (_parent, { input: { token } }, context) =>
      deed(context, async (parts, who) => removeDevice(parts, who, await accountOf(parts, who), token)),
  };
}

function shown(session: Session) {
  return { ...session, verified: session.externalId !== undefined, textLimit, fileLimit };
}

function wishOf(input: Partial<StartSessionInput & IdentifyInput>): Pick<Wish, 'userJwt' | 'identifier' | 'identifierHash' | 'ref'> {
  const given = Object.entries(input).filter(([name, value]) => name !== 'key' && value != null);
  return Object.fromEntries(given);
}

/** The message in the words of the protocol (webchat.md §2). */
function messageOf({ clientMessageId, text, payload: chosen, mediaIds, location, form, replyTo }: PostMessageInput): {
  [name: string]: Json;
} {
  const given: { [name: string]: Json | null | undefined } = {
    text,
    payload: chosen,
    attachments: mediaIds?.map((uploadId) => ({ uploadId })),
    location: location && (Object.fromEntries(Object.entries(location).filter(([, value]) => value != null)) as Json),
    inReplyTo: replyTo,
    ...(form ? { formId: form.name, fields: form.fields as Json } : {}),
  };
  const said = Object.fromEntries(Object.entries(given).filter((entry): entry is [string, Json] => entry[1] != null));
  return { type: form ? 'form.submit' : 'message.send', clientMsgId: clientMessageId, ...said };
}
