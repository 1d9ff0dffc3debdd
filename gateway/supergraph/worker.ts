import { parentPort, workerData } from 'node:worker_threads';
import { Supergraph } from '@apollo/federation-internals';
import { createPlanning, type Planned, type PlanRequest, printApi } from './planning.ts';

/** What the thread says: first what clients see of the supergraph, or that it is none; then that it takes requests; then an answer to each. */
export type Said = { api: string } | { unusable: string } | { ready: true } | Planned;

const port = parentPort!;
const say = (said: Said) => port.postMessage(said);

try {
  const supergraph = Supergraph.build((workerData as { sdl: string }).sdl);
  say({ api: printApi(supergraph) });
  const plan = createPlanning(supergraph);
  port.on('message', (request: PlanRequest) => say(plan(request)));
  say({ ready: true });
} catch (error) {
  say({ unusable: error instanceof Error ? error.message : String(error) });
}
