import { expect, test } from 'vitest';
import { attempt, meet, mergeCustomers, type Person, refusal, timeline } from './desk.ts';
import { type Stage, stage, story, until } from './stage.ts';

interface Preview {
  identity: { channelId: string };
  content: { type: string; text: string | null; data: Record<string, unknown> }[];
  calls: { protocol: string; method: string; path: string; body: Record<string, unknown> }[];
  degradations: { part: number; from: string; to: string; reason: string }[];
  reason: string | null;
  message: string | null;
}

const query = `query ($input: PreviewMessageInput!) { previewMessage(input: $input) {
  identity { channelId } content { type text data } calls { protocol method path body } degradations { part from to reason } reason message
} }`;
const dayAndSecond = 86_401_000;

async function previews(on: Stage, input: object): Promise<Preview[]> {
  return (await on.graph<{ previewMessage: Preview[] }>(query, { input })).previewMessage;
}

/** One customer on three channels. */
async function everywhere(on: Stage): Promise<Person> {
  const facebook = await meet(on, 'messenger', 'Is it there?');
  const phone = await meet(on, 'whatsapp', 'Hello?');
  const web = await meet(on, 'webchat', 'Anybody?');
  await mergeCustomers(on, phone.id, facebook.id);
  await mergeCustomers(on, web.id, facebook.id);
  return facebook;
}

const slots = ['10:00', '11:00', '12:00', '13:00'].map((title) => ({ title, payload: `slot:${title}` }));
const rich = {
  text: 'Your order is **ready**.',
  content: [
    { image: { url: 'https://files.example.com/box.jpg', caption: 'This is it' } },
    { list: { text: 'When?', button: 'Times', sections: [{ title: 'Tomorrow', rows: slots }] } },
  ],
};
const types = ({ content }: Preview) => content.map(({ type }) => type);
const of = (all: Preview[], channel: string) => all.find(({ identity }) => identity.channelId === channel)!;

story('a preview of a message', () => {
  test('shows for every identity of the dialogue what would be said there, in its own form', async () => {
    const on = await stage();
    const { dialogueId } = await everywhere(on);
    const all = await previews(on, { dialogueId, ...rich });
    expect(all.map(({ identity }) => identity.channelId).sort()).toEqual(['messenger', 'webchat', 'whatsapp']);
    expect(types(of(all, 'messenger'))).toEqual(['text', 'image', 'text', 'quick_replies']);
    expect(types(of(all, 'whatsapp'))).toEqual(['text', 'image', 'list']);
    expect(types(of(all, 'webchat'))).toEqual(['text', 'image', 'list']);
    expect(['messenger', 'whatsapp', 'webchat'].map((channel) => of(all, channel).content[0]!.text)).toEqual([
      'Your order is ready.',
      'Your order is *ready*.',
      'Your order is **ready**.',
    ]);
    for (const preview of all) expect(preview).toMatchObject({ reason: null, message: null });
  });

  test('names each thing the channel cannot do, the part it is in, and why', async () => {
    const on = await stage();
    const { dialogueId } = await everywhere(on);
    const all = await previews(on, { dialogueId, ...rich });
    expect(of(all, 'messenger').degradations).toEqual([
      { part: 0, from: 'text', to: 'text', reason: expect.stringContaining('no bold') },
      { part: 1, from: 'image', to: 'text', reason: expect.stringContaining('no caption') },
      { part: 2, from: 'list', to: 'quick_replies', reason: expect.stringContaining('no list') },
    ]);
    expect(of(all, 'whatsapp').degradations).toEqual([]);
    expect(of(all, 'webchat').degradations).toEqual([]);
  });

  test('shows the very calls that sending makes, and neither tokens nor secrets', async () => {
    const on = await stage();
    const { dialogueId } = await everywhere(on);
    const all = await previews(on, { dialogueId, ...rich });
    expect(of(all, 'messenger').calls).toHaveLength(4);
    expect(of(all, 'messenger').calls[0]).toMatchObject({
      protocol: 'http',
      method: 'POST',
      body: { json: { message: { text: 'Your order is ready.' } } },
    });
    expect(of(all, 'whatsapp').calls[2]).toMatchObject({ body: { json: { type: 'interactive' } } });
    expect(of(all, 'webchat').calls).toEqual([]);
    const shown = JSON.stringify(all);
    for (const { secrets } of on.accounts) for (const secret of Object.values(secrets)) expect(shown).not.toContain(secret);
  });

  test('sends nothing and leaves no trace in the dialogue', async () => {
    const on = await stage();
    const { id, dialogueId, channel, address } = await meet(on, 'messenger', 'Hello?');
    await previews(on, { dialogueId, ...rich });
    await attempt(on, 'sendMessage', { dialogueId, text: 'For real' }, 'message { id }');
    await until(async () => (await on.sent(channel, address)).map(({ text }) => text)).toEqual(['For real']);
    expect(await timeline(on, id)).toHaveLength(2);
  });

  test('tells why nothing may leave, and lets through what still may', async () => {
    const on = await stage();
    const { dialogueId } = await meet(on, 'whatsapp', 'Yesterday', { timestamp: Date.now() - dayAndSecond });
    const [shut] = await previews(on, { dialogueId, text: 'Good morning' });
    expect(shut).toMatchObject({ reason: 'WINDOW_CLOSED', calls: [], content: [{ type: 'text', text: 'Good morning' }] });
    expect(shut!.message).toContain('within 24 hours');
    const template = { name: 'order_ready', language: 'en', parameters: [{ name: '1', value: 'kettle' }], text: 'Your kettle is ready.' };
    const [open] = await previews(on, { dialogueId, content: [{ template }] });
    expect(open).toMatchObject({ reason: null, message: null, calls: [{ body: { json: { type: 'template' } } }] });
  });

  test('is for the identity that is named, or that of the message it answers', async () => {
    const on = await stage();
    const { id, dialogueId, identityId } = await everywhere(on);
    const [named, ...others] = await previews(on, { dialogueId, text: 'Yes', identityId });
    expect([named!.identity.channelId, others]).toEqual(['messenger', []]);
    const asked = (await timeline(on, id)).find(({ text }) => text === 'Hello?')!;
    const [answered, ...more] = await previews(on, { dialogueId, text: 'Yes', replyTo: asked.id });
    expect([answered!.identity.channelId, more]).toEqual(['whatsapp', []]);
  });

  test('says of a template without a text that it cannot be said where there are none', async () => {
    const on = await stage();
    const { dialogueId } = await meet(on, 'webchat', 'Hello?');
    const [preview] = await previews(on, { dialogueId, content: [{ template: { name: 'hello', language: 'en' } }] });
    expect(preview).toMatchObject({ content: [], calls: [], reason: null, message: expect.stringContaining('hello') });
  });

  test('is for agents of its own workspace alone', async () => {
    const [on, other] = await Promise.all([stage(), stage()]);
    const { dialogueId } = await meet(on, 'messenger', 'Hello?');
    const { sessionToken } = await on.say('webchat', { text: 'Hello?' });
    const codes = async (there: Stage, token?: string) => {
      const { errors } = await there.ask(query, { input: { dialogueId, text: 'Hi' } }, token);
      return errors?.map(({ extensions }) => extensions.code);
    };
    expect([await codes(on), await codes(other), await codes(on, sessionToken)]).toEqual([undefined, ['NOT_FOUND'], ['FORBIDDEN']]);
  });
});

