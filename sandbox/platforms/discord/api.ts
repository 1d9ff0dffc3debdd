import { type SandboxAccount, setting } from '../../account.ts';
import { type Answer, type ApiRequest, json, jsonBody, multipartBody, Refusal, text, tokenOf } from '../../api.ts';
import { type Bucket, take } from '../../pace.ts';
import type { Api, World } from '../../platform.ts';
import { known, patch, post, remove, roomOf, shown, type Upload } from './channel.ts';
import type { Gateway } from './gateway.ts';
import { DiscordError, rateLimited, unknownThing } from './refusal.ts';
import { botToken, botUser, directChannel, userOf } from './shapes.ts';

/** An interaction that waits for its answer. */
export interface Interaction {
  account: string;
  id: string;
  token: string;
  at: number;
  answered?: unknown;
}

interface Call {
  request: ApiRequest;
  account: SandboxAccount;
  /** What the path's wildcards stand for, decoded. */
  names: string[];
}
type Route = [method: string, path: RegExp, answer: (call: Call) => Answer | Promise<Answer>];

/** Discord's REST API, as far as one who answers customers needs it (discord.md, Outbound). */
export function discordApi(world: World, gateway: Gateway, nextId: (now: number) => string, interactions: Map<string, Interaction>): Api {
  const buckets = new Map<string, Bucket>();
  const routes = [...userRoutes(world), ...messageRoutes(world, gateway, nextId), ...gatewayRoutes(world)];
  const interactionIn = ({ method, path }: ApiRequest) =>
    method === 'POST' ? /^(?:\/api(?:\/v\d+)?)?\/interactions\/(\d+)\/([^/]+)\/callback$/.exec(path) : null;
  return {
    whose(request) {
      const [, id = '', token] = interactionIn(request) ?? [];
      const interaction = interactions.get(id);
      if (interaction && interaction.token === token) return world.memory.accounts.get(interaction.account);
      return world.memory.accountsOn('discord').find((account) => botToken(account) === tokenOf(request, 'Bot'));
    },
    async answer(request, account) {
      if (!request.headers['user-agent']) throw new Refusal(text(403, 'error code: 1010'));
      const [, id = ''] = interactionIn(request) ?? [];
      if (id !== '') return answered(world, interactions.get(id), request);
      // Fifty a second for everything (discord.md, Outbound).
      if (!take(buckets, account.id, 50, 20, world.now())) throw rateLimited(0.02, true);
      const path = request.path.replace(/^\/api(\/v\d+)?/, '');
      for (const [method, pattern, answer] of routes) {
        const match = method === request.method ? pattern.exec(path) : null;
        if (match) return answer({ request, account, names: match.slice(1).map(decodeURIComponent) });
      }
      throw new DiscordError(404, 0, '404: Not Found');
    },
    stranger: (request) => attachment(world, request) ?? json(401, { message: '401: Unauthorized', code: 0 }),
    failing: {
      rate_limit: rateLimited(1, false).answer,
      server_error: json(502, { message: '502: Bad Gateway', code: 0 }),
      token_revoked: json(401, { message: '401: Unauthorized', code: 0 }),
    },
  };
}

function userRoutes(world: World): Route[] {
  return [
    ['GET', /^\/users\/@me$/, ({ account }) => json(200, botUser(account))],
    ['GET', /^\/users\/(\d+)$/, ({ account, names: [id = ''] }) => json(200, userOf(personOf(world, account, id)))],
    [
      'POST',
      /^\/users\/@me\/channels$/,
      ({ request, account }) => {
        const { recipient_id: id } = (jsonBody(request) ?? {}) as { recipient_id?: string };
        const person = personOf(world, account, String(id ?? ''));
        const channel = directChannel(account, person.id);
        world.memory.remember([{ kind: 'kept', account: account.id, name: `room ${channel}`, value: { to: person.id } }]);
        return json(200, { id: channel, type: 1, last_message_id: null, recipients: [userOf(person)] });
      },
    ],
  ];
}

