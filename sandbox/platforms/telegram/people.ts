import type { SandboxAccount } from '../../account.ts';
import { type Act, ControlError, type File, filesOf, own, type Told, target } from '../../deed.ts';
import type { Fact, Media, Person } from '../../memory.ts';
import type { Deed, World } from '../../platform.ts';
import { digits, word } from '../../random.ts';
import { type Webhook, webhookOf } from '../../webhook.ts';
import { botOf, fileIn, mimeOf, userOf } from './shapes.ts';

const demo: Person = { id: '555000111', name: 'Robin Vale' };
const sentence = 'Hello, where is my order?';

/** What people do on Telegram (telegram.md, Inbound). */
export function deedsOf(world: World): Record<string, Deed> {
  const bound = (deed: (world: World, account: SandboxAccount, act: Act) => Promise<Told>) => (account: SandboxAccount, act: Act) =>
    deed(world, account, act);
  return {
    say: {
      what: 'writes, presses a button, or starts the bot by a link: { from, name, text, attachment(s), location, contact, payload, replyTo }',
      run: bound(say),
    },
    react: { what: 'reacts: { from, messageId, emoji }; no emoji takes it back', run: bound(react) },
    edit: { what: 'edits: { from, messageId, text }', run: bound(edit) },
    block: { what: 'stops the bot: { from }', run: (account, act) => stand(world, account, act, 'kicked') },
    unblock: { what: 'starts the bot again: { from }', run: (account, act) => stand(world, account, act, 'member') },
  };
}

/** The number of the next message in a bot's chats; kept, as no two may be the same. */
export function nextNumber(world: World, account: SandboxAccount, name: 'message' | 'update'): number {
  const last = Number(world.memory.kept(account.id, `last ${name}`) ?? 100);
  world.memory.remember([{ kind: 'kept', account: account.id, name: `last ${name}`, value: last + 1 }]);
  return last + 1;
}

async function say(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const { person, fact } = speaker(world, account, act);
  const pressed = act.payload === undefined ? undefined : pressedIn(world, account, person, act.payload);
  if (pressed)
    return {
      from: person.id,
      messageId: null,
      outcome: await world.publish([fact], [press(world, account, person, act.payload ?? '', pressed)]),
    };
  const at = act.timestamp ?? world.now();
  const files = filesOf(act).map((file): [File, Media] => [
    file,
    { id: `AgAC${word(18)}`, url: file.url, mimeType: file.mimeType ?? mimeOf[file.type], name: file.name },
  ]);
  const group = files.length > 1 ? { media_group_id: digits(17) } : {};
  const parts: object[] = files.map(([file, media]) => ({ ...group, ...fileIn(file, media) }));
  if (act.location) parts.push(placeIn(act.location));
  if (act.contact) parts.push({ contact: { phone_number: act.contact.phone ?? '', first_name: act.contact.name } });
  const words = act.text ?? act.title ?? act.payload;
  if (parts.length === 0) parts.push({ text: words ?? sentence });
  else if (words !== undefined && files.length > 0) Object.assign(parts[0] ?? {}, { caption: words });
  const facts: Fact[] = [fact];
  let messageId = '';
  const webhooks = parts.map((part, index) => {
    const number = act.id !== undefined && index === 0 ? Number(act.id) : nextNumber(world, account, 'message');
    const id = `${person.id}:${number}`;
    messageId ||= id;
    const media = files[index]?.[1];
    facts.push({
      kind: 'said',
      account: account.id,
      said: { id, person: person.id, at, edits: 0, text: words, files: media ? [media] : [] },
    });
    return update(world, account, person, { message: { ...head(person, number, at), ...answered(world, account, act), ...part } });
  });
  return { from: person.id, messageId, outcome: await world.publish(facts, webhooks) };
}

async function edit(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const { person } = speaker(world, account, act);
  const said = own(world, account, person.id, act.messageId);
  if (act.text === undefined) throw new ControlError(400, 'BAD_INPUT', 'text: an edit needs the new text');
  const edit_date = seconds(act.timestamp ?? world.now());
  const edited_message = { ...head(person, numberOf(said.id), said.at), edit_date, text: act.text };
  return { from: person.id, messageId: said.id, outcome: await world.publish([], [update(world, account, person, { edited_message })]) };
}

