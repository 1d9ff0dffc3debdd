import type { SandboxAccount } from '../../account.ts';
import { type Act, ControlError, type File, filesOf, mimeTypes, type Told, unread, without } from '../../deed.ts';
import type { Fact, Media } from '../../memory.ts';
import type { Deed, World } from '../../platform.ts';
import { hex, word } from '../../random.ts';
import { type AgentMessage, suggestionIn } from './checks.ts';
import { pushed, receipt, verification } from './webhook.ts';

const demo = '+15550002222';
const sentence = 'Hello';

/** What people with an RCS phone can do. */
export function deedsOf(world: World): Record<string, Deed> {
  const happens = (eventType: string): Deed['run'] => {
    return async (account, act) => {
      const from = phoneOf(act);
      const event = { eventType, eventId: word() };
      return { from, messageId: null, outcome: await world.publish([], [pushed(account, from, act.timestamp ?? world.now(), event)]) };
    };
  };
  return {
    say: {
      what: 'writes, or taps a suggestion: { from, text, attachment(s), location, payload }',
      run: (account, act) => say(world, account, act),
    },
    typing: { what: 'is writing: { from }', run: happens('IS_TYPING') },
    stop: { what: 'unsubscribes: { from }', run: happens('UNSUBSCRIBE') },
    start: { what: 'subscribes: { from }', run: happens('SUBSCRIBE') },
    read: { what: 'reads a message, or all: { from, messageId }', run: (account, act) => read(world, account, act) },
    lose: {
      what: 'has no RCS any more: { from }',
      async run(account, act) {
        const from = phoneOf(act);
        return {
          from,
          messageId: null,
          outcome: await world.publish([{ kind: 'kept', account: account.id, name: `lost ${from}`, value: true }], []),
        };
      },
    },
    verify: verification(world),
  };
}

function phoneOf({ from = demo }: Act): string {
  const phone = from.replace(/^(?=\d)/, '+');
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) throw new ControlError(400, 'BAD_INPUT', 'from: a phone number such as +15550002222');
  return phone;
}

/** Each file is a message of its own; the words come first. */
async function say(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  without(act, 'contact', 'replyTo');
  const from = phoneOf(act);
  const at = act.timestamp ?? world.now();
  const files = filesOf(act).map(mediaOf);
  const words = act.text ?? act.payload ?? act.location ?? (files.length > 0 ? undefined : sentence);
  const said = [
    ...(words === undefined ? [] : [{ content: wordsOf(world, account, from, act), files: [] }]),
    ...files.map((file) => ({ content: userFile(world, file), files: [file.media] })),
  ];
  const facts: Fact[] = [{ kind: 'person', account: account.id, person: { id: from, spokeAt: at } }];
  const webhooks = said.map(({ content, files: own }, index) => {
    const id = (index === 0 && act.id) || `msg${hex(10)}`;
    facts.push({ kind: 'said', account: account.id, said: { id, person: from, at, edits: 0, files: own } });
    return pushed(account, from, at, { messageId: id, ...content });
  });
  const messageId = facts.flatMap((fact) => (fact.kind === 'said' ? fact.said.id : []))[0] ?? null;
  return { from, messageId, outcome: await world.publish(facts, webhooks) };
}

function wordsOf(world: World, account: SandboxAccount, from: string, { text, payload, title, location }: Act): Record<string, unknown> {
  if (payload !== undefined)
    return { suggestionResponse: { postbackData: payload, ...chosen(world, account, from, payload, title ?? text) } };
  if (location) return { location: { latitude: location.latitude, longitude: location.longitude } };
  return { text: text ?? sentence };
}

function chosen(world: World, account: SandboxAccount, from: string, payload: string, title: string | undefined) {
  for (const sent of world.memory.sentTo(account.id, from).toReversed()) {
    const found = suggestionIn(sent.request as AgentMessage, payload);
    if (found) return found;
  }
  return { text: title ?? payload, type: 'REPLY' };
}

interface Shared {
  media: Media;
  size: number;
}

function mediaOf({ type, url, name, mimeType = mimeTypes[type], size = 1_024 }: File): Shared {
  return { media: { id: hex(12), url, mimeType, ...(name === undefined ? {} : { name }) }, size };
}

/** A file that is only here is at an address of the platform's. */
function userFile(world: World, { media, size }: Shared): Record<string, unknown> {
  const fileUri = media.url.startsWith('data:') ? `${world.url}/rcs/files/${media.id}` : media.url;
  const payload = { mimeType: media.mimeType, fileSizeBytes: size, fileName: media.name ?? `${media.id}.bin`, fileUri };
  return { userFile: { payload } };
}

async function read(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = phoneOf(act);
  const messages = unread(world, account, from, act.messageId);
  const outcome = await world.publish(
    [],
    messages.map((sent) => receipt(world, account, sent, 'read')),
  );
  return { from, messageId: act.messageId ?? null, outcome };
}
