import { z } from 'zod';
import type { Json } from '../../kit/bus/bus.ts';
import { found } from '../../kit/database.ts';
import { newId } from '../../kit/id.ts';
import { requireStaff } from '../../kit/principal.ts';
import { type Content, content } from '../../schema/content.ts';
import { contentOf } from './content/input.ts';
import { withUploads } from './content/upload.ts';
import { quoteOf } from './message.ts';
import type { PreviewMessageInput } from './schema.generated.ts';
import { answeredMessage, chooseIdentity } from './sending.ts';
import type { ConversationsContext } from './service.ts';
import { identitiesIn } from './store/dialogues.ts';

const json: z.ZodType<Json> = z.json();
const shown = z.array(
  z.object({
    content: z.array(content),
    calls: z.array(z.object({ protocol: z.string(), method: z.string(), path: z.string(), body: json })),
    degradations: z.array(z.object({ part: z.number(), from: z.string(), to: z.string(), reason: z.string() })),
    reason: z
      .enum(['WINDOW_CLOSED', 'BLOCKED', 'OPTED_OUT', 'CHAT_CLOSED', 'ACCOUNT_PAUSED', 'ACCOUNT_DISCONNECTED', 'CUSTOMER_STARTS'])
      .nullable(),
    message: z.string().nullable(),
  }),
);

/** What a message would be on one identity, as channels tells it. */
export type Preview = z.infer<typeof shown>[number] & { identityId: string; content: Content[] };

/** What a message would become on each identity it may be for, the one the customer wrote from last first. Nothing is kept of it. */
export async function preview({ db, bus, who, load }: ConversationsContext, input: PreviewMessageInput): Promise<Preview[]> {
  const { workspaceId, kind } = requireStaff(who);
  const dialogue = found(await load.dialogue.load(input.dialogueId), 'dialogue', input.dialogueId);
  const asked = await withUploads(bus, workspaceId, contentOf(input));
  const answered = input.replyTo ? await answeredMessage(db, workspaceId, dialogue.id, input.replyTo) : undefined;
  const all = await identitiesIn(db, dialogue.id);
  const identities = answered || input.identityId ? [chooseIdentity(all, dialogue.id, input.identityId ?? undefined, answered)] : all;
  const previews = shown.parse(
    await bus.request('channels.preview', {
      workspaceId,
      messageId: newId('message'),
      content: asked as Json,
      author: kind === 'agent' ? 'person' : 'automation',
      replyTo: answered?.id ?? null,
      quote: answered ? quoteOf(answered) : null,
      targets: identities.map(({ account_id: accountId, addresses: to }) => ({ accountId, to: to as unknown as Json })),
    }),
  );
  return identities.map(({ id: identityId }, index) => ({ ...previews[index]!, identityId }));
}
