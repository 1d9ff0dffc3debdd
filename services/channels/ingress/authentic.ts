import { CodedError } from '../../../schema/errors.ts';
import { openAccount, openPrevious } from '../accounts/account.ts';
import type { Account, Adapter, AdapterContext, WebhookReply, WebhookRequest } from '../adapter.ts';
import type { ChannelsParts } from '../parts.ts';
import type { AccountRow } from '../tables.ts';

/**
 * Does it with the account as it is; where that is refused (as forged, unless told), with the secrets it had before its last rotation, while they
 * are good. Throws the first refusal.
 */
export async function withEither<R>(
  parts: ChannelsParts,
  row: AccountRow,
  now: number,
  work: (account: Account) => Promise<R>,
  isRefusal: (error: unknown) => boolean = isForged,
): Promise<R> {
  try {
    return await work(openAccount(row, parts));
  } catch (error) {
    const previous = isRefusal(error) ? openPrevious(row, parts, now) : undefined;
    if (!previous) throw error;
    return await work(previous).catch((again: unknown) => {
      throw isRefusal(again) ? error : again;
    });
  }
}

/** What the account's handshake answers, by either of its secrets; `undefined` where the request is none. Throws as `Adapter.handshake` does. */
export async function shake(
  parts: ChannelsParts,
  adapter: Adapter,
  row: AccountRow,
  request: WebhookRequest,
): Promise<WebhookReply | undefined> {
  const ask = (account: Account) => adapter.handshake(request, account, contextOf(parts, request, parts.documents.open(account).document));
  const reply = await withEither(parts, row, request.receivedAt, ask);
  // Our own widget is told in words why it gets no session.
  const previous = reply?.status === 403 ? openPrevious(row, parts, request.receivedAt) : undefined;
  const again = previous && (await ask(previous));
  return again?.status === 403 ? reply : (again ?? reply);
}

/** Resolves when the request is authentic for the account; throws as `Adapter.verify` does. */
export function authenticate(parts: ChannelsParts, adapter: Adapter, row: AccountRow, request: WebhookRequest): Promise<void> {
  return withEither(parts, row, request.receivedAt, async (account) => {
    const reading = parts.documents.open(account);
    const context = contextOf(parts, request, reading.document);
    try {
      await adapter.verify(request, account, context);
    } catch (error) {
      // The platform may have new keys.
      if (!isForged(error) || !(await reading.renew())) throw error;
      await adapter.verify(request, account, context);
    }
  });
}

/** What adapters are given beside the request. */
function contextOf({ keys }: ChannelsParts, { receivedAt }: WebhookRequest, document: AdapterContext['document']): AdapterContext {
  return { sessionKey: keys.session, now: receivedAt, document };
}

/** Whether an error says that a request is not from whom it says. */
export function isForged(error: unknown): boolean {
  return error instanceof CodedError && ['BAD_SIGNATURE', 'BAD_HANDSHAKE', 'UNAUTHENTICATED'].includes(error.code);
}
