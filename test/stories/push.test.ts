import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { act } from './desk.ts';
import { stage, story, until } from './stage.ts';
import { answer, conduct, customers, delivery, onlyCustomer } from './timeline.ts';

interface Call {
  headers: Record<string, unknown>;
  body: string;
}

/** The company's own server: keeps what it is asked, and answers with a status. */
async function company(status: number) {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    calls.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(status).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/push` };
}

const secret = 'a-push-secret-of-ours-and-theirs';

story('devices that are asleep', () => {
  test.each([200, 500])(
    'are woken by the company’s own server, asked by a signed call; when it answers %i the message stands all the same',
    async (status) => {
      const on = await stage('inapp');
      // Who has seen a message already needs no waking.
      await conduct(on, 'inapp', { receipts: 'none' });
      const { calls, url } = await company(status);
      const account = on.account('inapp');
      const change = { channelAccountId: account.id, settings: { ...account.settings, pushUrl: url }, secrets: { pushSecret: secret } };
      await act(on, 'updateChannelAccount', change, 'channelAccount { id }');
      const { sessionToken } = await on.say('inapp', { from: 'cust_881', text: 'Is it back?' });
      const register = 'mutation ($input: RegisterDeviceInput!) { registerDevice(input: $input) { userErrors { message } } }';
      const { data } = await on.ask(register, { input: { token: 'device-1', platform: 'ios' } }, sessionToken);
      expect(data).toEqual({ registerDevice: { userErrors: [] } });
      const { dialogue } = await onlyCustomer(on);
      const id = await answer(on, dialogue.id, 'It is back.');
      await until(() => calls).toHaveLength(1);
      const [{ headers, body }] = calls as [Call];
      expect(JSON.parse(body)).toEqual({
        type: 'message',
        accountId: account.id,
        customerId: 'cust_881',
        messageId: id,
        text: 'It is back.',
        devices: [{ token: 'device-1', platform: 'ios' }],
      });
      const mac = createHmac('sha256', secret).update(`v1:${headers['x-parlor-timestamp']}:${body}`).digest('hex');
      expect(headers['x-parlor-signature']).toBe(`v1=${mac}`);
      await until(async () => (await delivery(on, id)).state).toBe('SENT');
    },
  );

  test('are of who used them last', async () => {
    const on = await stage('inapp');
    // Who has seen a message already needs no waking.
    await conduct(on, 'inapp', { receipts: 'none' });
    const { calls, url } = await company(200);
    const account = on.account('inapp');
    const change = { channelAccountId: account.id, settings: { ...account.settings, pushUrl: url }, secrets: { pushSecret: secret } };
    await act(on, 'updateChannelAccount', change, 'channelAccount { id }');
    for (const [from, text] of [
      ['cust_ana', 'From Ana'],
      ['cust_ben', 'From Ben'],
    ]) {
      const { sessionToken } = await on.say('inapp', { from, text });
      const register = 'mutation ($input: RegisterDeviceInput!) { registerDevice(input: $input) { userErrors { message } } }';
      const { data } = await on.ask(register, { input: { token: 'the-phone-of-both', platform: 'ios' } }, sessionToken);
      expect(data).toEqual({ registerDevice: { userErrors: [] } });
    }
    await until(async () => (await customers(on)).length).toBe(2);
    for (const { id, dialogue } of (await customers(on)).toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const sent = await answer(on, dialogue.id, `To ${id}`);
      await until(async () => (await delivery(on, sent)).state).toBe('SENT');
    }
    expect(calls.map(({ body }) => (JSON.parse(body) as { customerId: string }).customerId)).toEqual(['cust_ben']);
  });
});
