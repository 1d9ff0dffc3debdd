import { CodedError } from '../../../schema/errors.ts';
import type { Account, Adapter } from '../adapter.ts';
import type { ApiCall, ApiReply, Failed } from '../plan.ts';
import { withoutSecrets } from '../shown.ts';
import type { OpenFile } from './body.ts';
import { callHttp, openConnections } from './http.ts';
import { callSmtp } from './smtp.ts';
import { createTokens, type Tokens } from './token.ts';

/** The one way out to the platforms, for whatever a process has to ask them. */
export interface Outside {
  tokens: Tokens;
  /** Makes one call; its answer, whatever it is. Throws when none came (see `arrival`), and BAD_INPUT for a call that may not be made. */
  call(account: Account, call: ApiCall): Promise<ApiReply>;
  /**
   * Asks something that does no harm when it is asked twice: with the account's token, and once more with a fresh one where the platform does not
   * take it. No answer at all is a `transient` failure.
   */
  ask<R extends object>(
    adapter: Adapter,
    account: Account,
    make: (account: Account) => ApiCall,
    read: (reply: ApiReply, call: ApiCall) => R | Failed,
  ): Promise<R | Failed>;
  close(): Promise<void>;
}

/** Opens it; `open` gives the files that calls carry. */
export function openOutside(open: OpenFile): Outside {
  const connections = openConnections();
  const call: Outside['call'] = async (account, each) => {
    const reply = each.protocol === 'smtp' ? await callSmtp(each, open) : await callHttp(account, each, open, connections);
    return reply.status < 400 ? reply : { ...reply, body: withoutSecrets(reply.body, account) };
  };
  const tokens = createTokens(call);

  async function once<R extends object>(adapter: Adapter, account: Account, make: (account: Account) => ApiCall, read: Read<R>) {
    const ready = await tokens.give(adapter, account);
    if (isFailed(ready)) return ready;
    const made = make(ready);
    const got = read(await call(ready, made), made);
    const stale = isFailed(got) && got.class === 'auth_invalid' && adapter.token !== null;
    if (stale) tokens.drop(ready);
    return stale ? { stale: got } : got;
  }

  return {
    tokens,
    call,
    ask: async (adapter, account, make, read) => {
      try {
        const first = await once(adapter, account, make, read);
        if (!('stale' in first)) return first;
        const second = await once(adapter, account, make, read);
        return 'stale' in second ? second.stale : second;
      } catch (error) {
        if (error instanceof CodedError) return { ok: false, class: 'content_invalid', code: error.code, message: error.message };
        return { ok: false, class: 'transient', code: 'network', message: error instanceof Error ? error.message : String(error) };
      }
    },
    close: async () => void (await Promise.all([connections.named.close(), connections.public.close()])),
  };
}

type Read<R> = (reply: ApiReply, call: ApiCall) => R | Failed;

/** Whether what came is a refusal. */
export function isFailed(value: object): value is Failed {
  return 'ok' in value && value.ok === false;
}
