import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account, ListenStep, Poll } from '../../adapter.ts';
import type { Contact, Inbound } from '../../inbound.ts';
import type { ApiCall, ApiReply } from '../../plan.ts';
import { eventKey, type Fields, fields, id, list, millis, text } from '../read.ts';
import { creatorsOf, findConversation, messageIn, opened, profileOf, readMessages } from './call.ts';

/** Where a round is (whose turn it is, what was asked), and what is known of each creator's conversation. */
interface State {
  turn: number;
  asked: 'conversation' | 'messages';
  conversations: { [creator: string]: { id: string; token: string } };
  /** Ids in the last answer, by creator. */
  seen: { [creator: string]: string[] };
}

type Step = ListenStep & { call: ApiCall | null };

/** Asks for every creator's conversation in turn; Snapchat has no webhooks (snapchat.md). */
export const creators: Poll = {
  kind: 'poll',
  every: 30_000,
  step: (json, reply, account, now) => {
    const state = stateOf(json);
    if (reply === null) return ask({ ...state, turn: 0 }, account, []);
    const creator = creatorsOf(account)[state.turn];
    if (creator === undefined) return ask({ ...state, turn: 0 }, account, []);
    return state.asked === 'conversation' ? found(state, account, creator, reply) : read(state, account, creator, reply, now);
  },
};

function ask(state: State, account: Account, events: Inbound[]): Step {
  const creator = creatorsOf(account)[state.turn];
  if (creator === undefined) return { state: { ...state, turn: 0 }, events, call: null };
  const known = state.conversations[creator];
  const asked = known ? 'messages' : 'conversation';
  const call = known ? readMessages(account, known.id, known.token) : findConversation(account, creator);
  return { state: { ...state, asked }, events, call };
}

function next(state: State, account: Account, events: Inbound[]): Step {
  return ask({ ...state, turn: state.turn + 1 }, account, events);
}

function found(state: State, account: Account, creator: string, reply: ApiReply): Step {
  const answer = opened(reply);
  // A creator who is not there does not keep us from the others.
  if ('ok' in answer) return answer.class === 'recipient_invalid' ? next(state, account, []) : refused(state, answer);
  const conversation = fields(answer.body.conversation);
  const known = { id: id(conversation.conversation_id), token: text(conversation.token) };
  if (known.id === undefined || known.token === undefined) return next(state, account, []);
  const conversations = { ...state.conversations, [creator]: { id: known.id, token: known.token } };
  return ask({ ...state, conversations }, account, []);
}

function read(state: State, account: Account, creator: string, reply: ApiReply, now: number): Step {
  const answer = opened(reply);
  if ('ok' in answer && answer.class !== 'recipient_invalid') return refused(state, answer);
  if ('ok' in answer) {
    const { [creator]: _gone, ...conversations } = state.conversations;
    return next({ ...state, conversations }, account, []);
  }
  const place = state.conversations[creator];
  const contact: Contact = { addresses: [{ kind: 'snap_profile', value: creator }], ...(place && { place: { ...place } }) };
  const all = list(answer.body.group_conversation_messages).flatMap((item) => eventOf(item, account, contact, now));
  const before = new Set(state.seen[creator]);
  const events = all.filter(({ platformId }) => !before.has(platformId)).toSorted((one, other) => one.at - other.at);
  const seen = { ...state.seen, [creator]: all.map(({ platformId }) => platformId) };
  return next({ ...state, seen }, account, events);
}

function refused(state: State, failed: Extract<ReturnType<typeof opened>, { ok: false }>): Step {
  return { state: { ...state, turn: 0 }, events: [], call: null, failed };
}

/**
 * A message of a conversation. Its id and text are known (snapchat.md, 1), its sender and its time are not documented: where none is told, it is the
 * creator's, unless its id is one of ours, and it was said when we heard of it.
 */
function eventOf(item: Json, account: Account, contact: Contact, now: number): Extract<Inbound, { kind: 'message' | 'echo' }>[] {
  const message = messageIn(item);
  const platformId = id(message.message_id);
  if (platformId === undefined) return [];
  const words = text(message.text_message);
  const at = timeOf(message) ?? now;
  const content = [
    words === undefined ? { type: 'unsupported' as const, reason: kindOf(message) } : { type: 'text' as const, text: words },
  ];
  const said = { externalId: profileOf(account), at, raw: item, platformId, contact, content };
  const sender = id(message.sender_profile_id) ?? id(message.sender_id) ?? id(fields(message.sender).profile_id);
  if (sender === profileOf(account)) return [{ ...said, key: eventKey('echo', platformId), kind: 'echo', origin: 'unsure' }];
  return [{ ...said, key: eventKey('message', platformId), kind: 'message' }];
}

function kindOf(message: Fields): string {
  return (id(message.type) ?? 'message').toLowerCase();
}

function timeOf({ created_at: given }: Fields): number | undefined {
  const parsed = typeof given === 'string' ? Date.parse(given) : Number.NaN;
  return millis(given) ?? (Number.isNaN(parsed) ? undefined : parsed);
}

function stateOf(json: Json): State {
  const { turn, asked, conversations, seen } = fields(json);
  return {
    turn: typeof turn === 'number' && Number.isSafeInteger(turn) ? turn : 0,
    asked: asked === 'messages' ? 'messages' : 'conversation',
    conversations: fields(conversations) as State['conversations'],
    seen: fields(seen) as State['seen'],
  };
}
