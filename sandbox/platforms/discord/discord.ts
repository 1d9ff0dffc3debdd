import { sign } from 'node:crypto';
import { type SandboxAccount, setting } from '../../account.ts';
import { type Act, ControlError, filesOf, own, type Told, target, without } from '../../deed.ts';
import type { Fact, Media } from '../../memory.ts';
import type { Platform, World } from '../../platform.ts';
import { word } from '../../random.ts';
import { type Outcome, untold, webhookOf } from '../../webhook.ts';
import { discordApi, type Interaction } from './api.ts';
import { type Kept, type Room, shown } from './channel.ts';
import { choiceIn } from './checks.ts';
import { type Gateway, intents, openGateway } from './gateway.ts';
import { botToken, directChannel, publicKey, signingKey, snowflakes, userOf } from './shapes.ts';

const demo = { id: '1000000000000000001', name: 'Robin' };
const sentence = 'Hello, my order is late';

interface Scene {
  world: World;
  gateway: Gateway;
  nextId: () => string;
  interactions: Map<string, Interaction>;
}

/** Discord, as a bot and the people who write to it meet it (discord.md). */
export const discord: Platform = {
  channel: 'discord',
  needed: { settings: ['applicationId', 'publicKey'], secrets: ['botToken'] },
  open: (sandboxUrl) => {
    const token = `${word(18)}.${word(4)}.${word(27)}`;
    const gatewayUrl = `${sandboxUrl.replace(/^http/, 'ws')}/discord/gateway`;
    return {
      name: 'Bot',
      settings: {
        applicationId: snowflakes()(Date.now()),
        publicKey: publicKey(token),
        apiBaseUrl: `${sandboxUrl}/discord/api/v10`,
        gatewayUrl,
      },
      secrets: { botToken: token },
    };
  },
  play(world) {
    const gateway = openGateway(world);
    const next = snowflakes();
    const interactions = new Map<string, Interaction>();
    const scene: Scene = { world, gateway, nextId: () => next(world.now()), interactions };
    const deed = (run: (scene: Scene, account: SandboxAccount, act: Act) => Promise<Told>) => (account: SandboxAccount, act: Act) =>
      run(scene, account, act);
    return {
      deeds: {
        say: {
          what: 'writes, or presses: { from, name, text, attachment(s), payload, replyTo, more: { channel, guild } }',
          run: deed(say),
        },
        react: { what: 'reacts: { from, messageId, emoji }; no emoji takes back the last', run: deed(react) },
        edit: { what: 'edits: { from, messageId, text }', run: deed(edit) },
        unsend: { what: 'deletes: { from, messageId }', run: deed(unsend) },
        typing: { what: 'types: { from }', run: deed(typing) },
        block: { what: 'wants no messages: { from }', run: (account, act) => stand(world, account, act, 'blocked') },
        unblock: { what: 'wants them again: { from }', run: (account, act) => stand(world, account, act, undefined) },
        leave: { what: 'leaves the last guild shared with the bot: { from }', run: (account, act) => stand(world, account, act, 'gone') },
        reconnect: { what: 'ends the connections, to be resumed', run: deed(reconnect) },
        verify: { what: 'enters the interactions endpoint, which is probed; presses go there from then on', run: deed(verify) },
      },
      webhooks: {
        contentType: 'application/json',
        patience: 3_000,
        retries: { waits: [] },
        sign({ account, body, now }) {
          const at = String(Math.floor(now / 1000));
          const signature = sign(null, Buffer.concat([Buffer.from(at), body]), signingKey(botToken(account)));
          return { 'x-signature-timestamp': at, 'x-signature-ed25519': signature.toString('hex') };
        },
      },
      api: discordApi(world, gateway, next, interactions),
      socket: (socket) => gateway.accept(socket),
    };
  },
};

