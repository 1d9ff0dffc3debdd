import { expect, test } from 'vitest';
import type { Content } from '../../schema/content.ts';
import type { ApiCall, Outbound } from '../../services/channels/plan.ts';
import { its } from '../channels/sms.ts';
import { accountOf, bytes, eventsOf, messageTo, requestOf } from '../channels/suite/stand.ts';

const { adapter } = its;
const account = { ...accountOf(its), webhookUrl: 'https://parlor.example/webhooks/acc_1' };
const messages = '/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json';

function told(params: { [name: string]: string }, query: { [name: string]: string } = {}): ReturnType<typeof eventsOf> {
  const all = { MessageSid: 'SM1', AccountSid: 'AC1', From: '+15550002222', To: '+15550001111', ...params };
  return eventsOf(its, { ...requestOf(its, 'inbound-sms'), query, body: bytes(new URLSearchParams(all).toString()) });
}

function calls(content: Content[], part: object = {}, settings: object = {}): ApiCall[] {
  const own = { ...account, settings: { ...account.settings, ...settings } };
  return adapter.render({ ...messageTo(its, content), ...part } as Outbound, own);
}

const forms = (made: ApiCall[]) => made.map(({ body }) => (body && 'form' in body ? body.form : body));

test('a status names our own message, which we wrote into the address it is told to', async () => {
  const callback = `${account.webhookUrl}?message=msg_01J0000000000000000000000A`;
  const [call] = calls([{ type: 'text', text: 'Hi' }]);
  expect(forms([call as ApiCall])).toEqual([
    [
      ['To', '+15550002222'],
      ['From', '+15550001111'],
      ['Body', 'Hi'],
      ['StatusCallback', callback],
    ],
  ]);
  const params = { MessageStatus: 'sent', From: '+15550001111', To: '+15550002222' };
  const query = Object.fromEntries(new URL(callback).searchParams);
  expect(await told(params, query)).toMatchObject([
    { kind: 'delivery', state: 'sent', platformIds: ['SM1'], reference: 'msg_01J0000000000000000000000A' },
  ]);
  expect(await told({ ...params, MessageStatus: 'queued' }, query)).toMatchObject([{ kind: 'unknown' }]);
});

test('what no answer came for is looked for among what was taken', () => {
  const [call] = calls([{ type: 'text', text: 'Hi' }]);
  expect(call).toMatchObject({
    path: messages,
    unanswered: 'lookup',
    lookup: {
      path: `${messages}?To=%2B15550002222&From=%2B15550001111&PageSize=50`,
      items: 'messages',
      match: { to: '+15550002222', from: '+15550001111', body: 'Hi', num_media: '0' },
      id: 'sid',
      at: 'date_created',
    },
  });
});

test('files go where they arrive, elsewhere a link does', () => {
  const url = 'https://files.example.com/box.jpg';
  const image: Content = { type: 'image', url, caption: 'Look' };
  const plain = (made: ApiCall[]) =>
    forms(made).map((form) => (form as [string, string][]).filter(([name]) => name === 'Body' || name === 'MediaUrl'));
  expect(plain(calls([image]))).toEqual([
    [
      ['Body', 'Look'],
      ['MediaUrl', url],
    ],
  ]);
  const norwegian = { to: [{ kind: 'phone', value: '+4740000000' }] };
  expect(plain(calls([image], norwegian))).toEqual([[['Body', `Look\n${url}`]]]);
  const long: Content = { ...image, caption: 'x'.repeat(1_590) };
  expect(plain(calls([long], norwegian))).toEqual([[['Body', 'x'.repeat(1_590)]], [['Body', url]]]);
});

test('a messaging service sends for all its numbers, but an answer leaves from the one that was written to', async () => {
  const service = { messagingServiceSid: 'MG1' };
  expect(forms(calls([{ type: 'text', text: 'x' }], {}, service))[0]).toContainEqual(['MessagingServiceSid', 'MG1']);
  expect(forms(calls([{ type: 'text', text: 'x' }], { place: { from: '+15550009999' } }, service))[0]).toContainEqual([
    'From',
    '+15550009999',
  ]);
  const [event] = await told({ To: '+15550009999', Body: 'Hi' });
  expect(event).toMatchObject({ externalId: '+15550009999', contact: { place: { from: '+15550009999' } } });
});

test("choices, places and people of Twilio's other channels", async () => {
  const events = await told({
    From: 'whatsapp:+15550002222',
    To: 'whatsapp:+15550001111',
    ProfileName: 'Robin',
    ButtonText: 'Yes',
    ButtonPayload: 'y',
    Body: 'Yes',
  });
  expect(events).toMatchObject([
    {
      contact: { addresses: [{ value: 'whatsapp:+15550002222' }], name: 'Robin' },
      content: [{ type: 'choice', text: 'Yes', payload: 'y' }],
    },
  ]);
  expect(await told({ Latitude: '59.9', Longitude: '10.7', Address: 'Quay 1' })).toMatchObject([
    { content: [{ type: 'location', address: 'Quay 1' }] },
  ]);
  expect(await told({ Body: 'Hi', ReferralSourceUrl: 'https://a.example' })).toMatchObject([
    { kind: 'message' },
    { kind: 'event', name: 'referral' },
  ]);
  expect(await told({ Body: 'START', OptOutType: 'START' })).toMatchObject([{ kind: 'message' }, { kind: 'standing', standing: 'open' }]);
});

test("the token is shown to Twilio's own addresses only", () => {
  const at = (url: string) => adapter.fetchMedia({ type: 'image', url }, account);
  expect(at('https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1')).toMatchObject([
    { headers: { authorization: expect.stringMatching(/^Basic /) } },
  ]);
  expect(at('https://api.twilio.com.evil.example/x')).toEqual([]);
});

test('a stop is no block: it is taken back by a word', () => {
  const [call] = calls([{ type: 'text', text: 'x' }]);
  const body = { code: 21610, message: 'Attempt to send to unsubscribed recipient', status: 400 };
  expect(adapter.read({ status: 400, headers: {}, body }, call as ApiCall)).toMatchObject({
    class: 'recipient_blocked',
    standing: 'opted_out',
  });
});
