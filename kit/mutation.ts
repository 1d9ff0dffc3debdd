import { CodedError, type ErrorCode } from '../schema/errors.ts';

const userErrorCodes = ['NOT_FOUND', 'BAD_INPUT', 'CONFLICT', 'IDEMPOTENCY_CONFLICT'] as const satisfies ErrorCode[];
/** One of the closed list of codes in `userErrors`. */
export type UserErrorCode = (typeof userErrorCodes)[number];

/** What a caller can mend in its input, as the payload tells it. */
export interface UserErrorData {
  code: UserErrorCode;
  message: string;
}

/** A mutation's payload: what `work` gives, or the error the caller has to put right as data. All other errors stay errors. */
export async function payload<P extends object>(work: () => Promise<P>): Promise<P & { userErrors: UserErrorData[] }> {
  try {
    return { ...(await work()), userErrors: [] };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const code = userErrorCodes.find((known) => known === error.code);
    if (!code) throw error;
    return { userErrors: [{ code, message: error.message }] } as unknown as P & { userErrors: UserErrorData[] };
  }
}

/** A text of 1 to `most` characters once trimmed, which Postgres can keep; BAD_INPUT otherwise. */
export function requiredText(value: string, field: string, most: number): string {
  const text = value.trim();
  if (text === '') throw new CodedError('BAD_INPUT', `\`${field}\` must not be empty.`);
  if (text.length > most) throw new CodedError('BAD_INPUT', `\`${field}\` has ${text.length} characters; ${most} are allowed.`);
  return text.replaceAll('\u0000', '').toWellFormed();
}
