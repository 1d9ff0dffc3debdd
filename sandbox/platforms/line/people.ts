import { createHmac, randomUUID } from 'node:crypto';
import { type SandboxAccount, secret, setting } from '../../account.ts';
import { type Act, ControlError, type File, filesOf, own, type Told, without } from '../../deed.ts';
import type { Fact, Media, Person } from '../../memory.ts';
import type { Deed, World } from '../../platform.ts';
import { digits, hex, word } from '../../random.ts';
import { type Webhook, webhookOf } from '../../webhook.ts';
import { choicesIn, type LineMessage } from './checks.ts';

const demo: Person = { id: 'U4af4980629000000000000000000000a', name: 'Robin' };
const sentence = 'Hello, is the blue kettle back in stock?';
const types: Record<File['type'], string> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'audio',
  file: 'file',
  sticker: 'sticker',
};
const mimeOf: Record<string, string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/x-m4a',
  file: 'application/octet-stream',
  sticker: 'image/png',
};

/** How LINE signs what it tells: base64 of the body's HMAC with the channel secret (line.md, Inbound). */
export function signature(account: SandboxAccount, body: Uint8Array): string {
  return createHmac('sha256', secret(account, 'channelSecret')).update(body).digest('base64');
}

/** What people do on LINE (line.md, Inbound). */
export function deedsOf(world: World): Record<string, Deed> {
  return {
    say: {
      what: 'writes, or taps a button: { from, name, text, attachment(s), location, payload, replyTo }',
      run: (account, act) => say(world, account, act),
    },
    unsend: { what: 'takes a message back: { from, messageId }', run: (account, act) => unsend(world, account, act) },
    follow: { what: 'adds the account: { from }', run: (account, act) => follow(world, account, act, false) },
    block: { what: 'blocks the account: { from }', run: (account, act) => unfollow(world, account, act) },
    unblock: { what: 'lets it write again: { from }', run: (account, act) => follow(world, account, act, true) },
    verify: {
      what: 'presses Verify in the console: no events',
      run: async (account) => ({
        messageId: null,
        outcome: await world.once(webhookOf(account, '', JSON.stringify({ destination: setting(account, 'botUserId'), events: [] }))),
      }),
    },
  };
}

async function say(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  without(act, 'contact');
  const { person, fact } = speaker(world, account, act);
  const at = act.timestamp ?? world.now();
  const pressed = act.payload === undefined ? undefined : pressedIn(world, account, person, act.payload);
  if (pressed)
    return {
      from: person.id,
      messageId: null,
      outcome: await tell(world, account, person, at, { type: 'postback', postback: { data: act.payload } }, [fact]),
    };
  const quote = act.replyTo === undefined ? {} : { quotedMessageId: act.replyTo };
  const words = act.text ?? act.title ?? act.payload;
  const facts: Fact[] = [fact];
  const parts: [object, Media[]][] = filesOf(act).map((file) => {
    const id = digits(18);
    const type = types[file.type];
    const media: Media = { id, url: file.url, mimeType: file.mimeType ?? mimeOf[type] ?? '', name: file.name };
    return [{ id, type, ...partOf(type, file) }, [media]];
  });
  if (act.location) {
    const { latitude, longitude, name: title, address } = act.location;
    parts.push([{ id: digits(18), type: 'location', latitude, longitude, ...(title && { title }), ...(address && { address }) }, []]);
  }
  if (words !== undefined || parts.length === 0)
    parts.push([
      { id: act.id ?? digits(18), type: 'text', text: words ?? sentence, quoteToken: word(), markAsReadToken: word(), ...quote },
      [],
    ]);
  const webhooks = parts.map(([message, files]) => {
    const { id, text } = message as { id: string; text?: string };
    facts.push({ kind: 'said', account: account.id, said: { id, person: person.id, at, edits: 0, text, files } });
    return event(world, account, person, at, { type: 'message', message });
  });
  const [last] = facts.slice(-1);
  const messageId = last?.kind === 'said' ? last.said.id : null;
  return { from: person.id, messageId, outcome: await world.publish(facts, webhooks) };
}

