/** One run of one contender. */
export interface Run {
  contender: string;
  concurrent: number;
  delay: number;
  /** Requests a second. */
  rate: number;
  p50: number;
  p99: number;
  /** Milliseconds of the gateway's CPU for each request. */
  cpu: number;
  /** Calls to subgraphs for each request. */
  calls: number;
  /** Megabytes. */
  memory: number;
  /** The share of the other core's time that clients and subgraphs took. */
  besides: number;
}

type Measure = 'rate' | 'p50' | 'p99' | 'cpu';
const measures: Record<Measure, string> = { rate: 'requests/s', cpu: 'CPU ms/request', p50: 'p50 ms', p99: 'p99 ms' };

/** The middle of some numbers. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * Tables of medians with their spread, and how many times the first contender's each one's is (the median over the rounds, in which they have
 * their turns close together); one for each delay and number of clients.
 */
export function tables(runs: Run[], first: string): string {
  const settings = [...new Set(runs.map(({ delay, concurrent }) => JSON.stringify({ delay, concurrent })))];
  return settings
    .map((setting) => {
      const { delay, concurrent } = JSON.parse(setting) as Run;
      const these = runs.filter((run) => run.delay === delay && run.concurrent === concurrent);
      return `${concurrent} clients${delay > 0 ? `, subgraphs answer after ${delay} ms` : ''}\n${table(these, first)}`;
    })
    .join('\n\n');
}

function table(runs: Run[], first: string): string {
  const names = [...new Set(runs.map(({ contender }) => contender))];
  const valuesOf = (name: string, measure: keyof Run) =>
    runs.filter(({ contender }) => contender === name).map((run) => Number(run[measure]));
  const base = names.includes(first) ? first : names[0]!;
  const rows = names.map((name) => {
    const cells = (Object.keys(measures) as Measure[]).map((measure) => {
      const values = valuesOf(name, measure);
      const bases = valuesOf(base, measure);
      const ratio = median(values.map((value, round) => value / bases[round]!));
      const spread = `${short(Math.min(...values))}–${short(Math.max(...values))}`;
      return `${short(median(values))} (${spread})${name === base ? '' : ` ×${short(ratio)}`}`;
    });
    const middle = (measure: keyof Run) => median(valuesOf(name, measure));
    return [name, ...cells, middle('calls').toFixed(1), middle('memory').toFixed(0), `${(middle('besides') * 100).toFixed(0)} %`];
  });
  return columns([['', ...Object.values(measures), 'calls', 'MB', 'other core'], ...rows]);
}

/** Three digits, no more than a comparison needs. */
function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function columns(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
