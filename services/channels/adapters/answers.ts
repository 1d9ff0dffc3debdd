import type { ApiReply, ErrorClass, Failed } from '../plan.ts';

/** The class of a refusal by HTTP's status, where the platform's own code says nothing; `notFound` is what 404 means there. */
export function classOfStatus(status: number, notFound: ErrorClass = 'unknown'): ErrorClass {
  if (status === 401) return 'auth_invalid';
  if (status === 403) return 'permission';
  if (status === 404) return notFound;
  if (status === 429) return 'rate_limited';
  return status >= 500 || status === 408 ? 'transient' : 'unknown';
}

/** `Retry-After` in milliseconds, where it is given in seconds. */
export function retryAfterOf({ headers }: Pick<ApiReply, 'headers'>): number | undefined {
  const seconds = headers['retry-after'];
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

/** A refusal; what is not given is told by the answer's status. */
export function refusal(reply: ApiReply, part: Partial<Omit<Failed, 'ok'>> = {}): Failed {
  const retryAfter = part.retryAfter ?? retryAfterOf(reply);
  const said = {
    class: part.class ?? classOfStatus(reply.status),
    code: part.code || `http_${reply.status}`,
    message: part.message || `The platform answered with HTTP ${reply.status}.`,
  };
  return { ok: false, ...part, ...said, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** Whether HTTP says that all went well. */
export function isFine({ status }: Pick<ApiReply, 'status'>): boolean {
  return status >= 200 && status < 300;
}
