import { type SandboxAccount, secret, setting } from '../../account.ts';
import { type Answer, type ApiRequest, formBody, json, text, tokenOf } from '../../api.ts';
import { type Act, ControlError, type File, filesOf, mimeTypes, sentOf, type Told, without } from '../../deed.ts';
import type { Fact, Media, Sent } from '../../memory.ts';
import { type Bucket, take } from '../../pace.ts';
import type { Platform, World } from '../../platform.ts';
import { digits, hex } from '../../random.ts';
import { webhookOf } from '../../webhook.ts';
import { type MessageForm, messageForm } from './checks.ts';
import { refused } from './refusal.ts';
import { resourceOf } from './resource.ts';
import { callbacks, webhooks } from './webhook.ts';

const demo = '+15550002222';
const sentence = 'Where is my order?';
const busy = () => refused(429, 20429, 'Too Many Requests');
const unauthorized = () => refused(401, 20003, 'Authenticate');

/** Twilio's messaging, as numbers and the phones that write to them meet it (sms.md). */
export const sms: Platform = {
  channel: 'sms',
  needed: { settings: ['accountSid', 'phoneNumber'], secrets: ['authToken'] },
  open: (sandboxUrl) => ({
    name: 'Number',
    settings: { accountSid: `AC${hex(16)}`, phoneNumber: `+1555${digits(7)}`, apiBaseUrl: `${sandboxUrl}/sms` },
    secrets: { authToken: hex(16) },
  }),
  play(world) {
    const buckets = new Map<string, Bucket>();
    return {
      deeds: {
        say: {
          what: 'writes: { from, text, attachment(s) }; STOP and START do as they say',
          run: (account, act) => say(world, account, act),
        },
        lose: {
          what: 'gives up the number: { from }; what is sent there is not delivered',
          async run(account, { from = demo }) {
            return {
              from,
              messageId: null,
              outcome: await world.publish([{ kind: 'kept', account: account.id, name: `lost ${from}`, value: true }], []),
            };
          },
        },
      },
      webhooks,
      api: {
        whose: (request) => whose(world, request),
        stranger: () => unauthorized().answer,
        answer: (request, account) => answer(world, account, request, buckets),
        failing: {
          rate_limit: busy().answer,
          server_error: refused(500, 20500, 'Internal Server Error').answer,
          token_revoked: unauthorized().answer,
        },
      },
      // Phones of this kind do not tell that something was read.
      report: (account, messages, state) =>
        state === 'delivered' ? messages.flatMap((sent) => callbacks(account, sent, state, world.now())) : [],
    };
  },
};

/** By the account in the path, and its token or a key of it; of several numbers of one account, the one that writes. */
function whose(world: World, request: ApiRequest): SandboxAccount | undefined {
  const sid = /^\/2010-04-01\/Accounts\/([^/.]+)/.exec(request.path)?.[1];
  const [user, password] = Buffer.from(tokenOf(request, 'Basic') ?? '', 'base64')
    .toString()
    .split(':');
  const isIts = (account: SandboxAccount) =>
    (user === sid && password === secret(account, 'authToken')) ||
    (user !== '' && user === setting(account, 'apiKeySid') && password === secret(account, 'apiKeySecret'));
  const own = world.memory.accountsOn('sms').filter((account) => setting(account, 'accountSid') === sid && isIts(account));
  const from = formBody(request).get('From') ?? request.query.get('From');
  return own.find((account) => setting(account, 'phoneNumber') === from) ?? own[0];
}

function answer(world: World, account: SandboxAccount, request: ApiRequest, buckets: Map<string, Bucket>): Answer {
  const [thing = '', id, what, file] = request.path.split('/').slice(4);
  if (request.method === 'GET' && thing === '')
    return json(200, { sid: setting(account, 'accountSid'), friendly_name: 'Shop', status: 'active', type: 'Full' });
  if (request.method === 'GET' && what === 'Media') return download(world, account, file ?? '');
  if (request.method === 'POST' && thing === 'Messages.json')
    return json(201, send(world, account, messageForm(formBody(request), account), buckets));
  if (request.method === 'GET' && thing === 'Messages.json') return json(200, listed(world, account, request.query));
  const sent = world.memory.sentBy(account.id, (id ?? '').replace('.json', ''));
  if (request.method === 'GET' && thing === 'Messages' && sent) return json(200, resourceOf(account, sent));
  throw refused(404, 20404, `The requested resource ${request.path} was not found`);
}

/** What a person sent is at an address of Twilio's, which leads to where it is (sms.md, Media). */
function download(world: World, account: SandboxAccount, id: string): Answer {
  const media = world.memory.media(account.id, id);
  if (!media) throw refused(404, 20404, 'The requested resource was not found');
  const [, data] = /^data:[^,]*;base64,(.*)$/.exec(media.url) ?? [];
  if (data === undefined) return text(307, '', { location: media.url });
  return { status: 200, headers: { 'content-type': media.mimeType }, body: Buffer.from(data, 'base64') };
}

