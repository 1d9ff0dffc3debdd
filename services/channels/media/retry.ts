import { CodedError, type ErrorCode } from '../../../schema/errors.ts';

/** Milliseconds before each further try: together as long as most platforms keep a link alive. */
const waits = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 28_800_000];
/** Of those, the ones that a file gets of which the platform says that it is not there: it may not be there yet. */
const doubts = 2;

const refusing: ErrorCode[] = ['BAD_INPUT', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];

/** What to do after a try that failed, by what was thrown and how many tries there were: another after so many milliseconds, or no more. */
export function afterFailure(error: unknown, tries: number): { wait: number } | { state: 'refused' | 'gone'; reason: string } {
  const code = error instanceof CodedError ? error.code : undefined;
  const reason = error instanceof Error ? error.message : String(error);
  if (code && refusing.includes(code)) return { state: 'refused', reason };
  const wait = (code === 'NOT_FOUND' ? waits.slice(0, doubts) : waits)[tries - 1];
  if (wait === undefined) return { state: 'gone', reason };
  const asked = error instanceof CodedError ? (error.retryAfter ?? 0) * 1_000 : 0;
  return { wait: Math.max(wait, Math.min(asked, waits.at(-1)!)) };
}
