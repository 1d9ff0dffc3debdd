import type { Account } from '../../adapter.ts';
import type { ApiCall, ApiReply, Failed, Sent } from '../../plan.ts';
import { isFine, refusal } from '../answers.ts';
import { type Fields, fields, id, list, text } from '../read.ts';

/** The brand's profile, by which everything is named. */
export function profileOf({ settings }: Pick<Account, 'settings'>): string {
  return id(settings.profileId) ?? '';
}

/** The creators whose conversations are listened to. */
export function creatorsOf({ settings }: Pick<Account, 'settings'>): string[] {
  return list(settings.creatorProfileIds).flatMap((each) => id(each) ?? []);
}

/** Finds, or begins, the conversation with a creator (snapchat.md, 1). Asking twice does no harm. */
export function findConversation(account: Account, creator: string): ApiCall {
  return { ...call(account, 'GET', `group_conversation?creator_profile_id=${encodeURIComponent(creator)}`), unanswered: 'repeat' };
}

/** The latest messages of a conversation. */
export function readMessages(account: Account, conversation: string, token: string): ApiCall {
  const query = new URLSearchParams({ conversation_id: conversation, token, limit: '50' });
  return { ...call(account, 'GET', `group_conversation_messages?${query}`), unanswered: 'repeat' };
}

/** Says a text in a conversation. No answer names it, but the next round shows it. */
export function sendText(account: Account, conversation: string, token: string, words: string): ApiCall {
  const json = { conversation_id: conversation, token, group_conversation_messages: [{ type: 'TEXT', text_message: words }] };
  return { ...call(account, 'POST', 'group_conversation_messages'), body: { json }, gives: 'message', unanswered: 'report' };
}

function call(account: Account, method: 'GET' | 'POST', path: string): Omit<ApiCall, 'unanswered'> {
  return {
    protocol: 'http',
    method,
    path: `/public_profiles/${encodeURIComponent(profileOf(account))}/${path}`,
    headers: { authorization: `Bearer ${account.token ?? ''}` },
    body: null,
    gives: 'nothing',
  };
}

/** The answer in its envelope: what it holds, or the refusal (error.json). */
export function opened(reply: ApiReply): { body: Fields } | Failed {
  const body = fields(reply.body);
  // Of messages no page shows the envelope: only one that says otherwise is a refusal.
  if (isFine(reply) && (body.request_status === undefined ? isTold(body) : /^success$/i.test(id(body.request_status) ?? '')))
    return { body };
  const words = [text(body.display_message), text(body.debug_message)].filter((each) => each !== undefined).join(': ');
  const mark = { code: id(body.error_code) ?? '', message: words };
  if (isFine(reply))
    return { ok: false, class: 'unknown', code: mark.code || 'no_success', message: words || 'Snapchat did not say that it was done.' };
  const known = reply.status === 404 ? 'recipient_invalid' : reply.status === 400 ? 'content_invalid' : undefined;
  return refusal(reply, { ...mark, ...(known && { class: known }) });
}

function isTold(body: Fields): boolean {
  return Array.isArray(body.group_conversation_messages) || typeof body.conversation === 'object';
}

/** Reads the answer to any call; a message that was sent is named where Snapchat names it, which its docs do not promise. */
export function readSnapchat(reply: ApiReply): Sent | Failed {
  const read = opened(reply);
  if ('ok' in read) return read;
  const platformId = id(messageIn(list(read.body.group_conversation_messages)[0]).message_id);
  return platformId === undefined ? { ok: true } : { ok: true, platformId };
}

/** A message out of its wrapping. */
export function messageIn(item: Fields[string] | undefined): Fields {
  const outer = fields(item);
  return outer.group_conversation_message === undefined ? outer : fields(outer.group_conversation_message);
}