function send(world: World, account: SandboxAccount, form: MessageForm, buckets: Map<string, Bucket>): object {
  // Too many calls at once are refused; what is taken is queued at the number's own pace (sms.md, Limits).
  if (!take(buckets, account.id, 100, 10, world.now())) throw busy();
  if (world.memory.kept(account.id, `stopped ${form.to}`) === true) throw refused(400, 21610, 'Attempt to send to unsubscribed recipient');
  const lost = world.memory.kept(account.id, `lost ${form.to}`) === true;
  const error: Sent['error'] = lost ? { code: 30005, title: 'Unknown destination handset', details: '' } : null;
  const sent = sentOf(world, account, {
    to: form.to,
    type: form.media.length > 0 ? 'media' : 'text',
    text: form.body ?? null,
    messageId: `${form.media.length > 0 ? 'MM' : 'SM'}${hex(16)}`,
    state: form.statusCallback !== undefined ? 'accepted' : error ? 'failed' : 'sent',
    error,
    request: form,
  });
  void world.publish([{ kind: 'sent', sent }], callbacks(account, sent, error ? 'failed' : 'sent', world.now()));
  return { ...resourceOf(account, sent, 'queued'), error_code: null, error_message: null };
}

/** The latest first (sms.md, reconcile by listing). */
function listed(world: World, account: SandboxAccount, query: URLSearchParams): object {
  const size = Math.min(Number(query.get('PageSize') ?? 50), 1_000);
  const to = query.get('To');
  const own = to === null ? world.memory.sent.filter((sent) => sent.account === account.id) : world.memory.sentTo(account.id, to);
  const messages = own
    .toReversed()
    .slice(0, size)
    .map((sent) => resourceOf(account, sent));
  return { messages, page: 0, page_size: size, next_page_uri: null };
}

const words: Record<string, 'STOP' | 'START' | 'HELP'> = {
  ...Object.fromEntries(['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'optout', 'revoke'].map((word) => [word, 'STOP'])),
  ...Object.fromEntries(['start', 'yes', 'unstop'].map((word) => [word, 'START'])),
  ...Object.fromEntries(['help', 'info'].map((word) => [word, 'HELP'])),
};

async function say(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  without(act, 'location', 'contact', 'replyTo', 'payload');
  const from = (act.from ?? demo).replace(/^(?=\d{7})/, '+');
  if (!/^\+?\d{3,15}$/.test(from)) throw new ControlError(400, 'BAD_INPUT', 'from: a phone number such as +15550002222');
  const at = act.timestamp ?? world.now();
  const files = filesOf(act).map(mediaOf);
  const sid = act.id ?? `${files.length > 0 ? 'MM' : 'SM'}${hex(16)}`;
  const body = act.text ?? (files.length > 0 ? '' : sentence);
  const word = words[body.trim().toLowerCase()];
  const facts: Fact[] = [
    { kind: 'person', account: account.id, person: { id: from, spokeAt: at } },
    { kind: 'said', account: account.id, said: { id: sid, person: from, at, edits: 0, text: body, files } },
  ];
  if (word === 'STOP' || word === 'START')
    facts.push({ kind: 'kept', account: account.id, name: `stopped ${from}`, value: word === 'STOP' });
  const webhook = webhookOf(account, from, new URLSearchParams(fieldsOf(world, account, { sid, from, body, word, files })).toString());
  return { from, messageId: sid, outcome: await world.publish(facts, [webhook]) };
}

interface Written {
  sid: string;
  from: string;
  body: string;
  word?: string;
  files: Media[];
}

/** samples/sms/inbound-*.json. */
function fieldsOf(world: World, account: SandboxAccount, { sid, from, body, word, files }: Written): Record<string, string> {
  const accountSid = setting(account, 'accountSid');
  const service = setting(account, 'messagingServiceSid');
  const address = ({ id }: Media) => `${world.url}/sms/2010-04-01/Accounts/${accountSid}/Messages/${sid}/Media/${id}`;
  return {
    ToCountry: 'US',
    SmsMessageSid: sid,
    NumMedia: String(files.length),
    ToCity: '',
    SmsSid: sid,
    SmsStatus: 'received',
    FromCity: '',
    Body: body,
    FromCountry: 'US',
    To: setting(account, 'phoneNumber'),
    NumSegments: '1',
    MessageSid: sid,
    AccountSid: accountSid,
    From: from,
    ApiVersion: '2010-04-01',
    ...(service === '' ? {} : { MessagingServiceSid: service }),
    ...(word === undefined ? {} : { OptOutType: word }),
    ...Object.fromEntries(files.map((file, index) => [`MediaUrl${index}`, address(file)])),
    ...Object.fromEntries(files.map(({ mimeType }, index) => [`MediaContentType${index}`, mimeType])),
  };
}

function mediaOf({ type, url, mimeType = mimeTypes[type] }: File): Media {
  return { id: `ME${hex(16)}`, url, mimeType };
}
