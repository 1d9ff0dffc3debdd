import type { EntityGroup, EntityRequest, Fetch, Step } from './step.ts';

/** The request of one fetch of entities alone. */
export function alone(fetch: Fetch): EntityRequest {
  return { groups: [groupOf([fetch])], prefixes: new Map() };
}

/** The same steps with fewer requests, and the requests for entities that are left. */
export function arrange(step: Step): { step: Step; requests: EntityRequest[] } {
  const requests: EntityRequest[] = [];

  function walk(each: Step): Step {
    switch (each.kind) {
      case 'sequence':
        return inOrder(each.steps.map(walk));
      case 'parallel':
        return atOnce(together(each.steps.flatMap((one) => (one.kind === 'parallel' ? one.steps : [one]))).map(walk));
      case 'condition':
        return { ...each, yes: each.yes && walk(each.yes), no: each.no && walk(each.no) };
      case 'entities':
        requests.push(each.request);
        return each;
      case 'fetch':
        return each;
    }
  }

  return { step: walk(step), requests };
}

/**
 * Steps that may be done at the same time, with those put together that ask one subgraph for entities: as one request, and what follows one of
 * them behind it. Only what may be shared equally far is put together.
 */
function together(steps: readonly Step[]): Step[] {
  const bySource = Map.groupBy(steps, (step) => sourceOf(headOf(step)));
  return [...bySource].flatMap(([source, several]) => {
    if (source === undefined || several.length === 1) return several;
    const groups = Map.groupBy(several.flatMap(fetchesOf), (fetch) => (fetch.settled ? signatureOf(fetch) : fetch));
    const request: EntityRequest = { groups: [...groups.values()].map(groupOf), prefixes: new Map() };
    const tails = several.flatMap((step) => (step.kind === 'sequence' ? [inOrder(step.steps.slice(1))] : []));
    const asked: Step = { kind: 'entities', request };
    return [tails.length > 0 ? inOrder([asked, atOnce(tails)]) : asked];
  });
}

/** Those that are told of objects in the same way share what tells. */
function groupOf(fetches: Fetch[]): EntityGroup {
  const [{ representation }] = fetches as [Fetch];
  for (const fetch of fetches) if (fetch.representation!.source === representation!.source) fetch.representation = representation;
  return { fetches, twin: undefined };
}

/** Steps one after the other. */
export function inOrder(steps: Step[]): Step {
  return steps.length === 1 ? steps[0]! : { kind: 'sequence', steps };
}

/** Steps at the same time. */
export function atOnce(steps: Step[]): Step {
  return steps.length === 1 ? steps[0]! : { kind: 'parallel', steps };
}

function headOf(step: Step): Step | undefined {
  return step.kind === 'sequence' ? step.steps[0] : step;
}

function fetchesOf(step: Step): Fetch[] {
  const head = headOf(step);
  return head?.kind === 'entities' ? head.request.groups.flatMap(({ fetches }) => fetches) : [];
}

/** Names whom a step asks for entities; undefined for steps that cannot be put together. */
function sourceOf(step: Step | undefined): string | undefined {
  if (step?.kind !== 'entities') return undefined;
  const fetch = step.request.groups[0]!.fetches[0]!;
  if (!fetch.part || fetch.kind !== 'query' || fetch.rewrites.length > 0) return undefined;
  return `${fetch.visibility} ${fetch.service}`;
}

function signatureOf({ service, visibility, part }: Fetch): string {
  return JSON.stringify([service, visibility, part]);
}

/** Has groups that select the same in different requests use what the other has learnt; within a query all the while, for nothing changes in between. */
export function markTwins(requests: readonly EntityRequest[]): void {
  const same = Map.groupBy(requests.flatMap(({ groups }) => groups).filter(isSettled), ({ fetches }) => signatureOf(fetches[0]!));
  for (const [signature, groups] of same) {
    if (groups.length > 1) for (const group of groups) group.twin = signature;
  }
}

function isSettled({ fetches }: EntityGroup): boolean {
  return fetches.every(({ settled, part, rewrites }) => settled && part && rewrites.length === 0);
}

/** The body of a request up to its variables, for the groups that have something to ask: each under an alias, with a variable of its own. */
export function prefixOf(request: EntityRequest, asking: readonly EntityGroup[]): string {
  const [{ fetches }] = asking as [EntityGroup];
  const first = fetches[0]!;
  if (asking.length === 1) return first.prefix;
  const key = asking.map((group) => request.groups.indexOf(group)).join();
  const known = request.prefixes.get(key);
  if (known) return known;
  const parts = asking.map((group) => group.fetches[0]!.part!);
  const own = parts.map((_, index) => `$${representationsName(index, asking)}:[_Any!]!`);
  const definitions = [...own, ...new Set(parts.flatMap((part) => part.definitions))];
  const fields = parts.map(
    ({ selection }, index) => `_${index}:_entities(representations:$${representationsName(index, asking)})${selection}`,
  );
  const query = `query ${first.operationName ?? ''}(${definitions.join()}){${fields.join(' ')}}`;
  const name = first.operationName ? `,"operationName":${JSON.stringify(first.operationName)}` : '';
  const prefix = `{"query":${JSON.stringify(query)}${name},"variables":{`;
  request.prefixes.set(key, prefix);
  return prefix;
}

/** The variable of a group's representations. */
export function representationsName(index: number, asking: readonly EntityGroup[]): string {
  return asking.length === 1 ? 'representations' : `_representations_${index}`;
}
