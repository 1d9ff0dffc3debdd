import { createHash, randomUUID } from 'node:crypto';
import { type SandboxAccount, setting } from '../../account.ts';
import { type Act, ControlError, filesOf, own, type Told, target, unread, without } from '../../deed.ts';
import type { Fact, Media, Person } from '../../memory.ts';
import type { Platform, World } from '../../platform.ts';
import { hex, word } from '../../random.ts';
import { type Webhook, webhookOf } from '../../webhook.ts';
import { serviceUrlOf, teamsApi } from './api.ts';
import { type Activity, type Press, pressIn } from './checks.ts';
import { type Conversation, chatOf, entered, tenant } from './conversation.ts';
import { activityToken } from './token.ts';

const demo = { id: '29:1exampleUserId', name: 'Robin Vale' };
const sentence = 'Hello';
/** Names of reactions (msteams.md, Inbound); any other emoji goes by itself. */
const reactions: Record<string, string> = { '👍': 'like', '❤️': 'heart', '😆': 'laugh', '😮': 'surprised', '😢': 'sad', '😠': 'angry' };

type Run = (world: World, account: SandboxAccount, act: Act, id: string) => Promise<Told>;

/** Microsoft Teams, as a bot and the people of one tenant meet it (msteams.md). */
export const msteams: Platform = {
  channel: 'msteams',
  needed: { settings: ['appId'], secrets: ['clientSecret'] },
  open: (sandboxUrl) => ({
    name: 'Bot',
    settings: {
      appId: randomUUID(),
      tenantId: tenant,
      apiBaseUrl: `${sandboxUrl}/msteams`,
      loginBaseUrl: `${sandboxUrl}/msteams/login`,
      openidUrl: `${sandboxUrl}/msteams/v1/.well-known/openidconfiguration`,
    },
    secrets: { clientSecret: word(30) },
  }),
  play(world) {
    let last = 0;
    const nextId = () => {
      last = Math.max(last + 1, world.now());
      return String(last);
    };
    const deed = (run: Run) => (account: SandboxAccount, act: Act) => run(world, account, act, nextId());
    return {
      deeds: {
        say: { what: 'writes, or presses: { from, name, text, attachment(s), payload, replyTo, more: { channel } }', run: deed(say) },
        react: { what: 'reacts: { from, messageId, emoji }; no emoji takes back the last', run: deed(react) },
        edit: { what: 'edits: { from, messageId, text }', run: deed(edit) },
        unsend: { what: 'deletes: { from, messageId }', run: deed(unsend) },
        read: { what: 'reads a message, or all: { from, messageId }', run: deed(read) },
        typing: { what: 'types: { from }', run: deed(typing) },
        install: { what: 'installs the bot: { from }', run: deed((...given) => install(...given, 'add')) },
        uninstall: { what: 'removes the bot: { from }', run: deed((...given) => install(...given, 'remove')) },
        block: { what: 'blocks the bot, which is told nothing: { from }', run: deed((...given) => stand(...given, 'blocked')) },
        unblock: { what: 'lets it write again: { from }', run: deed((...given) => stand(...given, undefined)) },
      },
      webhooks: {
        contentType: 'application/json; charset=utf-8',
        patience: 15_000,
        retries: { waits: [500, 2_000, 10_000, 30_000] },
        sign: ({ account, now }) => ({ authorization: `Bearer ${activityToken(world, account, serviceUrlOf(world), now)}` }),
      },
      api: teamsApi(world, nextId),
    };
  },
};

