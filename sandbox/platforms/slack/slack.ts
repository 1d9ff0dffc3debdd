import { type SandboxAccount, setting } from '../../account.ts';
import { type Act, ControlError, filesOf, own, type Told, target, without } from '../../deed.ts';
import type { Fact, Media } from '../../memory.ts';
import type { Platform, World } from '../../platform.ts';
import { digits, hex, word } from '../../random.ts';
import { type Webhook, webhookOf } from '../../webhook.ts';
import { slackApi } from './api.ts';
import { type Blocks, type Choice, choicesOf } from './blocks.ts';
import { clock, directChannel, eventOf, formOf, kindOf, messageId, webhooks } from './events.ts';
import { fileOf } from './files.ts';
import { botId } from './message.ts';
import { entered } from './room.ts';

const demo = { id: 'U00ROBIN001', name: 'Robin Vale' };
const sentence = 'Hello, my order is late';
/** Slack's names of emoji; any other is given by its name. */
const emojis: Record<string, string> = { '👍': '+1', '👎': '-1', '❤️': 'heart', '😂': 'joy', '🎉': 'tada', '👀': 'eyes' };

/** Slack, as an app and the people of one workspace meet it (slack.md). */
export const slack: Platform = {
  channel: 'slack',
  needed: { settings: ['teamId', 'appId', 'botUserId'], secrets: ['signingSecret', 'botToken'] },
  open: (sandboxUrl) => {
    const name = () => word(8).toUpperCase().replace(/[-_]/g, '0');
    return {
      name: 'App',
      settings: {
        teamId: `T${name()}`,
        appId: `A${name()}`,
        botUserId: `U${name()}`,
        botId: `B${name()}`,
        apiBaseUrl: `${sandboxUrl}/slack`,
      },
      secrets: { signingSecret: hex(16), botToken: `xoxb-${digits(12)}-${word(18)}` },
    };
  },
  play(world) {
    const tick = clock();
    const ts = (act: Act) => tick(act.timestamp ?? world.now());
    return {
      deeds: {
        say: {
          what: 'writes, or presses: { from, name, text, attachment(s), payload, replyTo (a thread), more: { channel } }',
          run: (account, act) => say(world, account, act, ts(act)),
        },
        react: {
          what: 'reacts: { from, messageId, emoji }; no emoji takes back the last',
          run: (account, act) => react(world, account, act, ts(act)),
        },
        edit: { what: 'edits: { from, messageId, text }', run: (account, act) => edit(world, account, act, ts(act)) },
        unsend: { what: 'deletes: { from, messageId }', run: (account, act) => unsend(world, account, act, ts(act)) },
        command: { what: 'gives a command: { from, text, more: { command } }', run: (account, act) => command(world, account, act) },
        kick: { what: 'puts the bot out of a channel: { more: { channel } }', run: (account, act) => kick(world, account, act) },
        uninstall: { what: 'removes the app', run: (account) => uninstall(world, account) },
        verify: { what: 'does the webhook handshake', run: (account) => verify(world, account) },
      },
      webhooks,
      api: slackApi(world, tick),
    };
  },
};

async function say(world: World, account: SandboxAccount, act: Act, ts: string): Promise<Told> {
  without(act, 'location', 'contact');
  const from = act.from ?? demo.id;
  if (act.payload !== undefined) return press(world, account, from, act.payload);
  const channel = channelOf(account, act, from);
  const id = messageId(channel, ts);
  const files = filesOf(act).map((file): Media => {
    const mimeType =
      file.mimeType ??
      { image: 'image/jpeg', video: 'video/mp4', audio: 'audio/mpeg', voice: 'audio/mpeg' }[file.type as string] ??
      'application/octet-stream';
    return { id: `F${word(8).toUpperCase().replace(/[-_]/g, '0')}`, url: file.url, mimeType, name: file.name ?? `${file.type}.bin` };
  });
  const text = act.text ?? (files.length > 0 ? '' : sentence);
  const name = act.name ?? (from === demo.id ? demo.name : undefined);
  const event = {
    type: 'message',
    ...(files.length > 0
      ? {
          subtype: 'file_share',
          files: files.map((file) => fileOf(account, { ...file, name: file.name ?? file.id, length: 1_024 }, file.name, from)),
        }
      : { client_msg_id: crypto.randomUUID() }),
    user: from,
    text,
    ts,
    team: setting(account, 'teamId'),
    ...(act.replyTo === undefined ? {} : { thread_ts: act.replyTo.split(':').at(-1), parent_user_id: setting(account, 'botUserId') }),
    channel,
    event_ts: ts,
  };
  const facts: Fact[] = [
    ...entered(account, { id: from, name, spokeAt: world.now() }, channel),
    { kind: 'said', account: account.id, said: { id, person: from, at: world.now(), edits: 0, text, files } },
  ];
  const mentioned = text.includes(`<@${setting(account, 'botUserId')}>`) && kindOf(channel) === 'channel';
  const said = eventOf(account, from, world.now(), { ...event, channel_type: kindOf(channel) });
  const mention = mentioned ? [eventOf(account, from, world.now(), { ...event, type: 'app_mention' })] : [];
  return { from, messageId: id, outcome: await world.publish(facts, [said, ...mention]), more: { channel, ts } };
}