story('what cannot be said', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, index) => ({ title: `Row ${index}`, payload: String(index) }));
  const list = (count: number) => ({ text: 'Which?', button: 'Rows', sections: [{ rows: rows(count) }] });
  test.each([
    [{}, 'There is nothing to say'],
    [{ text: '  ' }, '`text`: must not be empty'],
    [{ content: [{}] }, '`content[0]`: give exactly one of text, image'],
    [{ content: [{ text: 'a', contact: { name: 'A', phones: ['1'] } }] }, '`content[0]`: give exactly one'],
    [
      { content: [{ image: { url: 'ftp://files.example.com/a' } }] },
      '`content[0].image.url`: `ftp://files.example.com/a` is not an http(s) link',
    ],
    [{ content: [{ file: {} }] }, '`content[0].file`: exactly one of url and mediaId'],
    [
      { text: 'Now', content: [{ text: 'a' }, { list: list(101) }] },
      '`content[1].list.sections[0].rows`: at most 100 rows are allowed, not 101',
    ],
    [
      { content: [{ buttons: { text: 'Go', buttons: [{ title: 'A' }] } }] },
      '`content[0].buttons.buttons[0]`: exactly one of payload, url and phone',
    ],
    [{ content: [{ contact: { name: 'A', phones: ['call me'] } }] }, '`content[0].contact.phones[0]`: `call me` is not a phone number'],
    [{ content: [{ location: { latitude: 91, longitude: 0 } }] }, '`content[0].location.latitude`: must be -90 to 90'],
    [{ content: Array.from({ length: 11 }, () => ({ text: 'a' })) }, 'up to 10 parts, not 11'],
  ])('is told by its place: %j', async (said, words) => {
    const on = await stage();
    const { dialogueId } = await meet(on, 'webchat', 'Hello?');
    const { userErrors } = await attempt(on, 'sendMessage', { dialogueId, ...said }, 'message { id }');
    expect(userErrors).toEqual([{ code: 'BAD_INPUT', message: expect.stringContaining(words) }]);
  });

  test('is a file that is not there', async () => {
    const on = await stage();
    const { dialogueId } = await meet(on, 'webchat', 'Hello?');
    const mediaId = 'med_01ARZ3NDEKTSV4RRFFQ69G5FAV';
    expect(await refusal(on, 'sendMessage', { dialogueId, content: [{ image: { mediaId } }] }, 'message { id }')).toEqual(['NOT_FOUND']);
  });
});