const say: Run = async (world, account, act, id) => {
  without(act, 'location', 'contact');
  const { person, conversation } = sceneOf(world, account, act);
  if (act.payload !== undefined) return press(world, account, { person, conversation }, act.payload);
  const files = filesOf(act).map((file): Media => {
    const mimeType = file.mimeType ?? (file.type === 'image' ? 'image/jpeg' : 'application/octet-stream');
    return { id: `0-${hex(8)}`, url: file.url, mimeType, name: file.name ?? `${file.type}.bin` };
  });
  const text = act.text ?? (files.length > 0 ? '' : sentence);
  const bot = botOf(account);
  const mention = `<at>${bot.name}</at>`;
  const mentioned = { text: `${mention} ${text}`, entities: [{ type: 'mention', mentioned: bot, text: mention }] };
  const activity = {
    type: 'message',
    id: act.id ?? id,
    textFormat: 'plain',
    locale: 'en-GB',
    ...(conversation.personal ? { text } : mentioned),
    ...(files.length > 0 ? { attachments: files.map((file) => attachmentOf(world, file)) } : {}),
    ...(act.replyTo === undefined ? {} : { replyToId: act.replyTo }),
  };
  const at = act.timestamp ?? world.now();
  const facts: Fact[] = [
    ...entered(account, { ...person, spokeAt: at }, conversation),
    { kind: 'said', account: account.id, said: { id: activity.id, person: person.id, at, edits: 0, text, files } },
  ];
  return {
    from: person.id,
    messageId: activity.id,
    outcome: await world.publish(facts, [activityOf(world, account, { person, conversation }, activity, at)]),
  };
};

/** A card's submit comes as a message with a value, its execute as an invoke, a suggested action as its words (msteams.md, Inbound). */
async function press(world: World, account: SandboxAccount, scene: Scene, payload: string): Promise<Told> {
  const { id: from } = scene.person;
  const sent = world.memory.sentTo(account.id, scene.conversation.to).findLast((one) => pressIn(one.request as Activity, payload));
  const pressed = sent && pressIn(sent.request as Activity, payload);
  if (!sent || !pressed) throw new ControlError(404, 'NOT_FOUND', `nothing that was sent to ${from} has a button with ${payload}`);
  const id = `f:${hex(8)}`;
  const activity = { id, ...(pressed.how === 'say' ? {} : { replyToId: sent.messageId }), ...bodyOf(pressed) };
  const outcome = await world.publish([], [activityOf(world, account, scene, activity, world.now())]);
  return { from, messageId: id, outcome };
}

function bodyOf(pressed: Press): object {
  if (pressed.how === 'say') return { type: 'message', text: pressed.text, textFormat: 'plain' };
  if (pressed.how === 'submit') return { type: 'message', value: pressed.value };
  return {
    type: 'invoke',
    name: 'adaptiveCard/action',
    value: { action: { type: 'Action.Execute', verb: pressed.verb, data: pressed.data } },
  };
}

const react: Run = async (world, account, act) => {
  const scene = sceneOf(world, account, act);
  const from = scene.person.id;
  const replyToId = target(world, account, from, act.messageId);
  const name = `reaction ${from} ${replyToId}`;
  const type = act.emoji ? (reactions[act.emoji] ?? act.emoji) : world.memory.kept(account.id, name);
  if (type === undefined) throw new ControlError(404, 'NOT_FOUND', `${from} has not reacted to ${replyToId}`);
  const change = act.emoji ? { reactionsAdded: [{ type }] } : { reactionsRemoved: [{ type }] };
  const fact: Fact = { kind: 'kept', account: account.id, name, value: act.emoji ? type : undefined };
  const activity = { type: 'messageReaction', id: `f:${hex(8)}`, replyToId, ...change };
  return { from, messageId: replyToId, outcome: await world.publish([fact], [activityOf(world, account, scene, activity, world.now())]) };
};

const edit: Run = async (world, account, act) => {
  const scene = sceneOf(world, account, act);
  const said = own(world, account, scene.person.id, act.messageId);
  if (act.text === undefined) throw new ControlError(400, 'BAD_INPUT', 'text: an edit needs the new text');
  const fact: Fact = { kind: 'said', account: account.id, said: { ...said, text: act.text, edits: said.edits + 1 } };
  const activity = { type: 'messageUpdate', id: said.id, text: act.text, channelData: { eventType: 'editMessage' } };
  return tell(world, account, scene, [fact], activity, said.id);
};

const unsend: Run = async (world, account, act) => {
  const scene = sceneOf(world, account, act);
  const { id } = own(world, account, scene.person.id, act.messageId);
  return tell(world, account, scene, [], { type: 'messageDelete', id, channelData: { eventType: 'softDeleteMessage' } }, id);
};

