/** What a Prometheus would read. */
export interface Samples {
  /** The sum of the series of a name whose labels have these values; 0 where there is none. */
  value(name: string, labels?: Record<string, string>): number;
  /** The different values of a label. */
  values(name: string, label: string): string[];
  /** How many time series there are. */
  count: number;
}

/** Reads metrics in Prometheus' text format. */
export async function scrape(port: number): Promise<Samples> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const series = lines.map((line) => {
    const [, name = '', labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    return { name, labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key!, text!])), value };
  });
  const named = (name: string) => series.filter((each) => each.name === name);
  return {
    value: (name, wanted = {}) =>
      named(name)
        .filter(({ labels }) => Object.entries(wanted).every(([label, value]) => labels[label] === value))
        .reduce((sum, { value }) => sum + Number(value), 0),
    values: (name, label) => [...new Set(named(name).flatMap(({ labels }) => labels[label] ?? []))],
    count: series.length,
  };
}
