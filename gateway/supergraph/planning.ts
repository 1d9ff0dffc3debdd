import { operationFromDocument, type Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse, printSchema } from 'graphql';

/** An operation to plan: a document that is valid, and which of its operations is meant. */
export interface PlanRequest {
  query: string;
  operationName?: string;
}

/** A plan as JSON text; or that the planner gave up, or failed. */
export type Planned = { plan: string } | { tooComplex: string } | { fault: string };

/** Alternatives that are weighed for one operation. Parts that own different things leave few; a thousand take a fraction of a second. */
const mostAlternatives = 1_000;
/** Characters of a plan: a page of a frontend has ten thousand. */
const largestPlan = 500_000;
/** How the planner says that one of its own limits was met. */
const limitMet = /exceeds limit of|reached the limit of|maximum recursive selections/;

/** What clients see of a supergraph, as SDL. */
export function printApi(supergraph: Supergraph): string {
  return printSchema(supergraph.apiSchema().toGraphQLJSSchema());
}

/** Plans operations of a supergraph, each as long as it takes: only ever in a thread that may be ended. */
export function createPlanning(supergraph: Supergraph): (request: PlanRequest) => Planned {
  const planner = new QueryPlanner(supergraph, { reuseQueryFragments: false, debug: { maxEvaluatedPlans: mostAlternatives } });
  const schema = supergraph.apiSchema();
  return ({ query, operationName }) => {
    try {
      const plan = JSON.stringify(planner.buildQueryPlan(operationFromDocument(schema, parse(query), { operationName })));
      return plan.length > largestPlan ? { tooComplex: `its plan has ${plan.length} characters` } : { plan };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // A RangeError is the end of the stack.
      if (limitMet.test(message) || error instanceof RangeError) return { tooComplex: message };
      return { fault: error instanceof Error ? (error.stack ?? message) : message };
    }
  };
}
