import { type SandboxAccount, secret, setting } from '../../account.ts';
import { type Answer, type ApiRequest, formBody, json, jsonBody, text, tokenOf } from '../../api.ts';
import type { Bucket } from '../../pace.ts';
import type { Api, World } from '../../platform.ts';
import { announce, complete, download, receive, signInPage, type Upload } from './files.ts';
import { botId, type Post, post, remove, shown, update } from './message.ts';
import { SlackError } from './refusal.ts';
import { openRoom, roomOf } from './room.ts';

type Args = Record<string, unknown>;

/** Slack's Web API, as far as one who answers customers needs it (slack.md §2). */
export function slackApi(world: World, tick: (now: number) => string): Api {
  const uploads = new Map<string, Upload>();
  const buckets = new Map<string, Bucket>();
  const ts = () => tick(world.now());
  const methods: Record<string, (account: SandboxAccount, args: Args) => object> = {
    'auth.test': (account) => ({
      ok: true,
      url: 'https://harbor.slack.com/',
      team: 'Harbor',
      user: 'omni',
      team_id: setting(account, 'teamId'),
      user_id: setting(account, 'botUserId'),
      bot_id: botId(account),
    }),
    'conversations.open': (account, args) => ({ ok: true, channel: { id: openRoom(world, account, args.users) } }),
    'conversations.history': (account, args) => history(world, account, args),
    'chat.postMessage': (account, args) => post(world, account, args, ts(), buckets),
    'chat.update': (account, args) => update(world, account, args, ts()),
    'chat.delete': (account, args) => remove(world, account, args, ts()),
    'reactions.add': (account, args) => react(world, account, args, true),
    'reactions.remove': (account, args) => react(world, account, args, false),
    'files.getUploadURLExternal': (account, args) => announce(uploads, account, args),
    'files.completeUploadExternal': (account, args) => complete(world, uploads, account, args, ts()),
    'users.info': (account, args) => ({ ok: true, user: profile(world, account, String(args.user ?? '')) }),
  };
  const uploadIn = ({ path }: ApiRequest) => uploads.get(/^\/upload\/v1\/(\w+)$/.exec(path)?.[1] ?? '');
  return {
    whose(request) {
      const upload = uploadIn(request);
      if (upload) return world.memory.accounts.get(upload.account);
      return world.memory.accountsOn('slack').find((account) => secret(account, 'botToken') === tokenOf(request));
    },
    async answer(request, account): Promise<Answer> {
      const upload = uploadIn(request);
      if (upload) return receive(upload, request);
      const file = /^\/files-pri\/[^-/]+-(\w+)\//.exec(request.path)?.[1];
      if (file !== undefined) return download(world, account, uploads, file);
      const method = methods[request.path.replace(/^(\/api)?\//, '')];
      if (!method) throw new SlackError('unknown_method');
      return json(200, method(account, argsOf(request)));
    },
    stranger: (request) =>
      signInPage(request) ??
      (request.path.startsWith('/upload/')
        ? text(404)
        : json(200, { ok: false, error: tokenOf(request) === undefined ? 'not_authed' : 'invalid_auth' })),
    failing: {
      rate_limit: json(429, { ok: false, error: 'ratelimited' }, { 'retry-after': '1' }),
      server_error: json(500, { ok: false, error: 'internal_error' }),
      token_revoked: json(200, { ok: false, error: 'token_revoked' }),
      wrap: (error) => ({ ok: false, ...error }),
    },
  };
}

/** JSON, a form, or the query: Slack takes all three, and within the latter two JSON in texts. */
function argsOf(request: ApiRequest): Args {
  const isJson = request.headers['content-type']?.includes('json');
  const form = isJson ? [] : [...formBody(request)];
  const given = Object.fromEntries([...request.query, ...form].map(([name, value]) => [name, parsed(value)]));
  if (!isJson || request.body.length === 0) return given;
  const body = jsonBody(request);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new SlackError('invalid_json');
  return { ...given, ...body };
}

function parsed(value: string): unknown {
  try {
    return /^[[{]/.test(value) ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}

function react(world: World, account: SandboxAccount, args: Args, add: boolean): object {
  const { channel } = roomOf(world, account, args.channel);
  const id = `${channel}:${args.timestamp}`;
  if (!world.memory.said(account.id, id) && !world.memory.sentBy(account.id, id)) throw new SlackError('message_not_found');
  if (typeof args.name !== 'string' || !/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(args.name)) throw new SlackError('invalid_name');
  const name = `own reaction ${id} ${args.name}`;
  if (Boolean(world.memory.kept(account.id, name)) === add) throw new SlackError(add ? 'already_reacted' : 'no_reaction');
  void world.publish([{ kind: 'kept', account: account.id, name, value: add || undefined }], []);
  return { ok: true };
}

/** What the bot said in a room, the newest first, with its metadata where it is asked for. */
function history(world: World, account: SandboxAccount, args: Args): object {
  const { channel, to } = roomOf(world, account, args.channel);
  const oldest = Number(args.oldest ?? 0) * 1000;
  const all = world.memory.sentTo(account.id, to).filter((sent) => sent.messageId.startsWith(`${channel}:`) && sent.at >= oldest);
  const messages = all
    .toReversed()
    .slice(0, Number(args.limit ?? 100))
    .map((sent) => shown(account, sent.request as Post))
    .map((message) => (String(args.include_all_metadata) === 'true' ? message : { ...message, metadata: undefined }));
  return { ok: true, messages, has_more: messages.length < all.length };
}

function profile(world: World, account: SandboxAccount, id: string): object {
  const person = world.memory.person(account.id, id);
  if (!person) throw new SlackError('user_not_found');
  const name = person.name ?? id;
  return { id, team_id: setting(account, 'teamId'), real_name: name, is_bot: false, profile: { display_name: name, real_name: name } };
}
