import { SignJWT } from 'jose';

/** The agent a token speaks for. */
export interface AgentClaims {
  agentId: string;
  workspaceId: string;
  role: 'admin' | 'agent';
}

/** What the tokens that Parlor signs for agents say of where they come from and what they are for. */
export const agentToken = { issuer: 'parlor', audience: 'agent' } as const;

/** A bearer token for an agent, valid for 30 days: HS256, claims `sub` (agent), `wid` (workspace), `role`. */
export function signAgentToken({ agentId, workspaceId, role }: AgentClaims, key: Uint8Array): Promise<string> {
  return new SignJWT({ wid: workspaceId, role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(agentId)
    .setIssuer(agentToken.issuer)
    .setAudience(agentToken.audience)
    .setIssuedAt()
    .setExpirationTime('30d')
    .sign(key);
}
