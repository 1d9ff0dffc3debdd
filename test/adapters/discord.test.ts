import { describe, expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import type { Content } from '../../schema/content.ts';
import type { Socket, SocketInput } from '../../services/channels/adapter.ts';
import { messageIn, nonceOf } from '../../services/channels/adapters/discord/nonce.ts';
import { type ApiCall, kept, type Outbound } from '../../services/channels/plan.ts';
import { its } from '../channels/discord.ts';
import { accountOf, bytes, eventsOf, messageTo, requestOf } from '../channels/suite/stand.ts';

const { adapter } = its;
const account = accountOf(its);
const gateway = adapter.listen as Socket;
const ours = 'msg_01J0000000000000000000000A';
const robin = { id: '1000000000000000001', username: 'robinvale', global_name: 'Robin' };

/** Inputs one after the other, each with the state that the one before left. */
function run(inputs: SocketInput[], from: Json = null) {
  let state = from;
  return inputs.map((input, index) => {
    const step = gateway.step(state, input, account, 1_789_000_000_500 + index);
    state = JSON.parse(JSON.stringify(step.state));
    return { ...step, said: step.send.map((text) => JSON.parse(text) as { op: number; d: Json }) };
  });
}

const opened: SocketInput = { kind: 'opened' };
const frame = (value: object | string): SocketInput => ({ kind: 'frame', text: typeof value === 'string' ? value : JSON.stringify(value) });
const hello = frame({ op: 10, d: { heartbeat_interval: 41_250 } });
const ready = frame({ op: 0, t: 'READY', s: 1, d: { session_id: 's1', resume_gateway_url: 'wss://resume.example', user: { id: '99' } } });
const dispatch = (t: string, s: number, d: object) => frame({ op: 0, t, s, d });
const written = {
  id: '1300000000000000009',
  channel_id: '1100000000000000001',
  author: robin,
  content: 'Hello',
  type: 0,
  timestamp: '2026-09-10T01:06:40.000Z',
};

describe('discord: the Gateway', () => {
  test('a new session is asked for, beats, and hears people', () => {
    const steps = run([
      opened,
      hello,
      ready,
      dispatch('MESSAGE_CREATE', 2, written),
      { kind: 'beat' },
      frame({ op: 11 }),
      { kind: 'beat' },
    ]);
    expect(gateway.url(null, account)).toBe('wss://gateway.discord.gg/?v=10&encoding=json');
    expect(steps[1]).toMatchObject({ said: [{ op: 2, d: { intents: 32_256 } }], beat: expect.any(Number) });
    expect(steps[3]?.events).toMatchObject([
      { kind: 'message', key: 'message:1300000000000000009', contact: { addresses: [its.to, { kind: 'discord_dm' }], name: 'Robin' } },
    ]);
    expect(steps.slice(4).map(({ said, close }) => [said, close])).toEqual([
      [[{ op: 1, d: 2 }], undefined],
      [[], undefined],
      [[{ op: 1, d: 2 }], undefined],
    ]);
  });

  test('a connection that does not answer a beat is left, and the session taken up where it was', () => {
    const steps = run([opened, hello, ready, { kind: 'beat' }, { kind: 'beat' }, { kind: 'closed', code: 4000 }, opened, hello]);
    expect(steps[4]?.close).toBe(true);
    expect(gateway.url(steps[5]?.state ?? null, account)).toBe('wss://resume.example/?v=10&encoding=json');
    expect(steps[7]?.said).toMatchObject([{ op: 6, d: { session_id: 's1', seq: 1 } }]);
  });

  test('a session that ended is begun anew; a token that is refused is said', () => {
    const steps = run([opened, hello, ready, frame({ op: 9, d: false }), opened, hello]);
    expect([steps[3]?.close, steps[5]?.said[0]?.op]).toEqual([true, 2]);
    expect(run([{ kind: 'closed', code: 4004 }])[0]?.failed).toMatchObject({ class: 'auth_invalid' });
    expect(
      run([opened, frame('no json'), frame(`{"op":0,"t":"TYPING_START","s":3,"d":${'['.repeat(100)}`)]).flatMap(({ events }) => events),
    ).toEqual([]);
  });

  test('edits, reactions and typing are heard; what we said ourselves names our message', () => {
    const { id, channel_id } = written;
    const reacted = { user_id: robin.id, channel_id, message_id: id, emoji: { id: null, name: '👍' } };
    const own = { ...written, id: '5', author: { id: '99', bot: true }, nonce: nonceOf(ours, 0) };
    const steps = run([
      opened,
      hello,
      ready,
      dispatch('MESSAGE_UPDATE', 3, { ...written, content: 'Hello!', edited_timestamp: '2026-09-10T01:07:00.000Z' }),
      dispatch('MESSAGE_UPDATE', 4, { ...written, edited_timestamp: null }),
      dispatch('MESSAGE_REACTION_ADD', 5, reacted),
      dispatch('MESSAGE_REACTION_REMOVE', 6, reacted),
      dispatch('TYPING_START', 7, { user_id: robin.id, channel_id, timestamp: 1_789_000_000 }),
      dispatch('MESSAGE_CREATE', 8, own),
    ]);
    expect(steps.slice(3).flatMap(({ events }) => events)).toMatchObject([
      { kind: 'edit', target: id, content: [{ text: 'Hello!' }] },
      { kind: 'unknown' },
      { kind: 'reaction', target: id, emoji: '👍' },
      { kind: 'reaction', target: id, emoji: null },
      { kind: 'typing', on: true },
      { kind: 'echo', origin: 'own', reference: ours, contact: { addresses: [{ kind: 'discord_dm', value: channel_id }] } },
    ]);
  });
});

describe('discord: what leaves', () => {
  const calls = (part: object) => adapter.render({ ...messageTo(its, []), ...part } as Outbound, account);
  const say = (content: Content[], part: object = {}) => calls({ kind: 'message', content, ...part });
  const jsonOf = (call: ApiCall | undefined) => (call?.body && 'json' in call.body ? call.body.json : undefined);

  test('our id fits into a nonce and comes out again', () => {
    expect(nonceOf(ours, 35).length).toBeLessThanOrEqual(25);
    expect(messageIn(nonceOf(ours, 35))).toBe(ours);
    expect(messageIn(nonceOf('msg_short', 0))).toBeUndefined();
    expect(messageIn('somebody-elses')).toBeUndefined();
  });

  test('a first message opens the DM; repeated calls are the same message', () => {
    const [open, post] = say([{ type: 'text', text: 'Hello' }], { place: null });
    expect([open?.path, open?.keep]).toEqual(['/users/@me/channels', { channel: 'id' }]);
    expect([post?.path, post?.unanswered]).toEqual([`/channels/${kept('channel')}/messages`, 'repeat']);
    expect(jsonOf(post)).toMatchObject({ content: 'Hello', nonce: nonceOf(ours, 0), enforce_nonce: true });
  });

  test('buttons stand in rows of five, and two of one payload are told apart', async () => {
    const buttons = Array.from({ length: 7 }, (_, index) => ({ title: `B${index}`, payload: 'flow:same' }));
    const [call] = say([{ type: 'buttons', text: 'Pick', buttons }]);
    const { components } = jsonOf(call) as { components: { components: { custom_id: string }[] }[] };
    expect(components.map((row) => row.components.length)).toEqual([5, 2]);
    const names = components.flatMap((row) => row.components.map(({ custom_id }) => custom_id));
    expect(new Set(names).size).toBe(7);
    const pressed = { id: '1', type: 3, user: robin, channel_id: '2', message: { id: '3', components }, data: { custom_id: names[6] } };
    expect(await eventsOf(its, { ...requestOf(its, 'interaction-button'), body: bytes(pressed as Json) })).toMatchObject([
      { content: [{ type: 'choice', text: 'B6', payload: 'flow:same' }] },
    ]);
  });

  test('a file goes with its words in one call; presses are answered', () => {
    const [call] = say([{ type: 'image', url: 'https://files.example.com/box.jpg', caption: 'Look' }]);
    expect(call?.body).toMatchObject({
      parts: [{ name: 'payload_json' }, { name: 'files[0]', file: { url: 'https://files.example.com/box.jpg' } }],
    });
    expect(JSON.parse(adapter.accepted({ type: 3 }).body)).toEqual({ type: 6 });
    expect(JSON.parse(adapter.accepted({ type: 2 }).body)).toMatchObject({ type: 4, data: { flags: 64 } });
  });

  test('edits, deletions, reactions and typing are calls that may be repeated', () => {
    const target = { platformId: '13', place: { channel: '11' } };
    const paths = [
      ...calls({ kind: 'edit', target: [target], content: [{ type: 'text', text: 'New' }] }),
      ...calls({ kind: 'unsend', target: [target] }),
      ...calls({ kind: 'reaction', target, emoji: '👍', was: '❤️' }),
      ...calls({ kind: 'typing', on: true }),
    ].map(({ method, path }) => `${method} ${decodeURIComponent(path)}`);
    expect(paths).toEqual([
      'PATCH /channels/11/messages/13',
      'DELETE /channels/11/messages/13',
      'DELETE /channels/11/messages/13/reactions/❤️/@me',
      'PUT /channels/11/messages/13/reactions/👍/@me',
      'POST /channels/1100000000000000001/typing',
    ]);
  });
});
