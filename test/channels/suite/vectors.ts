import { readFileSync } from 'node:fs';

interface Vector {
  platform: string;
  rawBody: string;
  headers: { [name: string]: string };
  [field: string]: unknown;
}

const file = new URL('../../payloads/signature-vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] };

/** The signature vector of a platform, by the name it is recorded under. */
export function vectorOf(platform: string): Vector {
  const vector = vectors.find((one) => one.platform === platform);
  if (!vector) throw new Error(`there is no signature vector of ${platform}`);
  return vector;
}
