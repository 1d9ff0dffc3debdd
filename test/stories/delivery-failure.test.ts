import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sample } from './payload.ts';
import { type Account, type Stage, stage, story, until } from './stage.ts';
import { answer, conduct, customers, delivery, entries, met } from './timeline.ts';

type Channel = 'messenger' | 'whatsapp';
const both: Channel[] = ['messenger', 'whatsapp'];
const anHour = 3_600_000;

/** What a recorded refusal leads to: given up at once, tried again, or the whole account waits. */
const refusals: [Channel, string, 'fails' | 'is tried again' | 'pauses the account', string][] = [
  ['messenger', 'error-user-unavailable-or-blocked', 'fails', 'recipient_blocked'],
  ['messenger', 'error-cannot-receive', 'fails', 'recipient_blocked'],
  ['messenger', 'error-window-closed', 'fails', 'window_closed'],
  ['messenger', 'error-attachment-fetch', 'fails', 'content_invalid'],
  ['messenger', 'error-deprecated-tag', 'fails', 'content_invalid'],
  ['messenger', 'error-transient', 'is tried again', 'transient'],
  ['messenger', 'error-invalid-token', 'pauses the account', 'auth_invalid'],
  ['messenger', 'error-page-restricted', 'pauses the account', 'account_restricted'],
  ['whatsapp', 'error-parameter', 'fails', 'content_invalid'],
  ['whatsapp', 'error-recipient-not-allowed-test-number', 'fails', 'recipient_invalid'],
  ['whatsapp', 'error-template-param-count', 'fails', 'content_invalid'],
  ['whatsapp', 'error-pair-rate-limit', 'is tried again', 'rate_limited'],
  ['whatsapp', 'error-invalid-token', 'pauses the account', 'auth_invalid'],
  ['whatsapp', 'error-account-locked', 'pauses the account', 'account_restricted'],
];
const ending = (end: (typeof refusals)[number][2]) => refusals.filter(([, , what]) => what === end);

/** The platform answers the next call as it was recorded. */
async function refuse(on: Stage, channel: Channel, name: string): Promise<void> {
  const { status, body } = JSON.parse(sample(channel, name)) as { status: number; body: object };
  await conduct(on, channel, { fault: { next: 1, status, error: body } });
}

async function texts(on: Stage, channel: Channel): Promise<string[]> {
  return (await on.sent(channel)).map(({ text }) => text);
}

async function update(on: Stage, { id }: Account, change: object): Promise<void> {
  const query = 'mutation ($input: UpdateChannelAccountInput!) { updateChannelAccount(input: $input) { userErrors { code message } } }';
  const { updateChannelAccount } = await on.graph<{ updateChannelAccount: { userErrors: object[] } }>(query, {
    input: { channelAccountId: id, ...change },
  });
  expect(updateChannelAccount.userErrors).toEqual([]);
}

/** Wishes that a message is sent again. */
async function retry(on: Stage, input: object) {
  type Retried = { retryMessage: { message: { id: string; retryOf: { id: string } | null } | null; userErrors: object[] } };
  const query = `mutation ($input: RetryMessageInput!) {
    retryMessage(input: $input) { message { id retryOf { id } } userErrors { code message } } }`;
  return (await on.graph<Retried>(query, { input })).retryMessage;
}

/** Whether messages leave through an account, and why not. */
async function status(on: Stage, { id }: Account) {
  const { channelAccounts } = await on.graph<{ channelAccounts: { id: string; status: string; statusReason: string | null }[] }>(
    '{ channelAccounts { id status statusReason } }',
  );
  return channelAccounts.find((account) => account.id === id);
}

