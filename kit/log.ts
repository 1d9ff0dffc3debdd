import { pino } from 'pino';
import { traceId } from './trace.ts';

/** Where lines of the log go. */
export type Log = Pick<pino.Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>;

/** One structured line per event on standard error, so that standard output stays for people. Secrets never reach it. */
export function createLog(level: string, part: string): Log {
  return pino(
    {
      level,
      base: { part },
      // Pino puts the line's own fields into what it gets here: a new object each time.
      mixin: () => traced(),
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['*.authorization', '*.accessToken', '*.appSecret', '*.token', '*.secrets'], censor: '(hidden)' },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

function traced(): { trace?: string } {
  const trace = traceId();
  return trace ? { trace } : {};
}