async function say(scene: Scene, account: SandboxAccount, act: Act): Promise<Told> {
  without(act, 'location', 'contact');
  const { world, gateway } = scene;
  const from = act.from ?? demo.id;
  if (act.payload !== undefined) return press(scene, account, from, act.payload);
  const room = roomFor(account, act, from);
  const id = act.id ?? scene.nextId();
  const files = filesOf(act).map((file, index): Media => {
    const mimeType =
      file.mimeType ??
      { image: 'image/jpeg', video: 'video/mp4', audio: 'audio/mpeg', voice: 'audio/ogg' }[file.type as string] ??
      'application/octet-stream';
    return { id: `${id}${index}`, url: file.url, mimeType, name: file.name ?? `${file.type}${index}.bin` };
  });
  const text = act.text ?? (files.length > 0 ? '' : sentence);
  const person = { id: from, name: act.name ?? world.memory.person(account.id, from)?.name ?? (from === demo.id ? demo.name : undefined) };
  const at = act.timestamp ?? world.now();
  await world.publish(
    [
      { kind: 'person', account: account.id, person: { ...person, spokeAt: at } },
      {
        kind: 'kept',
        account: account.id,
        name: `room ${room.channel}`,
        value: { to: room.to, ...(room.guild ? { guild: room.guild } : {}) },
      },
      { kind: 'said', account: account.id, said: { id, person: from, at, edits: 0, text, files } },
    ],
    [],
  );
  const message = {
    ...messageOf(room, { id, person, at, text }),
    attachments: files.map((file) => attachmentOf(world, file)),
    ...(act.replyTo === undefined ? {} : { type: 19, message_reference: { type: 0, message_id: act.replyTo, channel_id: room.channel } }),
    nonce: scene.nextId(),
  };
  return {
    from,
    messageId: id,
    outcome: await gateway.dispatch(account, intentOf(room, 'direct'), 'MESSAGE_CREATE', message),
    more: { channel: room.channel },
  };
}

/** Presses a button or chooses from a menu: to the endpoint where one is entered, else over the Gateway (discord.md, Inbound). */
async function press(
  { world, gateway, nextId, interactions }: Scene,
  account: SandboxAccount,
  from: string,
  payload: string,
): Promise<Told> {
  const sent = world.memory.sentTo(account.id, from).findLast((one) => choiceIn(one.request as Kept, payload));
  const choice = sent && choiceIn(sent.request as Kept, payload);
  if (!sent || !choice) throw new ControlError(404, 'NOT_FOUND', `nothing that was sent to ${from} has a button with ${payload}`);
  const room = { channel: directChannel(account, from), to: from };
  const { type: component_type, ...data } = choice;
  const interaction: Interaction = { account: account.id, id: nextId(), token: word(30), at: world.now() };
  interactions.set(interaction.id, interaction);
  const { id, token } = interaction;
  const user = userOf(world.memory.person(account.id, from) ?? { id: from });
  const about = { channel_id: room.channel, user, message: shown(account, room, sent), data: { component_type, ...data } };
  const event = { id, application_id: setting(account, 'applicationId'), type: 3, token, version: 1, ...about };
  const outcome = world.memory.kept(account.id, 'endpoint')
    ? heard(await world.publish([], [webhookOf(account, from, JSON.stringify(event))]))
    : await gateway.dispatch(account, 0, 'INTERACTION_CREATE', event);
  return { from, messageId: sent.messageId, outcome, more: { interaction: id } };
}

/** Whoever does not answer a press in JSON has failed it. */
function heard(outcome: Outcome): Outcome {
  const type = /"type"\s*:\s*(\d+)/.exec(outcome.body)?.[1];
  return outcome.ok && ['4', '5', '6', '7', '9'].includes(type ?? '')
    ? outcome
    : { ...outcome, ok: false, reason: 'This interaction failed' };
}

async function react({ world, gateway }: Scene, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const room = roomFor(account, act, from);
  const message_id = target(world, account, from, act.messageId);
  const kept = `reaction ${from} ${message_id}`;
  const name = act.emoji || world.memory.kept(account.id, kept);
  if (name === undefined) throw new ControlError(404, 'NOT_FOUND', `${from} has not reacted to ${message_id}`);
  await world.publish([{ kind: 'kept', account: account.id, name: kept, value: act.emoji || undefined }], []);
  const event = { user_id: from, channel_id: room.channel, message_id, ...guildOf(room), emoji: { id: null, name }, type: 0, burst: false };
  const t = act.emoji ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE';
  return { from, messageId: message_id, outcome: await gateway.dispatch(account, intentOf(room, 'directReactions'), t, event) };
}

