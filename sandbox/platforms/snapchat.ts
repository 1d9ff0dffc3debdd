import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type SandboxAccount, secret, setting } from '../account.ts';
import { type Answer, type ApiRequest, formBody, json, jsonBody, Refusal, tokenOf } from '../api.ts';
import { text } from '../checks.ts';
import { type Act, ControlError, sentOf, type Told, without } from '../deed.ts';
import type { Fact } from '../memory.ts';
import type { Platform, World } from '../platform.ts';
import { word } from '../random.ts';
import { untold } from '../webhook.ts';

/** Messages of a brand's profile with creators, for those who ask (snapchat.md, 1); nobody is told of anything. */
export const snapchat: Platform = {
  channel: 'snapchat',
  needed: { settings: ['profileId', 'creatorProfileIds'], secrets: ['clientId', 'clientSecret', 'refreshToken'] },
  open: (sandboxUrl) => ({
    name: 'Kettle & Co on Snapchat',
    settings: {
      profileId: randomUUID(),
      creatorProfileIds: [randomUUID(), randomUUID(), randomUUID()],
      apiBaseUrl: `${sandboxUrl}/snapchat`,
      authBaseUrl: `${sandboxUrl}/snapchat`,
    },
    secrets: { clientId: randomUUID(), clientSecret: word(), refreshToken: word() },
  }),
  play(world) {
    /** Access tokens and when they end. */
    const tokens = new Map<string, { account: string; until: number }>();
    const bearer = (request: ApiRequest) => {
      const known = tokens.get(tokenOf(request) ?? '');
      return known && known.until > world.now() ? known.account : undefined;
    };
    return {
      deeds: {
        say: {
          what: 'a creator writes to the brand: { from: a creator profile id, text }',
          run: (account, act) => say(world, account, act),
        },
      },
      api: {
        whose: (request) => {
          const accounts = world.memory.accountsOn('snapchat');
          if (request.path === tokenPath) {
            const given = formBody(request).get('refresh_token');
            return accounts.find((account) => secret(account, 'refreshToken') === given);
          }
          return accounts.find(({ id }) => id === bearer(request));
        },
        stranger: ({ path }) => (path === tokenPath ? badGrant : refusal(401, 'E1001', 'The access token is not valid.')),
        answer(request, account) {
          if (request.path !== tokenPath) return answer(world, account, request);
          const form = formBody(request);
          const isOurs =
            form.get('client_id') === secret(account, 'clientId') && form.get('client_secret') === secret(account, 'clientSecret');
          if (!isOurs || form.get('grant_type') !== 'refresh_token') return badGrant;
          const token = word();
          tokens.set(token, { account: account.id, until: world.now() + 3_600_000 });
          return json(200, { access_token: token, token_type: 'Bearer', expires_in: 3_600, refresh_token: form.get('refresh_token') });
        },
        failing: {
          rate_limit: refusal(429, 'E1429', 'Too many requests.'),
          server_error: refusal(503, 'E1503', 'Try again later.'),
          token_revoked: refusal(401, 'E1001', 'The access token is not valid.'),
          wrap: (error) => ({ request_id: randomUUID(), request_status: 'ERROR', ...error }),
        },
      },
    };
  },
};

const tokenPath = '/login/oauth2/access_token';
const badGrant = json(400, { error: 'invalid_grant', error_description: 'The refresh token or the client is not valid.' });

const sending = z.strictObject({
  conversation_id: z.string(),
  token: z.string(),
  group_conversation_messages: z.array(z.strictObject({ type: z.literal('TEXT'), text_message: text(1_000) })).length(1),
});

