import { expect, test } from 'vitest';
import { act, attempt, hear, meet, mergeCustomers, type Person, type UserErrors, untilSent } from './desk.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { delivery } from './timeline.ts';

interface Option {
  identity: { id: string; channelId: string };
  open: boolean;
  openUntil: string | null;
  content: string[];
  tag: string | null;
  templates: { name: string; language: string; status: string }[];
  reason: string | null;
  message: string | null;
}

const fields = 'identity { id channelId } open openUntil content tag templates { name language status } reason message';
const query = `query ($id: ID!) { customer(id: $id) { dialogue { replyOptions { ${fields} } } } }`;
const second = 1_000;
const hour = 3_600 * second;

async function options(on: Stage, { id }: Person): Promise<Option[]> {
  return (await on.graph<{ customer: { dialogue: { replyOptions: Option[] } } }>(query, { id })).customer.dialogue.replyOptions;
}

/** Says something, whatever comes of it. */
function say(on: Stage, { dialogueId }: Person, what: object) {
  type Sent = { message: { id: string } | null; replyOption: Option | null } & UserErrors;
  return attempt<Sent>(on, 'sendMessage', { dialogueId, ...what }, `message { id } replyOption { ${fields} }`);
}

/** Brings the templates of the account into the graph, as an admin would. */
async function fetchTemplates(on: Stage): Promise<void> {
  await act(on, 'checkChannelAccount', { channelAccountId: on.account('whatsapp').id }, 'channelAccount { id }');
}

story('where one may answer', () => {
  test('24 hours and a second after the last WhatsApp message free text is refused with the templates, and a template goes through', async () => {
    const on = await stage('whatsapp');
    await fetchTemplates(on);
    const wrote = Math.floor((Date.now() - 24 * hour - second) / second) * second;
    const ana = await meet(on, 'whatsapp', 'Is it there?', { timestamp: wrote });
    const [option] = await options(on, ana);
    expect(option).toMatchObject({ open: false, openUntil: null, content: ['template'], tag: null, reason: 'WINDOW_CLOSED' });
    expect(option?.templates).toMatchObject([
      { name: 'hello_world', status: 'APPROVED' },
      { name: 'order_update', status: 'APPROVED' },
    ]);
    const refused = await say(on, ana, { text: 'It is.' });
    const words = expect.stringMatching(new RegExp(`${new Date(wrote).toISOString()}.*hello_world.*order_update`));
    expect(refused).toEqual({ message: null, userErrors: [{ code: 'CONFLICT', message: words }], replyOption: option });
    const language = option?.templates[0]?.language;
    const sent = await say(on, ana, { content: [{ template: { name: 'hello_world', language } }] });
    expect(sent).toMatchObject({ userErrors: [], replyOption: null });
    await until(async () => ['SENT', 'DELIVERED', 'READ'].includes((await delivery(on, sent.message?.id ?? '')).state)).toBe(true);
    await hear(on, ana, 'Thanks');
    expect(await options(on, ana)).toMatchObject([{ open: true, reason: null, message: null }]);
    expect((await say(on, ana, { text: 'You are welcome.' })).userErrors).toEqual([]);
  });

  test('is said for each identity of the customer, the one they wrote from last first', async () => {
    const on = await stage('whatsapp', 'messenger', 'webchat');
    const wrote = Math.floor((Date.now() - 25 * hour) / second) * second;
    const facebook = await meet(on, 'messenger', 'Hello?', { timestamp: wrote });
    const phone = await meet(on, 'whatsapp', 'Hello??');
    const web = await meet(on, 'webchat', 'Hello???');
    await mergeCustomers(on, phone.id, facebook.id);
    await mergeCustomers(on, web.id, facebook.id);
    await until(async () => (await options(on, facebook)).map(({ identity }) => identity.channelId)).toEqual([
      'webchat',
      'whatsapp',
      'messenger',
    ]);
    const [chat, wa, page] = await options(on, facebook);
    expect(chat).toMatchObject({ open: true, openUntil: null, tag: null, reason: null });
    expect(wa?.open).toBe(true);
    expect(Date.parse(wa?.openUntil ?? '') - Date.now()).toBeGreaterThan(23 * hour);
    expect(page).toMatchObject({ open: true, openUntil: new Date(wrote + 7 * 24 * hour).toISOString(), tag: 'HUMAN_AGENT' });
    expect(chat?.content).toContain('carousel');
  });

  test('of an account that is paused says so, and what is said waits until it resumes', async () => {
    const on = await stage('whatsapp');
    const ana = await meet(on, 'whatsapp', 'Hello?');
    const account = { channelAccountId: on.account('whatsapp').id };
    await act(on, 'updateChannelAccount', { ...account, status: 'PAUSED' }, 'channelAccount { id }');
    expect(await options(on, ana)).toMatchObject([{ open: false, reason: 'ACCOUNT_PAUSED', message: expect.any(String) }]);
    expect(await say(on, ana, { text: 'One moment' })).toMatchObject({ userErrors: [], replyOption: null });
    await act(on, 'updateChannelAccount', { ...account, status: 'ACTIVE' }, 'channelAccount { id }');
    await untilSent(on, ana, ['One moment']);
  });

  test('is asked with the page in one request, and is not for customers', async () => {
    const on = await stage('webchat');
    const { sessionToken = '' } = await on.say('webchat', { text: 'Hello?' });
    const asked = '{ viewer { customer { dialogue { replyOptions { open } entries(last: 1) { edges { node { id } } } } } } }';
    type Seen = { viewer: { customer: { dialogue: { replyOptions: null; entries: { edges: object[] } } } } };
    const look = async () => ((await on.ask(asked, {}, sessionToken)).data as unknown as Seen).viewer.customer.dialogue;
    await until(async () => (await look()).entries.edges.length).toBe(1);
    expect((await look()).replyOptions).toBeNull();
  });
});
