import type { Principal } from '../kit/principal.ts';

/** What an answer may depend on in whoever asks, from the least to the most; as `@visibility` says. */
export const visibilities = ['public', 'role', 'principal'] as const;
export type Visibility = (typeof visibilities)[number];

const anybody: Principal = { kind: 'agent', workspaceId: '*', agentId: '*', role: 'agent' };

/**
 * The principal without what an answer may not depend on. In its name, and in no other, an answer is asked for that several share: what was
 * marked as shared by mistake then finds nobody, rather than somebody else.
 */
export function reduced(who: Principal, visibility: Visibility): Principal {
  if (visibility === 'public') return anybody;
  return visibility === 'role' && who.kind === 'agent' ? { ...who, agentId: '*' } : who;
}