/** Presses a button, or chooses from a menu, of the last message that has it: samples/slack/interactive-block-actions-button.json. */
async function press(world: World, account: SandboxAccount, from: string, payload: string): Promise<Told> {
  const found = chosen(world, account, from, payload);
  if (!found) throw new ControlError(404, 'NOT_FOUND', `nothing that was sent to ${from} has a button with ${payload}`);
  const [channel = '', ts = ''] = found.messageId.split(':');
  const { type, block_id, action_id, title } = found.choice;
  const label = { type: 'plain_text', text: title, emoji: true };
  const given = type === 'button' ? { value: payload, text: label } : { selected_option: { text: label, value: payload } };
  const body = {
    type: 'block_actions',
    user: { id: from, username: from.toLowerCase(), name: from.toLowerCase(), team_id: setting(account, 'teamId') },
    api_app_id: setting(account, 'appId'),
    token: 'deprecated-verification-token',
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    trigger_id: `${digits(14)}.${digits(13)}.${hex(16)}`,
    team: { id: setting(account, 'teamId'), domain: 'harbor' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: channel, name: kindOf(channel) === 'im' ? 'directmessage' : 'support' },
    message: { user: setting(account, 'botUserId'), type: 'message', ts, bot_id: botId(account), text: found.text ?? '' },
    state: { values: {} },
    response_url: `https://hooks.slack.com/actions/${setting(account, 'teamId')}/${digits(14)}/${word(18)}`,
    actions: [{ type, block_id: block_id ?? word(4), action_id: action_id ?? word(4), ...given, action_ts: ts }],
  };
  const outcome = await world.publish([], [formOf(account, from, { payload: JSON.stringify(body) })]);
  return { from, messageId: found.messageId, outcome };
}

function chosen(world: World, account: SandboxAccount, from: string, payload: string) {
  for (const sent of world.memory.sentTo(account.id, from).toReversed()) {
    const { blocks } = sent.request as { blocks?: Blocks };
    const choice: Choice | undefined = choicesOf(blocks ?? []).find(({ value }) => value === payload);
    if (choice) return { choice, messageId: sent.messageId, text: sent.text };
  }
  return undefined;
}

async function react(world: World, account: SandboxAccount, act: Act, ts: string): Promise<Told> {
  const from = act.from ?? demo.id;
  const item = target(world, account, from, act.messageId);
  const [channel, itemTs] = item.split(':');
  const kept = `reaction ${from} ${item}`;
  const emoji = act.emoji || undefined;
  const reaction = emoji === undefined ? world.memory.kept(account.id, kept) : (emojis[emoji] ?? emoji.replaceAll(':', ''));
  if (reaction === undefined) throw new ControlError(404, 'NOT_FOUND', `${from} has not reacted to ${item}`);
  const event = {
    type: emoji === undefined ? 'reaction_removed' : 'reaction_added',
    user: from,
    reaction,
    item: { type: 'message', channel, ts: itemTs },
    item_user: world.memory.said(account.id, item)?.person ?? setting(account, 'botUserId'),
    event_ts: ts,
  };
  const fact: Fact = { kind: 'kept', account: account.id, name: kept, value: emoji === undefined ? undefined : reaction };
  return { from, messageId: item, outcome: await world.publish([fact], [eventOf(account, from, world.now(), event)]) };
}

