import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the sandbox must not forget, one JSON document a line. */
export interface Journal<Line> {
  /** Every line found at opening, oldest first. */
  lines: Line[];
  /** On disk (in the system's cache: it outlives SIGKILL, not a power cut) when it returns, all lines in one write. */
  append(lines: Line[]): void;
  /** Replaces the whole file at once. */
  rewrite(lines: Line[]): void;
}

/** Opens the file, or keeps nothing when there is no path. A line torn by a kill is dropped: nobody was told it was kept. */
export function openJournal<Line>(path: string | undefined): Journal<Line> {
  if (path === undefined) return { lines: [], append() {}, rewrite() {} };
  mkdirSync(dirname(path), { recursive: true });
  const kept = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  return {
    lines: kept.flatMap((line) => parsed<Line>(line)),
    append(lines) {
      if (lines.length > 0) appendFileSync(path, text(lines));
    },
    rewrite(lines) {
      writeFileSync(`${path}.new`, text(lines), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}

function text(lines: unknown[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function parsed<Line>(line: string): Line[] {
  try {
    return line === '' ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}
