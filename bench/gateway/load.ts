import { deepStrictEqual } from 'node:assert';
import { Pool } from 'undici';
import type { PageRequest } from './page.ts';

/** What clients saw in a while. */
export interface Load {
  /** Requests answered in a second. */
  rate: number;
  answered: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/** A customer's page, and how long its text is. */
export interface Expected {
  data: unknown;
  length: number;
}

interface Options {
  url: string;
  requestOf: (index: number) => PageRequest;
  /** By customer: every answer must be as long, and a sample of them equal. */
  expected: Map<string, Expected>;
  concurrent: number;
  seconds: number;
  /** Of the first request: a next run goes on behind this one. */
  from: number;
}

const sampling = 50;

/** So many clients at once, each asking again as soon as it has its answer. Throws at the first answer that is not right. */
export async function runLoad({ url, requestOf, expected, concurrent, seconds, from }: Options): Promise<Load> {
  const pool = new Pool(url, { connections: concurrent, pipelining: 1 });
  const took: number[] = [];
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  let index = from;

  async function client(): Promise<void> {
    while (performance.now() < end) {
      const request = requestOf(index++);
      const isSample = index % sampling === 0;
      const sent = performance.now();
      const text = await post(pool, request);
      took.push(performance.now() - sent);
      const right = expected.get(request.customerId)!;
      if (text.length !== right.length) throw new Error(`An answer is not as it was: ${text.slice(0, 500)}`);
      if (isSample) deepStrictEqual(JSON.parse(text).data, right.data);
    }
  }

  try {
    await Promise.all(Array.from({ length: concurrent }, client));
    const elapsed = (performance.now() - begun) / 1_000;
    took.sort((a, b) => a - b);
    const at = (share: number) => took[Math.min(Math.floor(took.length * share), took.length - 1)]!;
    return { rate: took.length / elapsed, answered: took.length, p50: at(0.5), p99: at(0.99) };
  } finally {
    await pool.close();
  }
}

/** Every customer's page as a gateway gives it. */
export async function readPages(url: string, requestOf: (index: number) => PageRequest, count: number): Promise<Map<string, Expected>> {
  const pool = new Pool(url, { connections: 8 });
  const pages = new Map<string, Expected>();
  let index = 0;
  async function client(): Promise<void> {
    while (index < count) {
      const request = requestOf(index++);
      const text = await post(pool, request);
      const { data, errors } = JSON.parse(text);
      if (errors) throw new Error(`The page of ${request.customerId} has errors: ${JSON.stringify(errors).slice(0, 500)}`);
      pages.set(request.customerId, { data, length: text.length });
    }
  }
  try {
    await Promise.all(Array.from({ length: 8 }, client));
    return pages;
  } finally {
    await pool.close();
  }
}

async function post(pool: Pool, { body, headers }: PageRequest): Promise<string> {
  const reply = await pool.request({ path: '/graphql', method: 'POST', headers, body });
  const text = await reply.body.text();
  if (reply.statusCode !== 200) throw new Error(`An answer has status ${reply.statusCode}: ${text.slice(0, 500)}`);
  return text;
}