async function unsend(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const { person } = speaker(world, account, act);
  const { id } = own(world, account, person.id, act.messageId);
  return {
    from: person.id,
    messageId: id,
    outcome: await tell(world, account, person, world.now(), { type: 'unsend', unsend: { messageId: id } }, []),
  };
}

async function follow(world: World, account: SandboxAccount, act: Act, isUnblocked: boolean): Promise<Told> {
  const { person, fact } = speaker(world, account, act);
  const facts: Fact[] = [fact, { kind: 'kept', account: account.id, name: `blocked ${person.id}`, value: undefined }];
  return {
    from: person.id,
    messageId: null,
    outcome: await tell(world, account, person, world.now(), { type: 'follow', follow: { isUnblocked } }, facts),
  };
}

/** What is sent to who has blocked the account is taken, and shown to nobody (line.md, Outbound). */
async function unfollow(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const { person, fact } = speaker(world, account, act);
  const facts: Fact[] = [fact, { kind: 'kept', account: account.id, name: `blocked ${person.id}`, value: true }];
  return { from: person.id, messageId: null, outcome: await tell(world, account, person, world.now(), { type: 'unfollow' }, facts) };
}

function speaker(world: World, account: SandboxAccount, act: Act): { person: Person; fact: Fact } {
  const id = act.from ?? demo.id;
  if (!/^U[0-9a-zA-Z]{1,40}$/.test(id)) throw new ControlError(400, 'BAD_INPUT', 'from: a LINE user id, U and 32 hex digits');
  const name = act.name ?? world.memory.person(account.id, id)?.name ?? (id === demo.id ? demo.name : undefined);
  const person: Person = { id, name, spokeAt: act.timestamp ?? world.now() };
  return { person, fact: { kind: 'person', account: account.id, person } };
}

function pressedIn(world: World, account: SandboxAccount, person: Person, data: string) {
  return world.memory
    .sentTo(account.id, person.id)
    .findLast(({ request }) => choicesIn(request as LineMessage).some((choice) => choice.data === data));
}

function tell(world: World, account: SandboxAccount, person: Person, at: number, body: object, facts: Fact[]) {
  return world.publish(facts, [event(world, account, person, at, body)]);
}

/** One event in its envelope; where it can be answered, with a token for one answer within a minute. */
function event(world: World, account: SandboxAccount, person: Person, timestamp: number, body: object): Webhook {
  const { type } = body as { type: string };
  const replyToken = hex(16);
  const answerable = type !== 'unfollow' && type !== 'unsend';
  if (answerable)
    world.memory.remember([
      { kind: 'kept', account: account.id, name: `reply ${replyToken}`, value: { to: person.id, until: world.now() + 60_000 } },
    ]);
  const known = {
    mode: 'active',
    timestamp,
    source: { type: 'user', userId: person.id },
    webhookEventId: randomUUID().replaceAll('-', '').slice(0, 26).toUpperCase(),
  };
  const one = { ...known, deliveryContext: { isRedelivery: false }, ...body, ...(answerable ? { replyToken } : {}) };
  return webhookOf(account, person.id, JSON.stringify({ destination: setting(account, 'botUserId'), events: [one] }));
}

function partOf(type: string, file: File): object {
  if (type === 'sticker')
    return { packageId: '446', stickerId: '1988', stickerResourceType: 'STATIC', keywords: ['hi'], quoteToken: word() };
  if (type === 'file') return { fileName: file.name ?? 'file', fileSize: file.size ?? 1 };
  const provided = { contentProvider: { type: 'line' } };
  return type === 'image' ? { ...provided, quoteToken: word() } : { ...provided, duration: 3_000 };
}