async function react(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const { person } = speaker(world, account, act);
  const messageId = target(world, account, person.id, act.messageId);
  const before = world.memory.kept(account.id, `reaction ${messageId} ${person.id}`);
  const list = (emoji: unknown) => (typeof emoji === 'string' && emoji !== '' ? [{ type: 'emoji', emoji }] : []);
  const { from: user, chat } = userOf(person);
  const message_reaction = {
    chat,
    message_id: numberOf(messageId),
    user,
    date: seconds(world.now()),
    old_reaction: list(before),
    new_reaction: list(act.emoji),
  };
  const kept: Fact = { kind: 'kept', account: account.id, name: `reaction ${messageId} ${person.id}`, value: act.emoji || undefined };
  return { from: person.id, messageId, outcome: await world.publish([kept], [update(world, account, person, { message_reaction })]) };
}

async function stand(world: World, account: SandboxAccount, act: Act, status: 'kicked' | 'member'): Promise<Told> {
  const { person, fact } = speaker(world, account, act);
  const { from, chat } = userOf(person);
  const of = (standing: string) => ({ user: botOf(account), status: standing, ...(standing === 'kicked' ? { until_date: 0 } : {}) });
  const old_chat_member = of(status === 'kicked' ? 'member' : 'kicked');
  const my_chat_member = { chat, from, date: seconds(world.now()), old_chat_member, new_chat_member: of(status) };
  const kept: Fact = { kind: 'kept', account: account.id, name: `blocked ${person.id}`, value: status === 'kicked' || undefined };
  return {
    from: person.id,
    messageId: null,
    outcome: await world.publish([fact, kept], [update(world, account, person, { my_chat_member })]),
  };
}

function speaker(world: World, account: SandboxAccount, act: Act): { person: Person; fact: Fact } {
  const id = act.from ?? demo.id;
  if (!/^[1-9]\d{0,14}$/.test(id)) throw new ControlError(400, 'BAD_INPUT', 'from: the number of a Telegram user, such as 555000111');
  const name = act.name ?? world.memory.person(account.id, id)?.name ?? (id === demo.id ? demo.name : undefined);
  const person: Person = { id, name, spokeAt: act.timestamp ?? world.now() };
  return { person, fact: { kind: 'person', account: account.id, person } };
}

/** The message whose button carries this payload. */
function pressedIn(world: World, account: SandboxAccount, person: Person, payload: string) {
  return world.memory.sentTo(account.id, person.id).findLast(({ request }) => {
    const { inline_keyboard: rows = [] } = ((request as { reply_markup?: unknown }).reply_markup ?? {}) as {
      inline_keyboard?: { callback_data?: string }[][];
    };
    return rows.flat().some(({ callback_data }) => callback_data === payload);
  });
}

function press(
  world: World,
  account: SandboxAccount,
  person: Person,
  data: string,
  sent: NonNullable<ReturnType<typeof pressedIn>>,
): Webhook {
  const { from, chat } = userOf(person);
  const { reply_markup } = sent.request as { reply_markup?: object };
  const message = {
    message_id: numberOf(sent.messageId),
    from: botOf(account),
    chat,
    date: seconds(sent.at),
    text: sent.text ?? '',
    reply_markup,
  };
  return update(world, account, person, { callback_query: { id: digits(19), from, message, chat_instance: `-${digits(19)}`, data } });
}

function update(world: World, account: SandboxAccount, person: Person, event: object): Webhook {
  return webhookOf(account, person.id, JSON.stringify({ update_id: nextNumber(world, account, 'update'), ...event }));
}

function head(person: Person, message_id: number, at: number): object {
  return { message_id, ...userOf(person), date: seconds(at) };
}

function answered(world: World, account: SandboxAccount, { replyTo }: Act): object {
  if (replyTo === undefined) return {};
  const sent = world.memory.sentBy(account.id, replyTo);
  return { reply_to_message: { message_id: numberOf(replyTo), date: seconds(sent?.at ?? world.now()), text: sent?.text ?? '' } };
}

function placeIn({ latitude, longitude, name, address }: NonNullable<Act['location']>): object {
  const location = { latitude, longitude };
  return name === undefined ? { location } : { location, venue: { location, title: name, address: address ?? '' } };
}

/** The number in `chat:number`. */
export function numberOf(messageId: string): number {
  return Number(messageId.split(':').at(-1));
}

/** Telegram's clock has no milliseconds. */
export function seconds(at: number): number {
  return Math.floor(at / 1000);
}