async function edit(world: World, account: SandboxAccount, act: Act, ts: string): Promise<Told> {
  const from = act.from ?? demo.id;
  const said = own(world, account, from, act.messageId);
  if (act.text === undefined) throw new ControlError(400, 'BAD_INPUT', 'text: an edit needs the new text');
  const [channel = '', saidTs] = said.id.split(':');
  const message = (text: string | undefined) => ({ type: 'message', user: from, text, ts: saidTs, team: setting(account, 'teamId') });
  const event = {
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    channel,
    channel_type: kindOf(channel),
    message: { ...message(act.text), edited: { user: from, ts } },
    previous_message: message(said.text),
    ts,
    event_ts: ts,
  };
  const facts: Fact[] = [{ kind: 'said', account: account.id, said: { ...said, text: act.text, edits: said.edits + 1 } }];
  return { from, messageId: said.id, outcome: await world.publish(facts, [eventOf(account, from, world.now(), event)]) };
}

async function unsend(world: World, account: SandboxAccount, act: Act, ts: string): Promise<Told> {
  const from = act.from ?? demo.id;
  const said = own(world, account, from, act.messageId);
  const [channel = '', deleted] = said.id.split(':');
  const previous = { type: 'message', user: from, text: said.text, ts: deleted };
  const about = { channel, channel_type: kindOf(channel), ts, event_ts: ts, deleted_ts: deleted, previous_message: previous };
  const event = { type: 'message', subtype: 'message_deleted', hidden: true, ...about };
  return { from, messageId: said.id, outcome: await world.publish([], [eventOf(account, from, world.now(), event)]) };
}

/** samples/slack/slash-command-form-decoded.json. */
async function command(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const from = act.from ?? demo.id;
  const channel = channelOf(account, act, from);
  const form = {
    token: 'deprecated-verification-token',
    team_id: setting(account, 'teamId'),
    team_domain: 'harbor',
    channel_id: channel,
    channel_name: kindOf(channel) === 'im' ? 'directmessage' : 'support',
    user_id: from,
    user_name: from.toLowerCase(),
    command: String(act.more?.command ?? '/ticket'),
    text: act.text ?? '',
    api_app_id: setting(account, 'appId'),
    is_enterprise_install: 'false',
    response_url: `https://hooks.slack.com/commands/${setting(account, 'teamId')}/1/${word(8)}`,
    trigger_id: `${digits(14)}.${digits(13)}.${hex(16)}`,
  };
  const facts = entered(account, { id: from, name: act.name }, channel);
  return { from, messageId: null, outcome: await world.publish(facts, [formOf(account, from, form)]) };
}

async function kick(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const fact: Fact = { kind: 'kept', account: account.id, name: `room ${channelOf(account, act, demo.id)}`, value: 'left' };
  return { messageId: null, outcome: await world.publish([fact], []) };
}

/** The app is gone, and with it its token: samples/slack/app-uninstalled.json, tokens-revoked.json. */
async function uninstall(world: World, account: SandboxAccount): Promise<Told> {
  world.conduct(account).revoked = true;
  const events: Webhook[] = [
    eventOf(account, '', world.now(), { type: 'tokens_revoked', tokens: { oauth: [], bot: [setting(account, 'botUserId')] } }),
    eventOf(account, '', world.now(), { type: 'app_uninstalled' }),
  ];
  return { messageId: null, outcome: await world.publish([], events) };
}

/** What Slack does when a request URL is entered: the challenge must come back (slack.md §1). */
async function verify(world: World, account: SandboxAccount): Promise<Told> {
  const challenge = word();
  const body = JSON.stringify({ token: 'deprecated-verification-token', challenge, type: 'url_verification' });
  const outcome = await world.once(webhookOf(account, '', body));
  return { messageId: null, outcome: { ...outcome, ok: outcome.status === 200 && outcome.body.includes(challenge) } };
}

function channelOf(account: SandboxAccount, act: Act, from: string): string {
  return typeof act.more?.channel === 'string' ? act.more.channel : directChannel(account, from);
}
