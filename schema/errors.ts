/** Every code a caller can meet in `extensions.code`, in an HTTP error body or in a bus reply. */
export const errorCodes = {
  UNAUTHENTICATED: 'No valid token came with the request: send `authorization: Bearer <token>`.',
  FORBIDDEN: 'The token is valid but may not do this.',
  NOT_FOUND: 'Nothing with that id exists in this workspace.',
  EXPIRED: 'The time of this link is over: ask for a new one.',
  BAD_INPUT: 'The input is not acceptable; the message says which part and why.',
  CONFLICT: 'The thing changed or is in a state that does not allow this.',
  IDEMPOTENCY_CONFLICT: 'This idempotency key was used before with another input.',
  BAD_SIGNATURE: 'The webhook signature does not match the body.',
  BAD_HANDSHAKE: 'The webhook handshake carries a wrong verify token.',
  BODY_TOO_LARGE: 'The body is larger than this endpoint accepts.',
  UNSUPPORTED_MEDIA_TYPE: 'The body must be JSON: send `content-type: application/json`.',
  NOT_ACCEPTABLE: 'Nothing of what `accept` names can be answered: take `application/json` or `application/graphql-response+json`.',
  METHOD_NOT_ALLOWED: 'This cannot be asked with this HTTP method.',
  LIMIT_EXCEEDED: 'The request is larger than the gateway takes; the message names the limit and its setting.',
  OPERATION_TOO_COMPLEX: 'Planning this operation takes too long: ask for less at once, and spread fragments less often.',
  COST_EXCEEDED: 'The operation costs more than one operation may; the message tells how much.',
  OPERATION_NOT_ALLOWED: 'Only registered operations may be run here.',
  TOO_LARGE: 'A message is larger than the bus carries.',
  RATE_LIMITED: 'Too many requests: wait as long as `retry-after` says.',
  PLAN_UNSOUND: 'The operation cannot be planned so that its answer would be right; the message says what to change.',
  UNAVAILABLE: 'A part that is needed to answer is not reachable now: try again.',
  TIMEOUT: 'A part that is needed to answer did not answer in time: try again.',
  INTERNAL: 'A fault of ours; it is logged under the id in the message.',
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** An error whose message may be shown to the caller, with a code from the closed list above. */
export class CodedError extends Error {
  override readonly name = 'CodedError';
  readonly code: ErrorCode;
  /** Seconds after which another try may go better, where that is known. */
  readonly retryAfter: number | undefined;
  constructor(code: ErrorCode, message: string = errorCodes[code], { retryAfter }: { retryAfter?: number } = {}) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** The HTTP status that stands for a code wherever we speak plain HTTP. */
export function httpStatus(code: ErrorCode): number {
  const statuses: Partial<Record<ErrorCode, number>> = {
    UNAUTHENTICATED: 401,
    FORBIDDEN: 403,
    BAD_SIGNATURE: 401,
    BAD_HANDSHAKE: 403,
    NOT_FOUND: 404,
    EXPIRED: 410,
    CONFLICT: 409,
    IDEMPOTENCY_CONFLICT: 409,
    BODY_TOO_LARGE: 413,
    TOO_LARGE: 413,
    BAD_INPUT: 400,
    LIMIT_EXCEEDED: 400,
    COST_EXCEEDED: 400,
    OPERATION_NOT_ALLOWED: 403,
    OPERATION_TOO_COMPLEX: 400,
    METHOD_NOT_ALLOWED: 405,
    NOT_ACCEPTABLE: 406,
    UNSUPPORTED_MEDIA_TYPE: 415,
    PLAN_UNSOUND: 422,
    RATE_LIMITED: 429,
    UNAVAILABLE: 503,
    TIMEOUT: 504,
  };
  return statuses[code] ?? 500;
}
