import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { custom } from '../../sandbox/platforms/custom/custom.ts';
import { played } from './played.ts';

const id = 'msg_01J0000000000000000000000A';
const message = {
  type: 'message',
  id,
  account: 'acc_1',
  author: 'person',
  to: { id: 'u-1', addresses: [{ kind: 'user', value: 'u-1' }] },
  thread: null,
  content: [{ type: 'text', text: 'Hello' }],
  replyTo: null,
};

function signed(key: string, body: string, seconds = Math.floor(Date.now() / 1000)): Record<string, string> {
  const mac = createHmac('sha256', key).update(`v1:${seconds}:${body}`).digest('hex');
  return { 'x-parlor-timestamp': String(seconds), 'x-parlor-signature': `v1=${mac}` };
}

async function stand() {
  const on = await played(custom);
  const post = async (wish: object, headers?: Record<string, string>) => {
    const body = JSON.stringify(wish);
    const proof = headers ?? signed(on.account.secrets.signingSecret ?? '', body);
    const response = await fetch(String(on.account.settings.outboundUrl), {
      method: 'POST',
      body,
      headers: { 'idempotency-key': id, ...proof },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { on, post };
}

describe('a company’s own server in the sandbox', () => {
  test('what a person does is told signed, and a message is said once for its key', async () => {
    const { on, post } = await stand();
    await on.deed('say', { text: 'Hi', more: { thread: 'kiosk-4' } });
    const [told] = on.got;
    const body = told?.body.toString() ?? '';
    expect(JSON.parse(body)).toMatchObject({
      type: 'message',
      from: { id: 'u-1' },
      thread: 'kiosk-4',
      content: [{ type: 'text', text: 'Hi' }],
    });
    const proof = signed(on.account.secrets.signingSecret ?? '', body, Number(told?.headers['x-parlor-timestamp']));
    expect(told?.headers).toMatchObject(proof);
    const first = await post(message);
    expect(first).toMatchObject({ status: 200, body: { id: expect.any(String) } });
    expect(await post(message)).toEqual(first);
    expect(await on.sent()).toMatchObject([{ text: 'Hello', reference: id }]);
    await expect.poll(() => on.got.map((each) => JSON.parse(each.body.toString()).type)).toEqual(['message', 'sent', 'delivered', 'read']);
  });

  test('what is not signed, not fresh, of no known shape or under another key is refused', async () => {
    const { on, post } = await stand();
    expect((await post(message, {})).status).toBe(401);
    expect((await post(message, signed('guessed', JSON.stringify(message)))).status).toBe(401);
    const old = Math.floor(Date.now() / 1000) - 400;
    expect((await post(message, signed(on.account.secrets.signingSecret ?? '', JSON.stringify(message), old))).status).toBe(401);
    expect(await post({ ...message, content: [] })).toMatchObject({ status: 422, body: { error: { class: 'content_invalid' } } });
    expect((await post({ ...message, id: 'msg_01J0000000000000000000000B' })).status).toBe(422);
    expect((await post({ ...message, type: 'unsend', target: [{ messageId: 'k-0', thread: null }] })).status).toBe(422);
    expect((await post({ type: 'ping', account: 'acc_1' })).status).toBe(200);
    expect(await on.sent()).toEqual([]);
  });
});
