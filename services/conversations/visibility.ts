import { siblingId } from '../../kit/id.ts';
import type { Principal } from '../../kit/principal.ts';
import { CodedError } from '../../schema/errors.ts';
import type { ConversationsContext } from './service.ts';
import type { DialogueRow, EntryRow } from './tables.ts';

/** The dialogue of a customer; one who said nothing yet has an empty one. */
export async function customerDialogue({ load, who }: ConversationsContext, customerId: string): Promise<DialogueRow> {
  const id = siblingId(customerId, 'dialogue');
  const dialogue = await load.dialogue.load(id);
  return dialogue ?? { id, workspace_id: who.workspaceId, customer_id: customerId, root_id: id, created_at: new Date() };
}

/** A dialogue the principal may see: any of the workspace for staff, its own for a customer. */
export async function visibleDialogue(context: ConversationsContext, id: string): Promise<DialogueRow | null> {
  const { who, load } = context;
  if (who.kind !== 'customer') return load.dialogue.load(id);
  const own = await customerDialogue(context, who.customerId);
  const asked = id === siblingId(who.customerId, 'dialogue') ? own : await load.dialogue.load(id);
  return asked?.id === own.id ? own : null;
}

/** Whether the principal may see an entry: a customer sees messages on its own identity, and nothing else. */
export function isVisible(entry: EntryRow | null, who: Principal): entry is EntryRow {
  if (!entry) return false;
  return who.kind !== 'customer' || (entry.kind === 'message' && entry.identity_id === who.identityId);
}

/** The identity a principal's view is limited to; none for staff. */
export function onlyIdentity(who: Principal): string | undefined {
  return who.kind === 'customer' ? who.identityId : undefined;
}

/** The dialogue that an id leads to at this moment, as far as the principal may see it. */
export async function dialogueNow(context: ConversationsContext, asked: string): Promise<DialogueRow> {
  context.load.dialogue.clearAll();
  const dialogue = await visibleDialogue(context, asked);
  if (!dialogue) throw new CodedError('NOT_FOUND', `There is no dialogue ${asked} in this workspace.`);
  return dialogue;
}
