import { type DocumentNode, getOperationAST, type OperationTypeNode, print } from 'graphql';
import type { FeedItem } from '../../kit/outbox/feed.ts';
import { difference } from './equivalence.ts';
import { type Faults, faultless } from './fault.ts';
import { writeVariables } from './input.ts';
import { writeOperation } from './operation.ts';
import { isRefused, runOurs } from './ours.ts';
import { createRandom, hash } from './random.ts';
import { shrink } from './shrink.ts';
import { type Asked, runStock } from './stock.ts';
import type { World } from './world.ts';

/** What came of many operations. */
export interface Tally {
  executed: number;
  /** Those that neither executor could be asked, for the planner has no plan. */
  unplanned: number;
  /** Those whose plan ours knows to be wrong, and refuses. */
  refused: number;
  /** Errors told and wrong values, so that it is seen that there were some. */
  errors: number;
  invalid: number;
  bytes: number;
}

const faults: readonly Omit<Faults, 'seed'>[] = [
  { ...faultless, nulls: 10 },
  { ...faultless, nulls: 60 },
  { ...faultless, nulls: 40, errors: 40, strangers: 60 },
  { ...faultless, nulls: 40, errors: 20, strangers: 20, lies: 30 },
];
const mostDown = 4;

/** Executes generated operations, each with several variables and faults, and fails with the smallest operation that is answered otherwise. */
export async function tryGenerated(world: World, seed: string, kind: OperationTypeNode, documents: number): Promise<Tally> {
  const tally: Tally = { executed: 0, unplanned: 0, refused: 0, errors: 0, invalid: 0, bytes: 0 };
  for (let index = 0; index < documents; index++) {
    const name = `${seed} ${kind} ${index}`;
    const document = writeOperation(world.schema, createRandom(name), kind);
    if (document) await tryDocument(world, document, name, tally);
  }
  return tally;
}

/** Executes one operation several times. */
export async function tryDocument(world: World, document: DocumentNode, name: string, tally: Tally): Promise<void> {
  const plan = planned(world, document);
  if (!plan) {
    tally.unplanned++;
    return;
  }
  if (isRefused(world, document, plan)) {
    tally.refused++;
    return;
  }
  for (const [round, rates] of faults.entries()) {
    const seed = `${name} ${round}`;
    const down = round === 2 && hash(seed) % mostDown === 0 ? downOf(world, seed) : undefined;
    const variables = writeVariables(world.schema, document, createRandom(seed));
    const item = isSubscription(document) ? eventOf(seed) : undefined;
    const asked: Asked = { document, plan, variables, faults: { ...rates, seed, down }, item };
    const found = await compare(world, asked, tally);
    if (found) throw new Error(await report(world, asked, seed));
  }
}

async function compare(world: World, asked: Asked, tally?: Tally): Promise<string | undefined> {
  const stock = await runStock(world, asked);
  const ours = await runOurs(world, asked);
  if (!stock || !ours) return stock === ours ? undefined : `shown\n  stock ${stock?.data}\n  ours  ${ours?.data}`;
  if (tally) {
    tally.executed++;
    tally.errors += stock.errors.length;
    tally.invalid += stock.invalid.length;
    tally.bytes += stock.data.length;
  }
  return difference(stock, ours);
}

async function report(world: World, asked: Asked, seed: string): Promise<string> {
  const again = async (document: DocumentNode) => {
    const plan = planned(world, document);
    try {
      return plan && (await compare(world, { ...asked, document, plan }));
    } catch {
      return undefined;
    }
  };
  const smallest = await shrink(world.schema, asked.document, async (document) => (await again(document)) !== undefined);
  const found = (await again(smallest)) ?? (await compare(world, asked));
  return `Seed ${seed}\n${print(smallest)}\nvariables ${JSON.stringify(asked.variables)}\nfaults ${JSON.stringify(asked.faults)}\n${found}`;
}

function planned(world: World, document: DocumentNode): Asked['plan'] | undefined {
  try {
    return world.plan(document);
  } catch {
    return undefined;
  }
}

function downOf({ subgraphs }: World, seed: string): string {
  const names = Object.keys(subgraphs);
  return names[hash(`${seed} down`) % names.length]!;
}

function isSubscription(document: DocumentNode): boolean {
  return getOperationAST(document)?.operation === 'subscription';
}

function eventOf(seed: string): FeedItem {
  return { topic: 'some', position: hash(seed), name: 'happened', workspaceId: 'wsp_1', at: 0, payload: null, moves: [] };
}
