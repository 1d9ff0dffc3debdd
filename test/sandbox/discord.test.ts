import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { discord } from '../../sandbox/platforms/discord/discord.ts';
import { played } from './played.ts';

interface Frame {
  op: number;
  t: string | null;
  s: number | null;
  d: { [name: string]: unknown; session_id?: string; heartbeat_interval?: number };
}

const everything = (1 << 9) | (1 << 10) | (1 << 11) | (1 << 12) | (1 << 13) | (1 << 14);

/** A clock that stands still, so that what is too fast is so on a slow machine too. */
function standing(): () => number {
  const now = Date.now();
  return () => now;
}

async function world(now?: () => number) {
  const it = await played(discord, now);
  const { botToken = '' } = it.account.secrets;
  const { gatewayUrl, publicKey } = it.account.settings as { [name: string]: string };
  const ask = async (method: string, path: string, body?: object, token = botToken) => {
    const headers = {
      authorization: `Bot ${token}`,
      'user-agent': 'DiscordBot (https://parlor.example, 1)',
      'content-type': 'application/json',
    };
    const response = await it.call(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const words = await response.text();
    return { status: response.status, headers: response.headers, body: words === '' ? null : JSON.parse(words) };
  };
  const connect = async (first: object) => {
    const socket = new WebSocket(gatewayUrl ?? '');
    onTestFinished(() => socket.terminate());
    const frames: Frame[] = [];
    const closed = Promise.withResolvers<number>();
    socket.on('message', (data) => frames.push(JSON.parse(String(data))));
    socket.on('close', (code) => closed.resolve(code));
    await expect.poll(() => frames[0]?.op).toBe(10);
    socket.send(JSON.stringify(first));
    return { socket, frames, closed: closed.promise };
  };
  const identify = (intents = everything, token = botToken) =>
    connect({ op: 2, d: { token, intents, properties: { os: 'linux', browser: 'parlor', device: 'parlor' } } });
  const direct = async () => (await ask('POST', '/users/@me/channels', { recipient_id: '1000000000000000001' })).body.id as string;
  return { ...it, ask, connect, identify, direct, botToken, publicKey: publicKey ?? '' };
}

describe('discord: the gateway', () => {
  test('hello, ready, and then what people do', async () => {
    const { identify, deed } = await world();
    const { frames, socket } = await identify();
    await expect.poll(() => frames[1]).toMatchObject({ op: 0, t: 'READY', s: 1, d: { v: 10, session_id: expect.any(String) } });
    socket.send(JSON.stringify({ op: 1, d: 1 }));
    await expect.poll(() => frames.at(-1)?.op).toBe(11);
    const told = await deed('say', { text: 'Hello' });
    await deed('typing');
    await deed('edit', { messageId: told.body.messageId, text: 'Hello!' });
    await deed('react', { messageId: told.body.messageId, emoji: '👍' });
    await deed('unsend', { messageId: told.body.messageId });
    await expect
      .poll(() => frames.slice(3).map(({ t }) => t))
      .toEqual(['MESSAGE_CREATE', 'TYPING_START', 'MESSAGE_UPDATE', 'MESSAGE_REACTION_ADD', 'MESSAGE_DELETE']);
    expect(frames[3]?.d).toMatchObject({ id: told.body.messageId, content: 'Hello', author: { username: 'robin', global_name: 'Robin' } });
  });

  test('who resumes gets what was missed, who is a stranger is turned away', async () => {
    const { identify, connect, deed, botToken } = await world();
    const first = await identify();
    await expect.poll(() => first.frames.length).toBe(2);
    await deed('reconnect');
    expect(await first.closed).toBe(4000);
    void deed('say', { text: 'While you were away' });
    const session_id = first.frames[1]?.d.session_id;
    const again = await connect({ op: 6, d: { token: botToken, session_id, seq: 1 } });
    await expect.poll(() => again.frames.map(({ t }) => t).toSorted()).toEqual([null, 'MESSAGE_CREATE', 'RESUMED'].toSorted());
    const other = await connect({ op: 6, d: { token: botToken, session_id: 'none', seq: 1 } });
    await expect.poll(() => other.frames.at(-1)).toMatchObject({ op: 9, d: false });
    expect(await (await identify(everything, 'wrong')).closed).toBe(4004);
    expect(await (await connect({ op: 4, d: {} })).closed).toBe(4003);
  });

  test('what was not asked for is not told', async () => {
    const { identify, deed } = await world();
    const { frames } = await identify(1 << 12);
    await expect.poll(() => frames.length).toBe(2);
    await deed('typing');
    await deed('say');
    await expect.poll(() => frames.slice(2).map(({ t }) => t)).toEqual(['MESSAGE_CREATE']);
  });
});

describe('discord: interactions', () => {
  const row = { type: 1, components: [{ type: 2, style: 1, label: 'Track', custom_id: 'flow:track' }] };

  test('a press is told over the gateway and answered once, within three seconds', async () => {
    const { identify, deed, ask, direct, call } = await world();
    const { frames } = await identify();
    await deed('say');
    await ask('POST', `/channels/${await direct()}/messages`, { content: 'Pick', components: [row] });
    await deed('say', { payload: 'flow:track' });
    await expect.poll(() => frames.at(-1)).toMatchObject({ t: 'INTERACTION_CREATE', d: { type: 3, data: { custom_id: 'flow:track' } } });
    const { id, token } = frames.at(-1)?.d ?? {};
    const answer = () =>
      call(`/interactions/${id}/${token}/callback`, {
        method: 'POST',
        headers: { 'user-agent': 'DiscordBot (x, 1)', 'content-type': 'application/json' },
        body: '{"type":6}',
      });
    expect((await answer()).status).toBe(204);
    expect(await (await answer()).json()).toMatchObject({ code: 40060 });
  });

  test('an endpoint that is entered is probed, and gets presses signed', async () => {
    const { identify, deed, ask, direct, got, product, publicKey } = await world();
    await identify();
    const key = createPublicKey({
      format: 'jwk',
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'hex').toString('base64url') },
    });
    product.reply = ({ headers, body }) => {
      const signature = Buffer.from(headers['x-signature-ed25519'] ?? '', 'hex');
      const bytes = Buffer.concat([Buffer.from(headers['x-signature-timestamp'] ?? ''), body]);
      if (!verify(null, bytes, key, signature)) return { status: 401 };
      return { status: 200, body: JSON.stringify({ type: JSON.parse(String(body)).type === 1 ? 1 : 6 }) };
    };
    expect((await deed('verify')).body).toMatchObject({ ok: true });
    await deed('say');
    await ask('POST', `/channels/${await direct()}/messages`, { content: 'Pick', components: [row] });
    expect((await deed('say', { payload: 'flow:track' })).body).toMatchObject({ ok: true });
    expect(JSON.parse(String(got.at(-1)?.body))).toMatchObject({ type: 3, data: { component_type: 2, custom_id: 'flow:track' } });
  });
});

