import { generateKeyPairSync } from 'node:crypto';
import { type SandboxAccount, setting } from '../../account.ts';
import { type Answer, type ApiRequest, json, jsonBody } from '../../api.ts';
import { sentOf } from '../../deed.ts';
import type { Fact } from '../../memory.ts';
import { type Bucket, take } from '../../pace.ts';
import type { Platform, World } from '../../platform.ts';
import { hex, word } from '../../random.ts';
import { agentEventIn, agentMessageIn, wordsOf } from './checks.ts';
import { deedsOf } from './people.ts';
import { refused } from './refusal.ts';
import { openTokens } from './token.ts';
import { receipt, webhooks } from './webhook.ts';

/** RCS for Business, as agents and phones meet it (rcs.md). */
export const rcs: Platform = {
  channel: 'rcs',
  needed: { settings: ['agentId', 'serviceAccountEmail', 'tokenUrl'], secrets: ['clientToken', 'privateKey'] },
  open: (sandboxUrl) => ({
    name: 'Agent',
    settings: {
      agentId: `agent_${hex(4)}@rbm.goog`,
      serviceAccountEmail: `agent-${hex(4)}@shop.iam.gserviceaccount.com`,
      apiBaseUrl: `${sandboxUrl}/rcs`,
      tokenUrl: `${sandboxUrl}/rcs/token`,
    },
    secrets: { clientToken: word(), privateKey: freshKey() },
  }),
  play(world) {
    const tokens = openTokens(world);
    const buckets = new Map<string, Bucket>();
    return {
      deeds: deedsOf(world),
      webhooks,
      api: {
        whose: tokens.whose,
        stranger: (request) => stranger(world, request, tokens.refuse),
        answer: (request, account) =>
          request.path === '/token' ? tokens.give(request, account) : answer(world, account, request, buckets),
        failing: {
          rate_limit: refused('RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).').answer,
          server_error: refused('INTERNAL', 'Internal error encountered.').answer,
          token_revoked: unauthenticated().answer,
          wrap: (error) => ('error' in error ? error : { error }),
        },
      },
      report: (account, messages, state) => (state === 'read' ? messages.map((sent) => receipt(world, account, sent, 'read')) : []),
    };
  },
};

/** A key of a service account, as its file has it. */
function freshKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function unauthenticated() {
  return refused('UNAUTHENTICATED', 'Request had invalid authentication credentials. Expected OAuth 2 access token.');
}

/** Files of people are at public addresses; everything else takes a token. */
function stranger(world: World, { path }: ApiRequest, refuseToken: () => Answer): Answer {
  if (path === '/token') return refuseToken();
  const [, id] = /^\/files\/(\w+)$/.exec(path) ?? [];
  const media = id && world.memory.accountsOn('rcs').flatMap((account) => world.memory.media(account.id, id) ?? [])[0];
  if (!media) throw unauthenticated();
  const bytes = Buffer.from(media.url.slice(media.url.indexOf(',') + 1), 'base64');
  return { status: 200, headers: { 'content-type': media.mimeType }, body: bytes };
}

function answer(world: World, account: SandboxAccount, request: ApiRequest, buckets: Map<string, Bucket>): Answer {
  const { method, path, query } = request;
  const [version, collection, address = '', thing = '', id] = path.split('/').slice(1).map(decodeURIComponent);
  if (version === 'v1' && collection === 'users:batchGet' && method === 'POST') return reachable(world, account, jsonBody(request));
  if (version !== 'v1' || collection !== 'phones') throw refused('NOT_FOUND', `Method not found: ${method} ${path}`);
  if (query.get('agentId') !== setting(account, 'agentId')) throw refused('PERMISSION_DENIED', 'The caller does not have permission');
  if (!/^\+[1-9]\d{6,14}$/.test(address)) throw refused('INVALID_ARGUMENT', `Invalid phone number: ${address}`);
  if (!take(buckets, account.id, 300, 3, world.now()))
    throw refused('RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).');
  if (method === 'DELETE' && thing === 'agentMessages' && id !== undefined) return revoke(world, account, id);
  if (world.memory.kept(account.id, `lost ${address}`) === true) throw refused('NOT_FOUND', 'Requested entity was not found.');
  if (method === 'GET' && thing === 'capabilities')
    return json(200, { features: ['RICHCARD_STANDALONE', 'RICHCARD_CAROUSEL', 'ACTION_OPEN_URL'] });
  if (method === 'POST' && thing === 'agentMessages') return send(world, account, address, request);
  if (method === 'POST' && thing === 'agentEvents') return act(world, account, request);
  throw refused('NOT_FOUND', `Method not found: ${method} ${path}`);
}

