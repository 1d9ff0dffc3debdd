import { expect, test } from 'vitest';
import { act } from './desk.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { answer, conduct, customers, delivery, entries, entriesOf, texts } from './timeline.ts';

/** Asks now for what would be asked for within the half minute. */
async function ask(on: Stage): Promise<{ checks: { shows: string; ok: boolean; problem: string | null }[] }> {
  const input = { channelAccountId: on.account('snapchat').id };
  return act(on, 'checkChannelAccount', input, 'checks { shows ok problem }');
}

const creators = (on: Stage) => on.account('snapchat').settings.creatorProfileIds as string[];

async function status(on: Stage) {
  const query = '{ channelAccounts { status statusReason channel { note } } }';
  type Answer = { channelAccounts: { status: string; statusReason: string | null; channel: { note: string | null } }[] };
  return (await on.graph<Answer>(query)).channelAccounts[0];
}

/** Nothing more comes in: what was asked for after it was said is all there. */
async function settled(on: Stage, count: number): Promise<void> {
  await until(async () => (await entries(on)).length).toBe(count);
}

story('what a platform has to be asked for', () => {
  test('what creators write on Snapchat stands in a dialogue each, once, in its order; an answer leaves in the same conversation', async () => {
    const on = await stage('snapchat');
    const [ana, bob] = creators(on);
    await on.say('snapchat', { from: ana, text: 'one' });
    await on.say('snapchat', { from: ana, text: 'two' });
    await on.say('snapchat', { from: bob, text: 'from another' });
    await ask(on);
    await settled(on, 3);
    expect((await texts(on)).toSorted()).toEqual(['from another', 'one', 'two']);
    const hers = (await customers(on)).find(({ identities }) => identities[0]?.value === ana);
    expect(hers && entriesOf(hers).map(({ text }) => text)).toEqual(['one', 'two']);
    const id = await answer(on, hers?.dialogue.id ?? '', 'Gladly');
    await until(async () => (await delivery(on, id)).state).toBe('SENT');
    expect(await on.sent('snapchat', ana)).toMatchObject([{ text: 'Gladly' }]);
    await on.say('snapchat', { from: ana, text: 'three' });
    await ask(on);
    await settled(on, 5);
    expect(await texts(on)).toEqual(expect.arrayContaining(['one', 'two', 'Gladly', 'three']));
  });

  test('where the answer to a message is lost, the conversation shows that it was taken: it is not sent again', async () => {
    const on = await stage('snapchat');
    const [ana] = creators(on);
    await on.say('snapchat', { from: ana, text: 'Hello' });
    await ask(on);
    await settled(on, 1);
    const [hers] = await customers(on);
    await conduct(on, 'snapchat', { fault: { next: 1, lost: 'answer' } });
    const id = await answer(on, hers?.dialogue.id ?? '', 'Only once');
    await until(async () => (await delivery(on, id)).attempts.map(({ outcome }) => outcome)).toEqual(['UNKNOWN']);
    await ask(on);
    await until(() => delivery(on, id)).toMatchObject({ state: 'SENT', error: null });
    expect(await on.sent('snapchat', ana)).toHaveLength(1);
    await settled(on, 2);
  });

  test('a platform that takes the token no longer pauses the account, which says why; mended, it hears what it missed', async () => {
    const on = await stage('snapchat');
    const account = on.account('snapchat');
    await ask(on);
    await conduct(on, 'snapchat', { faults: { token_revoked: 1 } });
    await on.say('snapchat', { text: 'Are you there?' });
    const { checks } = await ask(on);
    expect(checks).toContainEqual({
      shows: 'the access token and the allow-list',
      ok: false,
      problem: expect.stringMatching(/^the platform refuses it \(.+\): .+; give a new one with updateChannelAccount$/),
    });
    await until(() => status(on)).toMatchObject({ status: 'PAUSED', statusReason: expect.stringContaining('auth_invalid') });
    await conduct(on, 'snapchat', { faults: {} });
    await act(on, 'updateChannelAccount', { channelAccountId: account.id, secrets: account.secrets }, 'channelAccount { id }');
    await settled(on, 1);
    expect(await texts(on)).toEqual(['Are you there?']);
  });

  test('a platform that fails for a while is asked again, and nothing is missing or doubled', async () => {
    const on = await stage('snapchat');
    await conduct(on, 'snapchat', { faults: { server_error: 0.5, lost_answer: 0.2 }, seed: 3 });
    const words = Array.from({ length: 12 }, (_, index) => `word ${index}`);
    for (const text of words) await on.say('snapchat', { text });
    await until(async () => {
      await ask(on);
      return (await entries(on)).length;
    }).toBe(12);
    expect(await texts(on)).toEqual(words);
  });

  test('the channel says what it cannot do', async () => {
    const on = await stage('snapchat');
    expect((await status(on))?.channel.note).toContain('no API for consumer messaging');
  });
});