describe('discord: the API', () => {
  test('the same nonce gives the same message', async () => {
    const { identify, deed, ask, direct, sent } = await world();
    await identify();
    await deed('say');
    const channel = await direct();
    const send = () => ask('POST', `/channels/${channel}/messages`, { content: 'Hi', nonce: 'n1', enforce_nonce: true });
    const [one, two] = [await send(), await send()];
    expect(one).toMatchObject({ status: 200, body: { content: 'Hi', nonce: 'n1' } });
    expect(two.body.id).toBe(one.body.id);
    expect(await sent()).toHaveLength(1);
  });

  const row = (...components: object[]) => ({ type: 1, components });
  const button = (part: object = {}) => ({ type: 2, style: 1, label: 'x', custom_id: 'x', ...part });
  test.each<[string, object, number]>([
    ['nothing', {}, 50006],
    ['2001 characters', { content: 'x'.repeat(2_001) }, 50035],
    ['eleven embeds', { embeds: Array(11).fill({ title: 'x' }) }, 50035],
    ['6001 characters of embeds', { embeds: Array(6).fill({ description: 'x'.repeat(1_001) }) }, 50035],
    ['six buttons in a row', { components: [row(...Array.from({ length: 6 }, (_, at) => button({ custom_id: `x${at}` })))] }, 50035],
    ['a label of 81', { components: [row(button({ label: 'x'.repeat(81) }))] }, 50035],
    ['a custom id of 101', { components: [row(button({ custom_id: 'x'.repeat(101) }))] }, 50035],
    ['one custom id twice', { components: [row(button(), button())] }, 50035],
    ['a nonce of 26', { content: 'x', nonce: 'x'.repeat(26) }, 50035],
    ['an answer to nothing', { content: 'x', message_reference: { message_id: '1' } }, 50035],
  ])('refuses %s', async (_what, body, code) => {
    const { identify, deed, ask, direct } = await world();
    await identify();
    await deed('say');
    expect(await ask('POST', `/channels/${await direct()}/messages`, body)).toMatchObject({ status: 400, body: { code } });
  });

  test('edits, deletions and reactions are of own messages; files come as a form', async () => {
    const { identify, deed, ask, call, direct, botToken } = await world();
    const { frames } = await identify();
    const said = await deed('say');
    const channel = `/channels/${await direct()}`;
    const { body: own } = await ask('POST', `${channel}/messages`, { content: 'Hi' });
    expect((await ask('PATCH', `${channel}/messages/${own.id}`, { content: 'Ho' })).body).toMatchObject({ content: 'Ho' });
    expect((await ask('PATCH', `${channel}/messages/${said.body.messageId}`, { content: 'Ho' })).body.code).toBe(50005);
    expect((await ask('PUT', `${channel}/messages/${own.id}/reactions/${encodeURIComponent('👍')}/@me`)).status).toBe(204);
    expect((await ask('PUT', `${channel}/messages/${own.id}/reactions/thumbs/@me`)).body.code).toBe(10014);
    expect((await ask('POST', `${channel}/typing`)).status).toBe(204);
    expect((await ask('DELETE', `${channel}/messages/${own.id}`)).status).toBe(204);
    expect((await ask('DELETE', `${channel}/messages/${own.id}`)).body.code).toBe(10008);
    await expect.poll(() => frames.at(-1)?.t).toBe('MESSAGE_DELETE');
    const form = new FormData();
    form.set('payload_json', JSON.stringify({ content: 'Look' }));
    form.set('files[0]', new Blob(['hello'], { type: 'text/plain' }), 'a.txt');
    const headers = { authorization: `Bot ${botToken}`, 'user-agent': 'DiscordBot (x, 1)' };
    const sent = await call(`${channel}/messages`, { method: 'POST', headers, body: form });
    expect(await sent.json()).toMatchObject({ content: 'Look', attachments: [{ filename: 'a.txt', size: 5 }] });
  });

  test('strangers, who blocks, and what nobody knows', async () => {
    const { identify, deed, ask, direct } = await world(standing());
    await identify();
    await deed('say');
    const channel = await direct();
    const send = (at = channel) => ask('POST', `/channels/${at}/messages`, { content: 'Hi' });
    expect(await ask('GET', '/users/@me', undefined, 'wrong')).toMatchObject({ status: 401, body: { code: 0 } });
    expect(await send('404')).toMatchObject({ status: 404, body: { code: 10003 } });
    await deed('block');
    expect(await send()).toMatchObject({ status: 403, body: { code: 50007, message: 'Cannot send messages to this user' } });
    await deed('leave');
    expect(await send()).toMatchObject({ status: 403, body: { code: 50278 } });
    await deed('unblock');
    const answers = await Promise.all(Array.from({ length: 80 }, () => send()));
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({ retry_after: expect.any(Number), global: true });
  });
});