function messageRoutes(world: World, gateway: Gateway, nextId: (now: number) => string): Route[] {
  const room = ({ account, names: [channel = ''] }: Call) => roomOf(world, account, channel);
  const there = (call: Call) => {
    room(call);
    const [, id = ''] = call.names;
    if (!known(world, call.account, id)) throw unknownThing.message();
    return id;
  };
  return [
    [
      'POST',
      /^\/channels\/(\d+)\/messages$/,
      async (call) => {
        const { body, files } = await bodyOf(call.request);
        return json(200, post(world, gateway, call.account, room(call), nextId(world.now()), body, files));
      },
    ],
    [
      'GET',
      /^\/channels\/(\d+)\/messages$/,
      (call) => {
        const { account, request } = call;
        const at = room(call);
        const limit = Number(request.query.get('limit') ?? 50);
        const after = BigInt(request.query.get('after') ?? 0);
        const sent = world.memory
          .sentTo(account.id, at.to)
          .filter(({ messageId }) => BigInt(messageId) > after && known(world, account, messageId));
        return json(
          200,
          sent
            .toReversed()
            .slice(0, limit)
            .map((one) => shown(account, at, one)),
        );
      },
    ],
    [
      'PATCH',
      /^\/channels\/(\d+)\/messages\/(\d+)$/,
      async (call) => {
        const { body } = await bodyOf(call.request);
        return json(200, patch(world, gateway, call.account, room(call), call.names[1] ?? '', body));
      },
    ],
    [
      'DELETE',
      /^\/channels\/(\d+)\/messages\/(\d+)$/,
      (call) => {
        remove(world, gateway, call.account, room(call), call.names[1] ?? '');
        return nothing;
      },
    ],
    ['PUT', /^\/channels\/(\d+)\/messages\/(\d+)\/reactions\/([^/]+)\/@me$/, (call) => react(world, call, there(call), true)],
    ['DELETE', /^\/channels\/(\d+)\/messages\/(\d+)\/reactions\/([^/]+)\/@me$/, (call) => react(world, call, there(call), false)],
    [
      'POST',
      /^\/channels\/(\d+)\/typing$/,
      (call) => {
        room(call);
        return nothing;
      },
    ],
  ];
}

function gatewayRoutes(world: World): Route[] {
  const url = () => `${world.url.replace(/^http/, 'ws')}/discord/gateway`;
  const limit = { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 1 };
  return [
    ['GET', /^\/gateway$/, () => json(200, { url: url() })],
    ['GET', /^\/gateway\/bot$/, () => json(200, { url: url(), shards: 1, session_start_limit: limit })],
    [
      'GET',
      /^\/applications\/@me$/,
      ({ account }) => json(200, { id: setting(account, 'applicationId'), verify_key: setting(account, 'publicKey') }),
    ],
  ];
}

const nothing: Answer = { status: 204, headers: {}, body: '' };

function react(world: World, { account, names: [, , emoji = ''] }: Call, id: string, add: boolean): Answer {
  if (!/\p{Extended_Pictographic}|^\w+:\d+$/u.test(emoji)) throw unknownThing.emoji();
  void world.publish([{ kind: 'kept', account: account.id, name: `own reaction ${id} ${emoji}`, value: add || undefined }], []);
  return nothing;
}

/** The product's answer to a press that came over the Gateway, within three seconds and once. */
function answered(world: World, interaction: Interaction | undefined, request: ApiRequest): Answer {
  if (!interaction || world.now() - interaction.at > 3_000) throw unknownThing.interaction();
  if (interaction.answered !== undefined) throw new DiscordError(400, 40060, 'Interaction has already been acknowledged.');
  const body = jsonBody(request) as { type?: number } | undefined;
  if (![4, 5, 6, 7, 9].includes(body?.type ?? 0)) throw new DiscordError(400, 50035, 'Invalid Form Body');
  interaction.answered = body;
  return nothing;
}

/** Files of people are for whoever has their signed address. */
function attachment(world: World, { path }: ApiRequest): Answer | undefined {
  const id = /^\/attachments\/(\d+)\//.exec(path)?.[1] ?? '';
  const media = world.memory.accountsOn('discord').flatMap((account) => world.memory.media(account.id, id) ?? [])[0];
  const data = media && /^data:[^,]*;base64,(.*)$/s.exec(media.url)?.[1];
  return media && data !== undefined
    ? { status: 200, headers: { 'content-type': media.mimeType }, body: Buffer.from(data, 'base64') }
    : undefined;
}

async function bodyOf(request: ApiRequest): Promise<{ body: unknown; files: Upload[] }> {
  if (!request.headers['content-type']?.startsWith('multipart/')) {
    const body = jsonBody(request);
    if (typeof body !== 'object' || body === null) throw new DiscordError(400, 50109, 'The request body contains invalid JSON.');
    return { body, files: [] };
  }
  const form = await multipartBody(request);
  const blobs = [...form].filter((entry): entry is [string, File] => typeof entry[1] !== 'string');
  const files = blobs.map(
    async ([, file]): Promise<Upload> => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()), mimeType: file.type }),
  );
  const json_ = form.get('payload_json');
  const body = typeof json_ === 'string' ? jsonBody({ body: Buffer.from(json_) }) : { content: form.get('content') ?? undefined };
  if (blobs.some(([name]) => !/^(file|files\[\d+\])$/.test(name))) throw new DiscordError(400, 50035, 'Invalid Form Body');
  return { body, files: await Promise.all(files) };
}

function personOf(world: World, account: SandboxAccount, id: string) {
  const person = world.memory.person(account.id, id);
  if (!person) throw unknownThing.user();
  return person;
}
