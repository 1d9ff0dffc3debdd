import { expect, test } from 'vitest';
import { act } from './desk.ts';
import { addressOn, admitCreators, askSnapchat, channelsOf, each, hearAll } from './everywhere.ts';
import { picture, uploaded } from './files.ts';
import { stage, story, until } from './stage.ts';

/** Text, a picture, three buttons and a list. */
const rich = (mediaId: string) => [
  { text: 'Your order is **ready**.' },
  { image: { mediaId, caption: 'This is it' } },
  {
    buttons: {
      text: 'How shall we go on?',
      buttons: ['Pick up', 'Deliver', 'Talk to us'].map((title) => ({ title, payload: `flow:${title}` })),
    },
  },
  {
    list: {
      text: 'Or choose a time',
      button: 'Times',
      sections: [{ rows: ['10:00', '11:00', '12:00'].map((title) => ({ title, payload: `at:${title}` })) }],
    },
  },
];

const look = `query ($id: ID!) { customer(id: $id) { dialogue { entries(last: 5) { edges { node { ... on Message {
  id delivery { state error { code message } } } } } } } } }`;
interface Answer {
  customer: { dialogue: { entries: { edges: { node: { id?: string; delivery?: object | null } }[] } } };
}

story('one rich message', () => {
  test('is taken by every platform, each in its own way', async () => {
    const channels = [...(await channelsOf(await stage('webchat'))).keys()];
    const on = await stage(...channels);
    await admitCreators(on, [addressOn('snapchat', 'rich')]);
    await each(
      channels,
      6,
      async (channel) => void (await on.say(channel, { from: addressOn(channel, 'rich'), text: `rich on ${channel}` })),
    );
    await askSnapchat(on);
    const { mediaId } = await uploaded(on, picture);
    const heard = await hearAll(
      on,
      channels.map((channel) => `rich on ${channel}`),
    );
    await each(channels, 6, async (channel) => {
      const { dialogueId, customerId } = heard.get(`rich on ${channel}`)!;
      const input = { dialogueId, content: rich(mediaId) };
      const { message } = await act<{ message: { id: string } }>(on, 'sendMessage', input, 'message { id }');
      const delivery = async () => {
        const { customer } = await on.graph<Answer>(look, { id: customerId });
        return { channel, ...customer.dialogue.entries.edges.find(({ node }) => node.id === message.id)?.node.delivery };
      };
      await until(delivery).toMatchObject({ channel, state: expect.stringMatching(/SENT|DELIVERED|READ/), error: null });
    });
  }, 120_000);
});