function reachable(world: World, account: SandboxAccount, body: unknown): Answer {
  const { users, agentId } = (body ?? {}) as { users?: unknown; agentId?: unknown };
  if (agentId !== setting(account, 'agentId')) throw refused('PERMISSION_DENIED', 'The caller does not have permission');
  if (!Array.isArray(users) || users.length === 0) throw refused('INVALID_ARGUMENT', 'users must not be empty');
  const reachableUsers = users.filter((user) => world.memory.kept(account.id, `lost ${user}`) !== true);
  return json(200, { reachableUsers, totalRandomSampleUserCount: 0, reachableRandomSampleUserCount: 0 });
}

/** Our id names the message for ever: a second of that name is refused (rcs.md, OK). */
function send(world: World, account: SandboxAccount, to: string, request: ApiRequest): Answer {
  const messageId = request.query.get('messageId');
  if (!messageId) throw refused('INVALID_ARGUMENT', 'messageId is needed');
  const message = agentMessageIn(jsonBody(request));
  if (world.memory.sentBy(account.id, messageId)) throw refused('ALREADY_EXISTS', 'Requested entity already exists');
  const { text, richCard, contentInfo } = message.contentMessage;
  const type = text !== undefined ? 'text' : richCard ? 'richCard' : contentInfo ? 'contentInfo' : 'file';
  const sent = sentOf(world, account, { to, type, text: wordsOf(message), messageId, request: message });
  // A phone that is off is told when it is on again: here it never is.
  const isOn = world.conduct(account).receipts === 'auto';
  void world.publish([{ kind: 'sent', sent }], isOn ? [receipt(world, account, sent, 'delivered')] : []);
  return json(200, { name: `phones/${to}/agentMessages/${messageId}`, sendTime: new Date(sent.at).toISOString(), ...message });
}

function act(world: World, account: SandboxAccount, request: ApiRequest): Answer {
  const eventId = request.query.get('eventId');
  if (!eventId) throw refused('INVALID_ARGUMENT', 'eventId is needed');
  const event = agentEventIn(jsonBody(request));
  if (world.memory.kept(account.id, `event ${eventId}`)) throw refused('ALREADY_EXISTS', 'Requested entity already exists');
  if ('messageId' in event && !world.memory.said(account.id, event.messageId))
    throw refused('NOT_FOUND', 'Requested entity was not found.');
  void world.publish([{ kind: 'kept', account: account.id, name: `event ${eventId}`, value: event }], []);
  return json(200, { name: `agentEvents/${eventId}`, ...event });
}

/** Only what no phone has yet can be taken back (rcs.md, Revoke). */
function revoke(world: World, account: SandboxAccount, messageId: string): Answer {
  const sent = world.memory.sentBy(account.id, messageId);
  if (!sent || world.memory.kept(account.id, `revoked ${messageId}`)) throw refused('NOT_FOUND', 'Requested entity was not found.');
  if (sent.state !== 'sent') throw refused('FAILED_PRECONDITION', 'The message was delivered.');
  const facts: Fact[] = [{ kind: 'kept', account: account.id, name: `revoked ${messageId}`, value: true }];
  void world.publish(facts, []);
  return json(200, {});
}
