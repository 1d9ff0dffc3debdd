import { request } from 'node:http';
import { expect, test } from 'vitest';
import { messaging, sample, take, waMessage } from './payload.ts';
import { signature, stage, story, until } from './stage.ts';
import { entries } from './timeline.ts';

const body = sample('messenger', 'text');
const last = messaging({ message: { mid: 'm_LAST', text: 'last' } });

/** A refusal as everybody gets it. */
async function refusal(response: Response): Promise<[number, string]> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.message).not.toBe('');
  expect(response.headers.get('content-type')).toContain('application/json');
  return [response.status, error.code];
}

/** Posts more than is taken; the answer may come before all was sent. */
function flood(url: string, megabytes: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const flow = request(url, { method: 'POST', headers: { 'content-length': megabytes << 20 } }, ({ statusCode = 0 }) =>
    resolve(statusCode),
  );
  flow.on('error', reject);
  flow.write(Buffer.alloc(64 << 10, ' '));
  return promise.finally(() => flow.destroy());
}

story('the door of webhooks', () => {
  test.each(['messenger', 'whatsapp'] as const)('%s: the handshake gives the challenge back to who knows the token', async (channel) => {
    const on = await stage();
    const { webhookPath, secrets } = on.account(channel);
    const shake = (query: object) => fetch(`${on.url}${webhookPath}?${new URLSearchParams({ ...query })}`);
    const right = { 'hub.mode': 'subscribe', 'hub.verify_token': secrets.verifyToken!, 'hub.challenge': '1158201444' };
    const welcome = await shake(right);
    expect([welcome.status, await welcome.text()]).toEqual([200, '1158201444']);
    expect(welcome.headers.get('content-type')).toContain('text/plain');
    for (const wrong of [
      { ...right, 'hub.verify_token': 'guess' },
      { ...right, 'hub.mode': 'unsubscribe' },
      { 'hub.mode': 'subscribe' },
      {},
    ]) {
      expect(await refusal(await shake(wrong))).toEqual([403, 'BAD_HANDSHAKE']);
    }
    expect(await on.control(`${channel}/verify`, { account: on.account(channel).id })).toMatchObject({ ok: true });
  });

  test('what is not signed, not whole or too large is refused with a code, and nothing of it appears', async () => {
    const on = await stage();
    const page = on.account('messenger');
    const secret = page.secrets.appSecret!;
    const signed = (raw: string, by = secret) => ({ 'x-hub-signature-256': signature(raw, by) });
    const truncated = body.slice(0, -40);
    const attempts: [string, Record<string, string>, number, string][] = [
      [body, {}, 401, 'BAD_SIGNATURE'],
      [body, { 'x-hub-signature-256': '' }, 401, 'BAD_SIGNATURE'],
      [body, { 'x-hub-signature-256': 'sha256=zz' }, 401, 'BAD_SIGNATURE'],
      [body, { 'x-hub-signature': signature(body, secret) }, 401, 'BAD_SIGNATURE'],
      [body, signed(body, 'another secret'), 401, 'BAD_SIGNATURE'],
      [body, signed(body, on.account('whatsapp').secrets.appSecret!), 401, 'BAD_SIGNATURE'],
      [body.replace('blue', 'bluE'), signed(body), 401, 'BAD_SIGNATURE'],
      [`${body} `, signed(body), 401, 'BAD_SIGNATURE'],
      [truncated, signed(truncated), 400, 'BAD_INPUT'],
      ['', signed(''), 400, 'BAD_INPUT'],
      ['', {}, 401, 'BAD_SIGNATURE'],
      [`${'['.repeat(5_000)}${']'.repeat(5_000)}`, signed(`${'['.repeat(5_000)}${']'.repeat(5_000)}`), 400, 'BAD_INPUT'],
    ];
    for (const [raw, headers, status, code] of attempts) {
      expect(await refusal(await on.post(page, raw, headers)), raw.slice(0, 40)).toEqual([status, code]);
    }
    expect(await flood(`${on.url}${page.webhookPath}`, 20)).toBe(413);
    await take(on, page, last);
    await until(() => entries(on)).toMatchObject([{ text: 'last' }]);
  });

  test('JSON that is no webhook is taken when it is signed, and shows nowhere', async () => {
    const on = await stage();
    for (const odd of [
      'null',
      '[]',
      '{}',
      '"text"',
      '0',
      '{"object":"page"}',
      '{"object":"instagram","entry":[{}]}',
      '{"entry":[null,7,{"messaging":[null]}]}',
    ]) {
      await take(on, on.account('messenger'), odd);
      await take(on, on.account('whatsapp'), odd);
    }
    await take(on, on.account('messenger'), last);
    await until(() => entries(on)).toMatchObject([{ text: 'last' }]);
  });

  test('where nobody is, that is told, whatever the id looks like and whatever is asked', async () => {
    const on = await stage();
    const odd = [
      'acc_01ARZ3NDEKTSV4RRFFQ69G5FAV',
      'acc',
      '%00',
      'acc_%00',
      '%ff',
      '%',
      '..%2f..%2fgraphql',
      "acc_'%20or%201=1--",
      '%F0%9F%AB%96',
    ];
    for (const id of [...odd, 'x'.repeat(201)]) {
      for (const init of [{ method: 'GET' }, { method: 'POST', body }]) {
        const [status, code] = await refusal(await fetch(`${on.url}/webhooks/${id}`, init));
        expect([id, status === 404 ? 'NOT_FOUND' : status]).toEqual([id, code === 'BAD_INPUT' ? 400 : code]);
      }
    }
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      expect(await refusal(await fetch(`${on.url}${on.account('messenger').webhookPath}`, { method }))).toEqual([404, 'NOT_FOUND']);
    }
  });

  test('a webhook of one workspace says nothing in another, though both know the same page', async () => {
    const [one, other] = await Promise.all([stage(), stage()]);
    expect(
      await refusal(
        await one.post(other.account('messenger'), body, {
          'x-hub-signature-256': signature(body, one.account('messenger').secrets.appSecret!),
        }),
      ),
    ).toEqual([401, 'BAD_SIGNATURE']);
    await take(one, one.account('messenger'), body);
    await take(other, other.account('whatsapp'), waMessage({ type: 'text', text: { body: 'elsewhere' } }));
    await until(() => entries(one)).toMatchObject([{ text: 'Hi, is the blue kettle back in stock?' }]);
    await until(() => entries(other)).toMatchObject([{ text: 'elsewhere' }]);
  });
});
