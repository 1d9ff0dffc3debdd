import { deriveKeys } from '../../kit/secret.ts';
import { signAgentToken } from '../../kit/token.ts';
import { agentIds, customerIds, workspaceId } from './world.ts';

/** What a frontend asks for when somebody opens a customer. */
export const page = `query CustomerPage($id: ID!) {
  customer(id: $id) {
    name
    identities { kind value channelAccount { name channel { name } } }
    dialogue {
      openConversation { status tags assignee { name } }
      entries(last: 20) {
        edges {
          cursor
          node {
            id
            at
            ... on Message {
              direction
              text
              identity { channelId channelAccount { name } }
              author { kind agent { name } customer { name } }
              delivery { state attempts { outcome } }
            }
            ... on Note { text author { agent { name } } }
          }
        }
      }
    }
  }
}`;

/** One request as a client sends it. */
export interface PageRequest {
  customerId: string;
  body: string;
  headers: Record<string, string>;
}

/** Every customer's page, each time for another agent: as many agents as no two requests in flight share one by chance of the count. */
export async function pageRequests(secret: string): Promise<(index: number) => PageRequest> {
  const key = deriveKeys(secret).agent;
  const tokens = await Promise.all(agentIds.map((agentId) => signAgentToken({ agentId, workspaceId, role: 'agent' }, key)));
  const bodies = customerIds.map((id) => JSON.stringify({ query: page, operationName: 'CustomerPage', variables: { id } }));
  const headers = tokens.map((token) => ({ 'content-type': 'application/json', authorization: `Bearer ${token}` }));
  return (index) => {
    const customer = index % customerIds.length;
    return { customerId: customerIds[customer]!, body: bodies[customer]!, headers: headers[index % headers.length]! };
  };
}