/** Only where the tenant has agreed to be watched so (msteams.md, Inbound). */
const read: Run = async (world, account, act, id) => {
  const scene = sceneOf(world, account, act);
  const lastReadMessageId = unread(world, account, scene.person.id, act.messageId).at(-1)?.messageId;
  const activity = { type: 'event', id, name: 'application/vnd.microsoft.readReceipt', value: { lastReadMessageId } };
  return tell(world, account, scene, [], activity, lastReadMessageId ?? null);
};

const typing: Run = async (world, account, act, id) => tell(world, account, sceneOf(world, account, act), [], { type: 'typing', id }, null);

async function install(world: World, account: SandboxAccount, act: Act, _id: string, action: 'add' | 'remove'): Promise<Told> {
  const scene = sceneOf(world, account, act);
  const name = `standing ${scene.person.id}`;
  const fact: Fact = { kind: 'kept', account: account.id, name, value: action === 'remove' ? 'removed' : undefined };
  return tell(
    world,
    account,
    scene,
    [...entered(account, scene.person, scene.conversation), fact],
    { type: 'installationUpdate', id: `f:${hex(8)}`, action },
    null,
  );
}

async function stand(world: World, account: SandboxAccount, act: Act, _id: string, standing: string | undefined): Promise<Told> {
  const from = act.from ?? demo.id;
  const fact: Fact = { kind: 'kept', account: account.id, name: `standing ${from}`, value: standing };
  return { from, messageId: null, outcome: await world.publish([fact], []) };
}

interface Scene {
  person: Person;
  conversation: Conversation;
}

function sceneOf(world: World, account: SandboxAccount, act: Act): Scene {
  const id = act.from ?? demo.id;
  const known = world.memory.person(account.id, id);
  const name = act.name ?? known?.name ?? (id === demo.id ? demo.name : undefined);
  const channel = act.more?.channel;
  const conversation = typeof channel === 'string' ? { id: channel, to: channel, personal: false } : chatOf(account, id);
  return { person: { id, name, userId: known?.userId ?? aadOf(id) }, conversation };
}

async function tell(
  world: World,
  account: SandboxAccount,
  scene: Scene,
  facts: Fact[],
  activity: object,
  messageId: string | null,
): Promise<Told> {
  return {
    from: scene.person.id,
    messageId,
    outcome: await world.publish(facts, [activityOf(world, account, scene, activity, world.now())]),
  };
}

/** An activity of a person, with all that stands around it: samples/msteams/message.json. */
function activityOf(world: World, account: SandboxAccount, { person, conversation }: Scene, activity: object, at: number): Webhook {
  const { channelData } = activity as { channelData?: object };
  const body = {
    timestamp: new Date(at).toISOString(),
    channelId: 'msteams',
    serviceUrl: serviceUrlOf(world),
    from: { id: person.id, name: person.name, aadObjectId: person.userId },
    recipient: botOf(account),
    conversation: {
      ...(conversation.personal ? {} : { isGroup: true }),
      conversationType: conversation.personal ? 'personal' : 'channel',
      tenantId: tenant,
      id: conversation.id,
    },
    ...activity,
    channelData: { ...channelData, tenant: { id: tenant } },
  };
  return webhookOf(account, person.id, JSON.stringify(body));
}

function botOf(account: SandboxAccount): { id: string; name: string } {
  return { id: `28:${setting(account, 'appId')}`, name: 'Omni' };
}

/** A person's id in their tenant: always the same. */
function aadOf(person: string): string {
  const digest = createHash('sha256').update(person).digest('hex');
  return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/** Pictures stand in the message and want the bot's token; other files have an address that ends within minutes. */
function attachmentOf(world: World, { id, url, name = id, mimeType }: Media): object {
  if (mimeType.startsWith('image/')) {
    const contentUrl = url.startsWith('data:') ? `${serviceUrlOf(world)}v3/attachments/${id}/views/original` : url;
    return { contentType: mimeType, contentUrl, name };
  }
  const downloadUrl = url.startsWith('data:') ? `${world.url}/msteams/files/${id}` : url;
  const content = { downloadUrl, uniqueId: randomUUID(), fileType: name.split('.').at(-1) };
  return { contentType: 'application/vnd.microsoft.teams.file.download.info', contentUrl: downloadUrl, name, content };
}
