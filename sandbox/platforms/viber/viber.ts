import { createHmac } from 'node:crypto';
import { type SandboxAccount, secret, setting } from '../../account.ts';
import { type Answer, type ApiRequest, json, jsonBody, text } from '../../api.ts';
import { type Act, ControlError, type File, filesOf, sentOf, type Told, unread, without } from '../../deed.ts';
import type { Fact, Person, Sent, SentState } from '../../memory.ts';
import type { Platform, World } from '../../platform.ts';
import { word } from '../../random.ts';
import { reportOf, type Webhook, webhookOf } from '../../webhook.ts';
import { choicesIn, messageIn, type ViberMessage, wordsOf } from './checks.ts';
import { refused, statusOf } from './refusal.ts';
import { encode, freshToken } from './token.ts';

const demo: Person = { id: 'xy5/5y6O81+/kbWHpLhBoA==', name: 'Robin' };
const sentence = 'Hello, is the blue kettle back in stock?';
const types: Record<File['type'], string> = {
  image: 'picture',
  video: 'video',
  audio: 'file',
  voice: 'file',
  file: 'file',
  sticker: 'sticker',
};

/** Viber, as bots and their subscribers meet it (viber.md). */
export const viber: Platform = {
  channel: 'viber',
  needed: { settings: ['botUri'], secrets: ['authToken'] },
  open: (sandboxUrl) => ({
    name: 'Bot',
    settings: { botUri: `shop-${word(4)}`, senderName: 'Shop', apiBaseUrl: `${sandboxUrl}/viber` },
    secrets: { authToken: `${word(12)}-${word(12)}` },
  }),
  play: (world) => ({
    deeds: {
      say: {
        what: 'writes, or presses a button: { from, name, text, attachment(s), location, contact, payload }',
        run: (account, act) => say(world, account, act),
      },
      open: {
        what: 'opens the chat by a link: { from, more: { context } }',
        run: (account, act) =>
          happen(
            world,
            account,
            act,
            (person) => ({
              event: 'conversation_started',
              type: 'open',
              context: String(act.more?.context ?? ''),
              user: userOf(person),
              subscribed: false,
            }),
            undefined,
          ),
      },
      follow: {
        what: 'subscribes: { from }',
        run: (account, act) => happen(world, account, act, (person) => ({ event: 'subscribed', user: userOf(person) }), true),
      },
      unblock: {
        what: 'subscribes again: { from }',
        run: (account, act) => happen(world, account, act, (person) => ({ event: 'subscribed', user: userOf(person) }), true),
      },
      block: {
        what: 'unsubscribes: { from }',
        run: (account, act) => happen(world, account, act, ({ id }) => ({ event: 'unsubscribed', user_id: id }), false),
      },
      read: { what: 'reads a message, or all: { from, messageId }', run: (account, act) => read(world, account, act) },
      verify: {
        what: 'sets the webhook: Viber asks whether it is there',
        run: async (account) => {
          const body = encode({ event: 'webhook', timestamp: world.now(), message_token: freshToken() });
          return { messageId: null, outcome: await world.once(webhookOf(account, '', body)) };
        },
      },
    },
    webhooks: {
      contentType: 'application/json',
      patience: 5_000,
      retries: { waits: [1_000, 10_000, 60_000, 300_000] },
      sign: ({ account, body }) => ({
        'x-viber-content-signature': createHmac('sha256', secret(account, 'authToken')).update(body).digest('hex'),
      }),
    },
    api: {
      whose: ({ headers }) =>
        world.memory.accountsOn('viber').find((account) => secret(account, 'authToken') === headers['x-viber-auth-token']),
      stranger: () => statusOf(2),
      answer: (request, account) => answer(world, account, request),
      failing: {
        rate_limit: statusOf(12),
        server_error: json(502, { error: 'Bad Gateway' }),
        token_revoked: statusOf(2),
      },
    },
    report: (account, messages, state) => messages.map((sent) => report(world, account, sent, state)),
  }),
};

async function say(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  without(act, 'replyTo');
  const { person, facts } = speaker(world, account, act);
  const at = act.timestamp ?? world.now();
  const pressed = act.payload === undefined ? undefined : pressedIn(world, account, person, act.payload);
  const words = act.payload ?? act.text ?? act.title;
  const parts: Record<string, unknown>[] = filesOf(act).map((file) => ({ ...fileIn(file) }));
  if (act.location)
    parts.push({
      type: 'location',
      location: { lat: act.location.latitude, lon: act.location.longitude, address: act.location.address ?? '' },
    });
  if (act.contact) parts.push({ type: 'contact', contact: { name: act.contact.name, phone_number: act.contact.phone ?? '' } });
  const [first] = parts;
  // A picture has its words with it; whatever else is said comes on its own.
  if (words !== undefined && first?.type === 'picture') first.text = words;
  else if (words !== undefined || parts.length === 0) parts.push({ type: 'text', text: words ?? sentence });
  let messageId = '';
  const webhooks = parts.map((message) => {
    const token = messageId === '' ? (act.id ?? freshToken()) : freshToken();
    messageId ||= token;
    facts.push({ kind: 'said', account: account.id, said: { id: token, person: person.id, at, edits: 0, text: words } });
    const tracking = pressed?.tracking_data === undefined ? {} : { tracking_data: pressed.tracking_data };
    const body = {
      event: 'message',
      timestamp: at,
      message_token: token,
      sender: userOf(person),
      message: { ...message, ...tracking },
      silent: false,
    };
    return webhookOf(account, person.id, encode(body));
  });
  return { from: person.id, messageId, outcome: await world.publish(facts, webhooks) };
}

