import { pino } from 'pino';

/** Where lines of the log go. */
export type Log = Pick<pino.Logger, 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'>;

/** One structured line per event on standard error, so that standard output stays for people. Secrets never reach it. */
export function createLog(level: string, part: string): Log {
  return pino(
    {
      level,
      base: { part },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['*.authorization', '*.accessToken', '*.appSecret', '*.token', '*.secrets'], censor: '(hidden)' },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