async function edit({ world, gateway }: Scene, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const room = roomFor(account, act, from);
  const said = own(world, account, from, act.messageId);
  if (act.text === undefined) throw new ControlError(400, 'BAD_INPUT', 'text: an edit needs the new text');
  await world.publish([{ kind: 'said', account: account.id, said: { ...said, text: act.text, edits: said.edits + 1 } }], []);
  const person = world.memory.person(account.id, from) ?? { id: from };
  const message = { ...messageOf(room, { ...said, person, text: act.text }), edited_timestamp: new Date(world.now()).toISOString() };
  return { from, messageId: said.id, outcome: await gateway.dispatch(account, intentOf(room, 'direct'), 'MESSAGE_UPDATE', message) };
}

async function unsend({ world, gateway }: Scene, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const room = roomFor(account, act, from);
  const { id } = own(world, account, from, act.messageId);
  const event = { id, channel_id: room.channel, ...guildOf(room) };
  return { from, messageId: id, outcome: await gateway.dispatch(account, intentOf(room, 'direct'), 'MESSAGE_DELETE', event) };
}

async function typing({ world, gateway }: Scene, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const room = roomFor(account, act, from);
  const event = { channel_id: room.channel, ...guildOf(room), user_id: from, timestamp: Math.floor(world.now() / 1000) };
  return { from, messageId: null, outcome: await gateway.dispatch(account, intentOf(room, 'directTyping'), 'TYPING_START', event) };
}

async function stand(world: World, account: SandboxAccount, act: Act, standing: string | undefined): Promise<Told> {
  const from = act.from ?? demo.id;
  const fact: Fact = { kind: 'kept', account: account.id, name: `standing ${from}`, value: standing };
  return { from, messageId: null, outcome: await world.publish([fact], []) };
}

async function reconnect({ gateway }: Scene, account: SandboxAccount): Promise<Told> {
  gateway.hangUp(account, 4000);
  return { messageId: null, outcome: untold };
}

/** Discord pings an endpoint, once signed and once badly; the bad one must get a 401 (discord.md, Inbound). */
async function verify({ world, nextId }: Scene, account: SandboxAccount): Promise<Told> {
  const ping = { id: nextId(), application_id: setting(account, 'applicationId'), type: 1, token: word(30), version: 1 };
  const outcome = await world.once(webhookOf(account, '', JSON.stringify(ping)));
  const bad = { 'x-signature-timestamp': String(Math.floor(world.now() / 1000)), 'x-signature-ed25519': '0'.repeat(128) };
  const probe = await world.call(account.webhookUrl, ping, bad);
  const ok = outcome.status === 200 && /"type"\s*:\s*1\b/.test(outcome.body) && probe.status === 401;
  if (ok) await world.publish([{ kind: 'kept', account: account.id, name: 'endpoint', value: true }], []);
  return {
    messageId: null,
    outcome: { ...outcome, ok, ...(probe.status === 401 ? {} : { reason: 'a bad signature was not refused with 401' }) },
  };
}

function roomFor(account: SandboxAccount, act: Act, from: string): Room {
  const { channel, guild } = act.more ?? {};
  if (typeof channel !== 'string') return { channel: directChannel(account, from), to: from };
  return { channel, to: channel, guild: typeof guild === 'string' ? guild : '1400000000000000001' };
}

function intentOf({ guild }: Room, name: 'direct' | 'directReactions' | 'directTyping'): number {
  return guild ? intents[name] >> 3 : intents[name];
}

function guildOf({ guild }: Room): object {
  return guild ? { guild_id: guild } : {};
}

function messageOf(
  room: Room,
  { id, person, at, text }: { id: string; person: { id: string; name?: string }; at: number; text: string },
): object {
  return {
    id,
    type: 0,
    channel_id: room.channel,
    ...guildOf(room),
    author: userOf(person),
    content: text,
    timestamp: new Date(at).toISOString(),
    edited_timestamp: null,
    mentions: [],
    attachments: [],
    embeds: [],
    components: [],
  };
}

/** A file at a signed address that ends; a data: one is served by the sandbox. */
function attachmentOf(world: World, { id, url, name = id, mimeType }: Media): object {
  const at = url.startsWith('data:')
    ? `${world.url}/discord/attachments/${id}/${encodeURIComponent(name)}?ex=6a000000&is=69000000&hm=${word(8)}`
    : url;
  return { id, filename: name, size: 1_024, url: at, proxy_url: at, content_type: mimeType };
}
