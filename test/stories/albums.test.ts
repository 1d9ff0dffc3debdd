import { expect, test } from 'vitest';
import { act } from './desk.ts';
import { type Account, stage, story, until } from './stage.ts';

const burstsQuery =
  '{ customers(first: 5) { edges { node { dialogue { entries(first: 10) { edges { node { ... on Message { text burst content { type } } } } } } } } } }';
interface Said {
  text: string | null;
  burst: string | null;
  content: { type: string }[];
}
type Everybody = { customers: { edges: { node: { dialogue: { entries: { edges: { node: Said }[] } } } }[] } };

story('an album', () => {
  test('is a message for each picture, and all of them say that they are one burst', async () => {
    const on = await stage('webchat');
    const settings = { botId: '4200', apiBaseUrl: 'http://127.0.0.1:9' };
    const secrets = { botToken: '4200:secret', webhookSecret: 'a-secret-of-telegram' };
    const wish = { channelId: 'telegram', name: 'Bot', settings, secrets };
    const selection = 'channelAccount { id webhookPath }';
    const { channelAccount } = await act<{ channelAccount: Pick<Account, 'id' | 'webhookPath'> }>(
      on,
      'connectChannelAccount',
      wish,
      selection,
    );
    const account = { ...channelAccount, channel: 'telegram', settings, secrets };
    const chat = { id: 777, type: 'private', first_name: 'Ana' };
    const from = { id: 777, is_bot: false, first_name: 'Ana' };
    const photo = [{ file_id: 'f', file_unique_id: 'u', width: 10, height: 10, file_size: 100 }];
    for (const [index, more] of [
      { photo, media_group_id: '13', caption: 'These' },
      { photo, media_group_id: '13' },
      { text: 'Do you see?' },
    ].entries()) {
      const date = Math.floor(Date.now() / 1000) + index;
      const update = { update_id: 900 + index, message: { message_id: 10 + index, from, chat, date, ...more } };
      const response = await on.post(account, update, { 'x-telegram-bot-api-secret-token': secrets.webhookSecret });
      expect(response.status).toBe(200);
    }
    const said = async () => {
      const { customers } = await on.graph<Everybody>(burstsQuery);
      return customers.edges.flatMap(({ node }) => node.dialogue.entries.edges.map(({ node: entry }) => entry));
    };
    await until(async () => (await said()).map(({ content }) => content.map(({ type }) => type))).toEqual([['image'], ['image'], ['text']]);
    const [one, two, three] = await said();
    expect(one?.burst).toBeTruthy();
    expect([two?.burst, three?.burst]).toEqual([one?.burst, null]);
  });
});
