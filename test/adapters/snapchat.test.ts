import { expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import type { Poll } from '../../services/channels/adapter.ts';
import { snapchat } from '../../services/channels/adapters/snapchat/adapter.ts';
import type { ApiReply } from '../../services/channels/plan.ts';
import { its } from '../channels/snapchat.ts';
import { accountOf } from '../channels/suite/stand.ts';
import found from '../payloads/snapchat/conversation-get-ok.json' with { type: 'json' };
import refused from '../payloads/snapchat/error.json' with { type: 'json' };

const poll = snapchat.listen as Poll;
const [ana, bob] = ['9c1f0000-0000-4000-8000-000000000001', '9c1f0000-0000-4000-8000-000000000002'];
const account = accountOf(its, { settings: { creatorProfileIds: [ana, bob] } });
const now = 1_789_000_000_000;
const profile = '27d0d705-b243-402f-abad-40250e491e12';

function ok(body: object): ApiReply {
  return { status: 200, headers: {}, body: { request_status: 'SUCCESS', ...body } as Json };
}

function messages(...list: object[]): ApiReply {
  return ok({ group_conversation_messages: list.map((message) => ({ group_conversation_message: message })) });
}

/** A whole round with these answers: what was asked, what came, where it ended. */
function round(state: Json, answers: ApiReply[]) {
  const asked: string[] = [];
  const events = [];
  let step = poll.step(state, null, account, now);
  for (const answer of answers) {
    if (!step.call) break;
    asked.push(`${step.call.method} ${step.call.path.replace(`/public_profiles/${profile}/`, '')}`);
    step = poll.step(step.state, answer, account, now);
    events.push(...step.events);
  }
  return { asked, events, step };
}

const first = { message_id: 'a-1', text_message: 'Hello', sender_profile_id: ana, created_at: '2026-09-10T00:00:00Z' };

test('every creator is asked for in turn: first for the conversation, from then on for its messages', () => {
  const conversation: ApiReply = { status: 200, headers: {}, body: found.body };
  const { asked, events, step } = round(null, [conversation, messages(first), conversation, messages()]);
  const query = new URLSearchParams({
    conversation_id: found.body.conversation.conversation_id,
    token: `SnapProfileId/${profile}`,
    limit: '50',
  });
  expect(asked).toEqual([
    `GET group_conversation?creator_profile_id=${ana}`,
    `GET group_conversation_messages?${query}`,
    `GET group_conversation?creator_profile_id=${bob}`,
    `GET group_conversation_messages?${query}`,
  ]);
  expect(step.call).toBeNull();
  expect(events).toMatchObject([
    {
      key: 'message:a-1',
      externalId: profile,
      kind: 'message',
      at: Date.parse('2026-09-10T00:00:00Z'),
      contact: { addresses: [{ kind: 'snap_profile', value: ana }], place: { id: found.body.conversation.conversation_id } },
      content: [{ type: 'text', text: 'Hello' }],
    },
  ]);
  const again = round(step.state, [messages(first), messages()]);
  expect(again.asked).toHaveLength(2);
  expect(again.events).toEqual([]);
});

test('messages come in the order they were said; our own are told as an echo, by whichever of us', () => {
  const later = { message_id: 'a-2', text_message: 'Later', sender_profile_id: profile, created_at: '2026-09-10T00:00:05Z' };
  const strange = { message_id: 'a-3', type: 'SNAP', created_at: '2026-09-10T00:00:06Z' };
  const { events } = round(null, [ok({ conversation: { conversation_id: 'c', token: 't' } }), messages(strange, later, first), ok({})]);
  expect(events).toMatchObject([
    { kind: 'message', platformId: 'a-1' },
    { kind: 'echo', origin: 'unsure', platformId: 'a-2' },
    { kind: 'message', platformId: 'a-3', content: [{ type: 'unsupported', reason: 'snap' }] },
  ]);
});

test('messages without the envelope, which no page promises for them, are messages; without either they are none', () => {
  const conversation = ok({ conversation: { conversation_id: 'c', token: 't' } });
  const bare = { ...messages(first), body: { group_conversation_messages: [{ group_conversation_message: first }] } as Json };
  expect(round(null, [conversation, bare, ok({})]).events).toMatchObject([{ kind: 'message', platformId: 'a-1' }]);
  expect(round(null, [conversation, { ...bare, body: {} }]).step).toMatchObject({ failed: { code: 'no_success' } });
});

test('a creator who is not there keeps nobody from the others; a refusal ends the round, and the next begins anew', () => {
  const gone: ApiReply = { status: 404, headers: {}, body: { request_status: 'ERROR' } };
  const { asked, step } = round(null, [gone, { status: refused.status, headers: {}, body: refused.body }]);
  expect(asked).toHaveLength(2);
  expect(step).toMatchObject({ call: null, failed: { class: 'permission', code: 'E3001' } });
  expect(poll.step(step.state, null, account, now).call?.path).toContain(ana);
});

test('a conversation that is gone is looked for again', () => {
  const known = round(null, [
    ok({ conversation: { conversation_id: 'c', token: 't' } }),
    messages(first),
    ok({ conversation: null }),
    ok({}),
  ]).step;
  const lost = round(known.state, [{ status: 404, headers: {}, body: null }, ok({})]).step;
  expect(poll.step(lost.state, null, account, now).call?.path).toContain('group_conversation?creator_profile_id=');
});

test('whatever a state or an answer is, a round ends, and nothing throws', () => {
  for (const state of [
    null,
    [],
    'x',
    { turn: -1 },
    { turn: 1e9, asked: 'messages' },
    { conversations: { [ana]: null }, seen: 7 },
  ] as Json[])
    for (const body of [null, [], 'x', { request_status: 'SUCCESS', group_conversation_messages: [null, 7, {}] }] as Json[])
      round(
        state,
        Array.from({ length: 6 }, () => ({ status: 200, headers: {}, body })),
      );
});

test('without creators nothing is asked, and no token is needed', () => {
  const quiet = accountOf(its, { settings: { creatorProfileIds: [] }, secrets: {} });
  expect(poll.step(null, null, quiet, now)).toMatchObject({ call: null, events: [] });
  expect(snapchat.checks(quiet)).toEqual([]);
});
