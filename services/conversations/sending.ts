import type { Transaction } from 'kysely';
import { found } from '../../kit/database.ts';
import { newId } from '../../kit/id.ts';
import { emit } from '../../kit/outbox/emit.ts';
import type { Staff } from '../../kit/principal.ts';
import { type Content, content as contentSchema } from '../../schema/content.ts';
import { CodedError } from '../../schema/errors.ts';
import { appendMessage, queued } from './message.ts';
import type { ContentInput, SendMessageInput } from './schema.generated.ts';
import { holdDialogue, identitiesIn } from './store/dialogues.ts';
import { entriesByIds } from './store/entries.ts';
import type { AuthorRecord, ConversationsTables, EntryRow, IdentityRow } from './tables.ts';

type Tx = Transaction<ConversationsTables>;

const longestText = 10_000;

/** Says something in a dialogue: chooses the identity, appends the message and queues it for its channel, all or nothing. */
export async function send(tx: Tx, who: Staff, input: SendMessageInput): Promise<string> {
  const content = contentOf(input);
  const { id: dialogueId } = await holdDialogue(tx, who.workspaceId, input.dialogueId);
  const answered = input.replyTo ? await answeredMessage(tx, who.workspaceId, dialogueId, input.replyTo) : undefined;
  const identity = await chooseIdentity(tx, dialogueId, input.identityId ?? undefined, answered);
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
    delivery: { state: 'queued' },
  });
  await emit(tx, [queued(row, identity, content)]);
  return row.id;
}

async function answeredMessage(tx: Tx, workspaceId: string, dialogueId: string, id: string): Promise<EntryRow> {
  const [entry] = await entriesByIds(tx, workspaceId, [id]);
  if (entry?.kind !== 'message' || entry.dialogue_id !== dialogueId) {
    throw new CodedError('NOT_FOUND', `There is no message ${id} in this dialogue to reply to.`);
  }
  return entry;
}

async function chooseIdentity(
  tx: Tx,
  dialogueId: string,
  wanted: string | undefined,
  answered: EntryRow | undefined,
): Promise<IdentityRow> {
  const identities = await identitiesIn(tx, dialogueId);
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

function authorOf(who: Staff): AuthorRecord {
  return who.kind === 'agent' ? { kind: 'agent', id: who.agentId } : { kind: 'automation', id: who.name };
}

/** What the input says, checked; the text comes first. */
function contentOf({ text, content }: SendMessageInput): Content[] {
  const parts = [...(text == null ? [] : [{ text }]), ...(content ?? [])].map(contentPart);
  if (parts.length === 0) throw new CodedError('BAD_INPUT', 'There is nothing to say: give `text` or `content`.');
  if (parts.length > 10) throw new CodedError('BAD_INPUT', `A message has up to 10 parts, not ${parts.length}.`);
  return parts.map((part) => {
    const checked = contentSchema.safeParse(part);
    if (!checked.success) throw new CodedError('BAD_INPUT', 'A part of `content` is not acceptable.');
    return checked.data;
  });
}

function contentPart(input: ContentInput): object {
  const given = Object.entries(input).filter(([, value]) => value != null);
  const [name, value] = given[0] ?? [];
  if (given.length !== 1)
    throw new CodedError('BAD_INPUT', 'Each part of `content` gives exactly one of text, image, video, audio, file, location.');
  if (name === 'text') return { type: 'text', text: textPart(String(value)) };
  if (name === 'location') return { type: 'location', ...present(value as object) };
  const media = present(value as object) as { url: string };
  if (!/^https?:\/\//.test(media.url) || !URL.canParse(media.url))
    throw new CodedError('BAD_INPUT', `\`${media.url}\` is not a link to a file.`);
  return { type: name, ...media };
}

function textPart(value: string): string {
  const text = value.replaceAll('\u0000', '').toWellFormed();
  if (text.trim() === '') throw new CodedError('BAD_INPUT', '`text` must not be empty.');
  if (text.length > longestText) throw new CodedError('BAD_INPUT', `\`text\` has ${text.length} characters; ${longestText} are allowed.`);
  return text;
}

function present(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item != null));
}