function answer(world: World, account: SandboxAccount, request: ApiRequest): Answer {
  const [, root, profile, edge] = request.path.split('/');
  if (root !== 'public_profiles' || profile !== setting(account, 'profileId'))
    return refusal(403, 'E3001', 'profile not allowlisted for messaging');
  if (edge === 'group_conversation' && request.method === 'GET') return conversation(world, account, request);
  if (edge !== 'group_conversation_messages') return refusal(404, 'E1404', 'There is nothing here.');
  if (request.method === 'GET') {
    const creator = creatorIn(world, account, request.query.get('conversation_id'), request.query.get('token'));
    return success({ group_conversation_messages: latest(world, account, creator, Number(request.query.get('limit') ?? 20)) });
  }
  const parsed = sending.safeParse(jsonBody(request));
  if (!parsed.success) return refusal(400, 'E1400', parsed.error.issues[0]?.message ?? 'bad request');
  const { conversation_id, token, group_conversation_messages } = parsed.data;
  const to = creatorIn(world, account, conversation_id, token);
  const words = group_conversation_messages[0]?.text_message ?? '';
  const sent = sentOf(world, account, { to, type: 'text', text: words, messageId: randomUUID(), request: parsed.data });
  void world.publish([{ kind: 'sent', sent }], []);
  return success({ group_conversation_messages: [{ group_conversation_message: { message_id: sent.messageId, text_message: words } }] });
}

/** The conversation with a creator, which is there from the moment one of them asks for it. */
function conversation(world: World, account: SandboxAccount, request: ApiRequest): Answer {
  const creator = request.query.get('creator_profile_id') ?? '';
  if (!creatorsOf(account).includes(creator)) return refusal(404, 'E1404', 'There is no such creator.');
  const known = world.memory.kept(account.id, `conversation ${creator}`);
  const id = typeof known === 'string' ? known : randomUUID();
  if (id !== known) void world.publish([{ kind: 'kept', account: account.id, name: `conversation ${creator}`, value: id }], []);
  return success({ conversation: { conversation_id: id, token: tokenIn(account) } });
}

function creatorIn(world: World, account: SandboxAccount, conversationId: string | null, token: string | null): string {
  const creator = creatorsOf(account).find((each) => world.memory.kept(account.id, `conversation ${each}`) === conversationId);
  if (creator === undefined || token !== tokenIn(account)) throw new Refusal(refusal(404, 'E1404', 'There is no such conversation.'));
  return creator;
}

/** The latest first. That a message tells its sender and its time is not documented, but nobody could show a conversation without. */
function latest(world: World, account: SandboxAccount, creator: string, limit: number): object[] {
  const theirs = world.memory.saidBy(account.id, creator).map(({ id, at, text: words }) => ({ id, at, words, sender: creator }));
  const ours = world.memory.sentTo(account.id, creator).map((sent) => {
    return { id: sent.messageId, at: sent.at, words: sent.text, sender: setting(account, 'profileId') };
  });
  return [...theirs, ...ours]
    .toSorted((one, other) => other.at - one.at)
    .slice(0, limit)
    .map(({ id, at, words, sender }) => {
      const message = {
        message_id: id,
        type: 'TEXT',
        text_message: words,
        sender_profile_id: sender,
        created_at: new Date(at).toISOString(),
      };
      return { group_conversation_message: message };
    });
}

async function say(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  without(act, 'attachment', 'attachments', 'payload', 'location', 'contact', 'replyTo');
  const from = act.from ?? creatorsOf(account)[0] ?? '';
  if (!creatorsOf(account).includes(from)) throw new ControlError(400, 'BAD_INPUT', `from: ${from} is none of the account's creators`);
  if (act.text === undefined) throw new ControlError(400, 'BAD_INPUT', 'text: creators write text');
  const at = act.timestamp ?? world.now();
  const id = act.id ?? randomUUID();
  const facts: Fact[] = [
    { kind: 'person', account: account.id, person: { id: from, name: act.name, spokeAt: at } },
    { kind: 'said', account: account.id, said: { id, person: from, at, edits: 0, text: act.text } },
  ];
  await world.publish(facts, []);
  return { from, messageId: id, outcome: untold };
}

function creatorsOf({ settings }: SandboxAccount): string[] {
  return Array.isArray(settings.creatorProfileIds) ? settings.creatorProfileIds.map(String) : [];
}

function tokenIn(account: SandboxAccount): string {
  return `SnapProfileId/${setting(account, 'profileId')}`;
}

function success(body: object): Answer {
  return json(200, { request_id: randomUUID(), request_status: 'SUCCESS', ...body });
}

/** samples/snapchat/error.json. */
function refusal(status: number, code: string, why: string): Answer {
  const words = { debug_message: why, display_message: 'We were unable to process this request' };
  return json(status, { request_id: randomUUID(), request_status: 'ERROR', ...words, error_code: code });
}