async function happen(
  world: World,
  account: SandboxAccount,
  act: Act,
  event: (person: Person) => object,
  subscribed: boolean | undefined,
): Promise<Told> {
  const { person } = speaker(world, account, act);
  const facts: Fact[] = [{ kind: 'person', account: account.id, person }];
  if (subscribed !== undefined) facts.push({ kind: 'kept', account: account.id, name: `subscribed ${person.id}`, value: subscribed });
  const body = encode({ ...event(person), timestamp: world.now(), message_token: freshToken() });
  return { from: person.id, messageId: null, outcome: await world.publish(facts, [webhookOf(account, person.id, body)]) };
}

async function read(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const messages = unread(world, account, from, act.messageId);
  const outcome = await world.publish(
    [],
    messages.map((sent) => report(world, account, sent, 'read')),
  );
  return { from, messageId: act.messageId ?? null, outcome };
}

/** Who writes is subscribed by it (viber.md, Policy). */
function speaker(world: World, account: SandboxAccount, act: Act): { person: Person; facts: Fact[] } {
  const id = act.from ?? demo.id;
  if (!/^[\w+/=-]{1,64}$/.test(id)) throw new ControlError(400, 'BAD_INPUT', 'from: a Viber user id, in base64');
  const name = act.name ?? world.memory.person(account.id, id)?.name ?? (id === demo.id ? demo.name : undefined);
  const person: Person = { id, name, spokeAt: act.timestamp ?? world.now() };
  const known: Fact = { kind: 'person', account: account.id, person };
  return { person, facts: [known, { kind: 'kept', account: account.id, name: `subscribed ${id}`, value: true }] };
}

function pressedIn(world: World, account: SandboxAccount, person: Person, payload: string): ViberMessage | undefined {
  const sent = world.memory
    .sentTo(account.id, person.id)
    .findLast(({ request }) => choicesIn(request as ViberMessage).some(({ body }) => body === payload));
  return sent?.request as ViberMessage | undefined;
}

function answer(world: World, account: SandboxAccount, request: ApiRequest): Answer {
  if (request.method !== 'POST') return text(405);
  switch (request.path) {
    case '/pa/get_account_info':
      return json(200, {
        status: 0,
        status_message: 'ok',
        id: `pa:${setting(account, 'botUri')}`,
        uri: setting(account, 'botUri'),
        name: 'Shop',
        webhook: account.webhookUrl,
      });
    case '/pa/set_webhook':
      return json(200, {
        status: 0,
        status_message: 'ok',
        event_types: ['delivered', 'seen', 'failed', 'subscribed', 'unsubscribed', 'conversation_started'],
      });
    case '/pa/get_user_details': {
      const person = world.memory.person(account.id, String((jsonBody(request) as { id?: unknown })?.id ?? ''));
      if (!person) throw refused(5);
      return json(200, { status: 0, status_message: 'ok', message_token: 0, user: userOf(person) });
    }
    case '/pa/send_message':
      return send(world, account, messageIn(jsonBody(request)));
    default:
      return text(404, 'Not Found');
  }
}

function send(world: World, account: SandboxAccount, message: ViberMessage): Answer {
  const { receiver } = message;
  if (!world.memory.person(account.id, receiver)) throw refused(5);
  if (world.memory.kept(account.id, `subscribed ${receiver}`) !== true) throw refused(6);
  const sent = sentOf(world, account, {
    to: receiver,
    type: message.type,
    text: wordsOf(message),
    messageId: freshToken(),
    reference: message.tracking_data ?? null,
    request: message,
  });
  const off = world.conduct(account).receipts === 'none';
  void world.publish([{ kind: 'sent', sent }], off ? [] : [report(world, account, sent, 'delivered')]);
  const body = { status: 0, status_message: 'ok', message_token: sent.messageId, chat_hostname: 'SN-CHAT-01', billing_status: 1 };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: encode(body) };
}

/** How far a message came, told by its token (viber.md, Inbound). */
function report(world: World, account: SandboxAccount, sent: Sent, state: SentState): Webhook {
  const event = state === 'read' ? 'seen' : 'delivered';
  return reportOf(account, [sent], state, encode({ event, timestamp: world.now(), message_token: sent.messageId, user_id: sent.to }));
}

function userOf({ id, name = 'Robin' }: Person): object {
  return { id, name, avatar: 'https://media.example.com/a.jpg', language: 'en', country: 'NO', api_version: 10 };
}

function fileIn(file: File): object {
  const type = types[file.type];
  if (type === 'sticker') return { type, sticker_id: 46105, media: file.url };
  const size = file.size ?? 1_024;
  if (type === 'picture') return { type, media: file.url, thumbnail: file.url, file_name: file.name ?? 'photo.jpg', size };
  return { type, media: file.url, size, ...(type === 'video' ? { duration: 3, thumbnail: file.url } : { file_name: file.name ?? 'file' }) };
}