story('what we cannot send', () => {
  test('every recorded refusal is in the table', () => {
    const recorded = both.flatMap((channel) =>
      readdirSync(new URL(`../payloads/${channel}/`, import.meta.url)).map((file) => `${channel} ${file}`),
    );
    const errors = recorded.filter((name) => name.includes('error-')).map((name) => name.replace('.json', ''));
    expect(refusals.map(([channel, name]) => `${channel} ${name}`).sort()).toEqual(errors.sort());
  });

  test.each(ending('fails'))('%s %s: the message %s as %s, without another try', async (channel, name, _end, code) => {
    const on = await stage();
    const { dialogue } = await met(on, channel);
    await refuse(on, channel, name);
    const id = await answer(on, dialogue.id, 'one');
    const attempts = [{ outcome: 'REFUSED', errorClass: code, errorCode: expect.any(String), errorMessage: expect.any(String) }];
    await until(() => delivery(on, id)).toMatchObject({ state: 'FAILED', failedAt: expect.any(String), error: { code }, attempts });
    // What a refusal says of the person holds until they write again.
    await on.say(channel, { text: 'Still there?' });
    await until(async () => (await entries(on)).some(({ text }) => text === 'Still there?')).toBe(true);
    await answer(on, dialogue.id, 'two');
    await until(() => texts(on, channel)).toEqual(['two']);
  });

  test.each(ending('is tried again'))('%s %s: the message %s after %s, and arrives once', async (channel, name, _end, code) => {
    const on = await stage();
    const { dialogue } = await met(on, channel);
    await refuse(on, channel, name);
    const id = await answer(on, dialogue.id, 'one');
    await until(() => delivery(on, id)).toMatchObject({
      state: 'READ',
      error: null,
      attempts: [{ outcome: 'REFUSED', errorClass: code }, { outcome: 'ACCEPTED' }],
    });
    expect(await texts(on, channel)).toEqual(['one']);
  });

  test.each(ending('pauses the account'))('%s %s: it %s (%s), which says why; its messages wait', async (channel, name, _end, code) => {
    const on = await stage();
    const account = on.account(channel);
    const { dialogue } = await met(on, channel);
    await refuse(on, channel, name);
    const id = await answer(on, dialogue.id, 'one');
    await until(() => status(on, account)).toMatchObject({ status: 'PAUSED', statusReason: expect.stringContaining(code) });
    expect(await delivery(on, id)).toMatchObject({ state: 'QUEUED', error: null, attempts: [{ outcome: 'REFUSED', errorClass: code }] });
    expect(await texts(on, channel)).toEqual([]);
    await update(on, account, { status: 'ACTIVE' });
    await until(() => texts(on, channel)).toEqual(['one']);
    expect(await status(on, account)).toMatchObject({ status: 'ACTIVE', statusReason: null });
  });

  test.each(both)('%s: with a wrong token messages wait, and with the right one they go in their order', async (channel) => {
    const on = await stage();
    const account = on.account(channel);
    const { dialogue } = await met(on, channel);
    await update(on, account, { secrets: { accessToken: 'expired' } });
    const words = ['one', 'two', 'three', 'four'];
    const ids = [];
    for (const word of words) ids.push(await answer(on, dialogue.id, word));
    await until(() => status(on, account)).toMatchObject({ status: 'PAUSED', statusReason: expect.stringContaining('auth_invalid') });
    for (const id of ids) expect((await delivery(on, id)).state).toBe('QUEUED');
    await update(on, account, { secrets: { accessToken: account.secrets.accessToken } });
    await until(() => texts(on, channel)).toEqual(words);
    for (const id of ids) await until(async () => (await delivery(on, id)).state).toBe('READ');
  });

  test('what an admin pauses waits until the admin resumes it', async () => {
    const on = await stage();
    const page = on.account('messenger');
    const { dialogue } = await met(on, 'messenger');
    await update(on, page, { status: 'PAUSED' });
    const id = await answer(on, dialogue.id, 'one');
    await on.say('messenger', { text: 'Still there?' });
    await until(async () => (await entries(on)).length).toBe(3);
    expect(await delivery(on, id)).toMatchObject({ state: 'QUEUED', attempts: [] });
    await update(on, page, { status: 'ACTIVE' });
    await until(() => texts(on, 'messenger')).toEqual(['one']);
  });

  test.each([
    ['messenger', 8 * 24],
    ['whatsapp', 25],
  ] as const)(
    '%s: %i hours after the customer last wrote nothing is taken to be sent, and it is said when that was',
    async (channel, hours) => {
      const on = await stage();
      const wrote = Math.floor((Date.now() - hours * anHour) / 1_000) * 1_000;
      const { dialogue } = await met(on, channel, { timestamp: wrote });
      const query = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } userErrors { code message } } }';
      const { sendMessage } = await on.graph<{ sendMessage: object }>(query, {
        input: { dialogueId: dialogue.id, text: 'Sorry, we slept' },
      });
      const message = expect.stringContaining(new Date(wrote).toISOString());
      expect(sendMessage).toEqual({ message: null, userErrors: [{ code: 'CONFLICT', message }] });
      await on.say(channel, { text: 'Hello again' });
      await until(async () => (await entries(on)).length).toBe(2);
      await answer(on, dialogue.id, 'Hello');
      await until(() => texts(on, channel)).toEqual(['Hello']);
    },
  );

  test.each(both)('%s: where the answer is lost, the platform is believed and nothing is sent twice', async (channel) => {
    const on = await stage();
    const { dialogue } = await met(on, channel);
    await conduct(on, channel, { receipts: 'none', fault: { next: 1, lost: 'answer' } });
    const id = await answer(on, dialogue.id, 'one');
    await answer(on, dialogue.id, 'two');
    await until(() => delivery(on, id)).toMatchObject({ state: 'SENT', error: null, sentAt: expect.any(String) });
    await until(() => texts(on, channel)).toEqual(['one', 'two']);
    await on.control(`${channel}/read`, { account: on.account(channel).id });
    await until(async () => (await delivery(on, id)).state).toBe('READ');
    expect((await delivery(on, id)).attempts).toHaveLength(1);
    expect(await entries(on)).toHaveLength(3);
  });

  test.each(both)('%s: where the answer to one part is lost, the other parts follow, each once', async (channel) => {
    const on = await stage();
    const { dialogue } = await met(on, channel);
    const parts = ['a', 'b', 'c'].map((letter) => letter.repeat(channel === 'messenger' ? 1_999 : 4_095));
    await conduct(on, channel, { fault: { next: 1, lost: 'answer' } });
    const id = await answer(on, dialogue.id, parts.slice(0, channel === 'messenger' ? 3 : 2).join(' '));
    await until(() => texts(on, channel)).toEqual(parts.slice(0, channel === 'messenger' ? 3 : 2));
    await until(async () => (await delivery(on, id)).state).toBe('READ');
  });

  test('a message that failed is sent again by a wish, as the same message; no other one is', async () => {
    const on = await stage();
    const { dialogue } = await met(on, 'messenger');
    await refuse(on, 'messenger', 'error-attachment-fetch');
    const id = await answer(on, dialogue.id, 'one');
    await until(async () => (await delivery(on, id)).state).toBe('FAILED');
    const input = { messageId: id, idempotencyKey: 'again' };
    expect(await retry(on, input)).toEqual({ message: { id, retryOf: null }, userErrors: [] });
    await until(() => delivery(on, id)).toMatchObject({
      state: 'READ',
      error: null,
      attempts: [{ outcome: 'REFUSED' }, { outcome: 'ACCEPTED' }],
    });
    expect(await retry(on, input)).toEqual({ message: { id, retryOf: null }, userErrors: [] });
    expect(await retry(on, { messageId: id })).toMatchObject({ message: null, userErrors: [{ code: 'CONFLICT' }] });
    expect(await texts(on, 'messenger')).toEqual(['one']);
  });

  test('a message that failed is sent again on another identity of the customer, as a message that names it', async () => {
    const on = await stage();
    const { id: into, dialogue } = await met(on, 'messenger');
    await on.say('whatsapp', { text: 'Me too' });
    await until(async () => (await customers(on)).length).toBe(2);
    const other = (await customers(on)).find(({ id }) => id !== into)!;
    const merge = 'mutation ($input: MergeCustomersInput!) { mergeCustomers(input: $input) { userErrors { message } } }';
    await on.graph(merge, { input: { fromId: other.id, intoId: into } });
    await until(async () => (await customers(on))[0]?.identities.length).toBe(2);
    await refuse(on, 'messenger', 'error-cannot-receive');
    const identityId = (channel: string) => async () => (await customers(on))[0]!.identities.find((each) => each.channelId === channel)!.id;
    const id = await answer(on, dialogue.id, 'one', { identityId: await identityId('messenger')() });
    await until(async () => (await delivery(on, id)).state).toBe('FAILED');
    const { message: again } = await retry(on, { messageId: id, identityId: await identityId('whatsapp')() });
    expect(again).toEqual({ id: expect.not.stringMatching(id), retryOf: { id } });
    await until(() => texts(on, 'whatsapp')).toEqual(['one']);
    expect(await texts(on, 'messenger')).toEqual([]);
  });

  test('a late delivery report of a message that failed is believed', async () => {
    const on = await stage();
    const { dialogue } = await met(on, 'whatsapp');
    await conduct(on, 'whatsapp', { receipts: 'none' });
    const id = await answer(on, dialogue.id, 'one');
    await until(async () => (await delivery(on, id)).state).toBe('SENT');
    const [sent] = await on.sent('whatsapp');
    const report = (name: string) => on.post(on.account('whatsapp'), sample('whatsapp', name, { 'wamid.OUT0001': sent!.messageId }));
    await report('status-failed-undeliverable');
    await until(() => delivery(on, id)).toMatchObject({ state: 'FAILED', error: { code: 'recipient_invalid' } });
    await report('status-delivered');
    await until(() => delivery(on, id)).toMatchObject({ state: 'DELIVERED', error: null, failedAt: null });
  });
});
