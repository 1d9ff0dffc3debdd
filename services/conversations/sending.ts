import type { Kysely, Transaction } from 'kysely';
import { found } from '../../kit/database.ts';
import { newId } from '../../kit/id.ts';
import { emit } from '../../kit/outbox/emit.ts';
import type { Staff } from '../../kit/principal.ts';
import type { Content } from '../../schema/content.ts';
import { CodedError } from '../../schema/errors.ts';
import { appendMessage, queued } from './message.ts';
import type { SendMessageInput } from './schema.generated.ts';
import { holdDialogue, identitiesIn } from './store/dialogues.ts';
import { entriesByIds } from './store/entries.ts';
import type { AuthorRecord, ConversationsTables, EntryRow, IdentityRow } from './tables.ts';

type Tx = Transaction<ConversationsTables>;

/** Says something in a dialogue: chooses the identity, which `requireAllowedOn` may refuse, appends the message and queues it for its channel, all or nothing. */
export async function send(
  tx: Tx,
  who: Staff,
  input: SendMessageInput,
  content: Content[],
  requireAllowedOn: (identity: IdentityRow) => void = () => undefined,
): Promise<string> {
  const { id: dialogueId } = await holdDialogue(tx, who.workspaceId, input.dialogueId);
  const answered = input.replyTo ? await answeredMessage(tx, who.workspaceId, dialogueId, input.replyTo) : undefined;
  const identity = chooseIdentity(await identitiesIn(tx, dialogueId), dialogueId, input.identityId ?? undefined, answered);
  requireAllowedOn(identity);
  return say(tx, who, dialogueId, identity, { content, answered });
}

/** Appends what is said to an identity, and queues it for its channel; gives the message's id. */
export async function say(
  tx: Tx,
  who: Staff,
  dialogueId: string,
  identity: IdentityRow,
  { content, answered, retryOf }: { content: Content[]; answered?: EntryRow; retryOf?: string },
): Promise<string> {
  const row = await appendMessage(tx, {
    id: newId('message'),
    workspaceId: who.workspaceId,
    dialogueId,
    homeId: identity.home_id,
    identityId: identity.id,
    channel: identity.channel,
    at: new Date(),
    direction: 'outbound',
    author: authorOf(who),
    content,
    replyTo: answered?.id ?? null,
    ...(retryOf === undefined ? {} : { retryOf }),
    delivery: { state: 'queued' },
  });
  await emit(tx, [queued(row, identity, content, answered)]);
  return row.id;
}

/** The message of a dialogue that is answered; NOT_FOUND for any other. */
export async function answeredMessage(
  tx: Kysely<ConversationsTables>,
  workspaceId: string,
  dialogueId: string,
  id: string,
): Promise<EntryRow> {
  const [entry] = await entriesByIds(tx, workspaceId, [id]);
  if (entry?.kind !== 'message' || entry.dialogue_id !== dialogueId) {
    throw new CodedError('NOT_FOUND', `There is no message ${id} in this dialogue to reply to.`);
  }
  return entry;
}

/** The identity that a message leaves on: of the message it answers, the one wanted, or the one the customer wrote from last. */
export function chooseIdentity(
  identities: IdentityRow[],
  dialogueId: string,
  wanted: string | undefined,
  answered: EntryRow | undefined,
): IdentityRow {
  if (wanted && answered && answered.identity_id !== wanted) {
    throw new CodedError('BAD_INPUT', `The message ${answered.id} is of another identity than ${wanted}: give one of the two.`);
  }
  const id = answered?.identity_id ?? wanted;
  if (!id) return found(identities[0], 'identity to answer in', dialogueId);
  return found(
    identities.find((identity) => identity.id === id),
    'identity of this dialogue',
    id,
  );
}

/** Whoever speaks for the company, as an author. */
function authorOf(who: Staff): AuthorRecord {
  return who.kind === 'agent' ? { kind: 'agent', id: who.agentId } : { kind: 'automation', id: who.name };
}
