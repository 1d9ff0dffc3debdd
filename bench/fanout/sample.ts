import { deriveKeys } from '../../kit/secret.ts';
import { signAgentToken } from '../../kit/token.ts';

/** The keys of the bench. */
export const keys = deriveKeys('ab'.repeat(32));
export const workspaceId = 'wsp_bench';
export const dialogueId = 'dlg_bench';

/** What every client follows: a message with fields of three subgraphs. */
export const query = `subscription ($id: ID!, $after: String) { dialogueChanged(dialogueId: $id, after: $after) {
  cursor kind at late
  dialogue { id customer { id name identities { id value channelAccount { id name channel { id name } } } } }
  entry { id at ... on Message { direction text identity { id value } delivery { state attempts { id outcome } } } } } }`;

/** A token of one of many agents of the same role. */
export function tokenOf(agent: number): Promise<string> {
  return signAgentToken({ agentId: `agt_${agent}`, workspaceId, role: 'agent' }, keys.agent);
}
