import { type SandboxAccount, setting } from '../../account.ts';
import { type Answer, type ApiRequest, formBody, json, jsonBody, text, tokenOf } from '../../api.ts';
import { sentOf } from '../../deed.ts';
import type { Media, Sent } from '../../memory.ts';
import type { Api, World } from '../../platform.ts';
import { type Activity, readActivity } from './checks.ts';
import { type Conversation, chatOf, conversationOf, entered, refuseUnwanted, tenant, throttle } from './conversation.ts';
import { TeamsError, throttled, unregistered } from './refusal.ts';
import { documents, grant, holds, tokenCallOf, unknownApplication } from './token.ts';

interface Call {
  request: ApiRequest;
  account: SandboxAccount;
  names: string[];
}
type Route = [method: string, path: RegExp, answer: (call: Call) => Answer];

/** The Bot Framework connector, and the login that gives tokens for it (msteams.md, Outbound). */
export function teamsApi(world: World, nextId: () => string): Api {
  const routes = [...conversationRoutes(world), ...activityRoutes(world, nextId)];
  const registered = (clientId: string | null) =>
    world.memory.accountsOn('msteams').find((account) => setting(account, 'appId') === clientId);
  return {
    whose(request) {
      if (tokenCallOf(request) !== undefined) return registered(formBody(request).get('client_id'));
      const token = tokenOf(request);
      return world.memory.accountsOn('msteams').find((account) => holds(account, token, world.now()));
    },
    answer(request, account) {
      const login = tokenCallOf(request);
      if (login !== undefined) return grant(account, decodeURIComponent(login), request, world.now());
      const path = request.path.slice(Math.max(request.path.indexOf('/v3/'), 0));
      for (const [method, pattern, answer] of routes) {
        const match = method === request.method ? pattern.exec(path) : null;
        if (match) return answer({ request, account, names: match.slice(1).map((name) => decodeURIComponent(name ?? '')) });
      }
      return text(404);
    },
    stranger: (request) =>
      documents(world, request) ??
      freeFile(world, request) ??
      (tokenCallOf(request) === undefined ? unregistered().answer : unknownApplication()),
    failing: {
      rate_limit: throttled(1).answer,
      server_error: new TeamsError(502, 'ServiceError', 'The service is unavailable.').answer,
      token_revoked: unregistered().answer,
      wrap: (error) => ('error' in error ? error : { error }),
    },
  };
}

function conversationRoutes(world: World): Route[] {
  return [
    [
      'POST',
      /^\/v3\/conversations\/?$/,
      ({ request, account }) => {
        const { members = [], isGroup } = (jsonBody(request) ?? {}) as { members?: { id?: string }[]; isGroup?: boolean };
        const person = world.memory.person(account.id, members[0]?.id ?? '');
        if (members.length !== 1 || isGroup === true) throw new TeamsError(400, 'BadArgument', 'One member is needed for a chat.');
        if (!person)
          throw new TeamsError(403, 'ForbiddenOperationException', 'The bot is not installed in the personal scope of the user.');
        refuseUnwanted(world, account, person.id);
        const chat = chatOf(account, person.id);
        world.memory.remember(entered(account, { id: person.id }, chat));
        return json(201, { id: chat.id, serviceUrl: serviceUrlOf(world) });
      },
    ],
    [
      'GET',
      /^\/v3\/conversations\/([^/]+)\/members\/([^/]+)$/,
      ({ account, names: [id = '', member = ''] }) => {
        conversationOf(world, account, id);
        const person = world.memory.person(account.id, member);
        if (!person) throw new TeamsError(404, 'MemberNotFoundInConversation', 'Member not found in conversation.');
        const name = person.name ?? person.id;
        return json(200, {
          id: person.id,
          name,
          aadObjectId: person.userId,
          tenantId: tenant,
          email: `${name.replaceAll(' ', '.').toLowerCase()}@harbor.example`,
        });
      },
    ],
    [
      'GET',
      /^\/v3\/attachments\/([^/]+)\/views\/original$/,
      ({ account, names: [id = ''] }) => {
        return fileOf(world.memory.media(account.id, id)) ?? text(404);
      },
    ],
  ];
}

function activityRoutes(world: World, nextId: () => string): Route[] {
  const count = throttle();
  const read = (request: ApiRequest, { personal }: Conversation) => readActivity(jsonBody(request), request.body.length, personal);
  return [
    [
      'POST',
      /^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/,
      ({ request, account, names: [id = '', replyTo] }) => {
        const conversation = conversationOf(world, account, id);
        const activity = read(request, conversation);
        if (activity.type === 'typing') return json(202, {});
        count(id, world.now());
        const sent = say(world, account, conversation, activity, nextId(), replyTo || activity.replyToId || null);
        return json(201, { id: sent.messageId });
      },
    ],
    [
      'PUT',
      /^\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/,
      ({ request, account, names: [id = '', target = ''] }) => {
        const conversation = conversationOf(world, account, id);
        const sent = ownMessage(world, account, conversation, target);
        const activity = read(request, conversation);
        sent.request = activity;
        sent.text = activity.text ?? null;
        return json(200, { id: target });
      },
    ],
    [
      'DELETE',
      /^\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/,
      ({ account, names: [id = '', target = ''] }) => {
        ownMessage(world, account, conversationOf(world, account, id), target);
        void world.publish([{ kind: 'kept', account: account.id, name: `gone ${target}`, value: true }], []);
        return text(200);
      },
    ],
  ];
}

function say(
  world: World,
  account: SandboxAccount,
  conversation: Conversation,
  activity: Activity,
  id: string,
  replyTo: string | null,
): Sent {
  const type = activity.attachments?.length ? 'card' : 'text';
  const sent = sentOf(world, account, {
    to: conversation.to,
    type,
    text: activity.text || null,
    messageId: id,
    replyTo,
    request: activity,
  });
  void world.publish([{ kind: 'sent', sent }], []);
  return sent;
}

function ownMessage(world: World, account: SandboxAccount, { to }: Conversation, id: string): Sent {
  const sent = world.memory.sentBy(account.id, id);
  if (!sent || sent.to !== to || world.memory.kept(account.id, `gone ${id}`))
    throw new TeamsError(404, 'ActivityNotFoundInConversation', 'The activity was not found in the conversation.');
  return sent;
}

/** A file is for whoever has its address, as long as that lives. */
function freeFile(world: World, { path }: ApiRequest): Answer | undefined {
  const id = /^\/files\/([^/]+)$/.exec(path)?.[1];
  return id === undefined
    ? undefined
    : world.memory.accountsOn('msteams').flatMap((one) => fileOf(world.memory.media(one.id, id)) ?? [])[0];
}

function fileOf(media: Media | undefined): Answer | undefined {
  const data = media && /^data:[^,]*;base64,(.*)$/s.exec(media.url)?.[1];
  return media && { status: 200, headers: { 'content-type': media.mimeType }, body: Buffer.from(data ?? '', 'base64') };
}

/** Where a bot answers; what every activity names. */
export function serviceUrlOf(world: World): string {
  return `${world.url}/msteams/emea/${tenant}/`;
}