story('what a platform says over a connection', () => {
  test('what people write on Discord comes over its gateway: also what they wrote while the connection was away, once and in order', async () => {
    const on = await stage('discord');
    const { from } = await on.say('discord', { text: 'one' });
    await settled(on, 1);
    for (const text of ['two', 'three']) {
      await on.control('discord/reconnect', { account: on.account('discord').id });
      await on.say('discord', { from, text });
    }
    await settled(on, 3);
    expect(await texts(on)).toEqual(['one', 'two', 'three']);
    const [hers] = await customers(on);
    const id = await answer(on, hers?.dialogue.id ?? '', 'Heard');
    await until(async () => (await delivery(on, id)).state).toBe('SENT');
    await settled(on, 4);
  });

  test('an account is heard as long as it is active: what is said while it is paused comes when it resumes', async () => {
    const on = await stage('discord');
    const { from } = await on.say('discord', { text: 'one' });
    await settled(on, 1);
    const change = (status: string) =>
      act(on, 'updateChannelAccount', { channelAccountId: on.account('discord').id, status }, 'channelAccount { status }');
    await change('PAUSED');
    const said = on.say('discord', { from, text: 'two' }).catch(() => undefined);
    await change('ACTIVE');
    await said;
    await settled(on, 2);
    expect(await texts(on)).toEqual(['one', 'two']);
  });

  test('a bot whose token is refused pauses its account, which says so', async () => {
    const on = await stage('discord');
    const wrong = { channelAccountId: on.account('discord').id, secrets: { botToken: 'of-yesterday' } };
    await act(on, 'updateChannelAccount', wrong, 'channelAccount { id }');
    await until(() => status(on)).toMatchObject({ status: 'PAUSED', statusReason: expect.stringContaining('auth_invalid') });
  });
});

story('those who come from where they cannot write', () => {
  test('campaign links lead to every channel that takes them, and the dialogue says where the customer came from', async () => {
    const on = await stage('snapchat', 'messenger', 'whatsapp', 'webchat');
    type Links = {
      channelAccounts: { channel: { id: string }; campaignLinks: { url: string; channelAccount: { channel: { id: string } } }[] }[];
    };
    const query = '{ channelAccounts { channel { id } campaignLinks(campaign: "summer-26") { url channelAccount { channel { id } } } } }';
    const { channelAccounts } = await on.graph<Links>(query);
    const links = channelAccounts.flatMap(({ campaignLinks }) => campaignLinks);
    const { pageId } = on.account('messenger').settings;
    expect(links.map(({ url }) => url)).toEqual(
      expect.arrayContaining([
        `https://m.me/${pageId}?ref=snap_summer-26`,
        expect.stringMatching(/^https:\/\/wa\.me\/\d+\?text=Hi!%20%5Bsnap_summer-26%5D$/),
      ]),
    );
    const written = new URL(links.find(({ url }) => url.startsWith('https://wa.me/'))?.url ?? '').searchParams.get('text');
    await on.say('whatsapp', { text: written });
    await settled(on, 2);
    const came = { kind: 'Event', name: 'referral', data: { ref: 'snap_summer-26', source: 'snapchat', campaign: 'summer-26' } };
    expect(await entries(on)).toEqual(expect.arrayContaining([expect.objectContaining(came)]));
    expect(await texts(on)).toEqual(['Hi! [snap_summer-26]']);
  });

  test('a referral of Messenger with a campaign’s ref names its source, and keeps the way it came', async () => {
    const on = await stage('messenger');
    const page = on.account('messenger');
    const referral = { ref: 'snap_summer-26', source: 'SHORTLINK', type: 'OPEN_THREAD' };
    const item = { sender: { id: '7000000000000077' }, recipient: { id: page.settings.pageId }, timestamp: Date.now(), referral };
    const body = { object: 'page', entry: [{ id: page.settings.pageId, time: Date.now(), messaging: [item] }] };
    expect((await on.post(page, body)).status).toBe(200);
    await settled(on, 1);
    const data = { ref: 'snap_summer-26', source: 'snapchat', campaign: 'summer-26', via: 'SHORTLINK', type: 'OPEN_THREAD' };
    expect(await entries(on)).toMatchObject([{ kind: 'Event', name: 'referral', data }]);
  });
});
