import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { type SandboxAccount, setting } from '../../account.ts';
import { type Answer, type ApiRequest, jsonBody, Refusal, text, tokenOf } from '../../api.ts';
import { sentOf } from '../../deed.ts';
import type { Platform, World } from '../../platform.ts';
import { word } from '../../random.ts';
import { type AppleMessage, appleMessage, bad, neededFor, wordsOf } from './checks.ts';
import { mmcs, opened, preDownload, preUpload } from './files.ts';
import { deedsOf, everything, payloadIn } from './people.ts';
import { isIts, signedFor } from './token.ts';

/** Apple Messages for Business, as a messaging service provider and iPhones meet it (apple-messages.md). */
export const apple: Platform = {
  channel: 'apple',
  needed: { settings: ['businessId', 'mspId'], secrets: ['mspSecret'] },
  open: (sandboxUrl) => ({
    name: 'Business',
    settings: { businessId: randomUUID(), mspId: `msp-${word(9)}`, apiBaseUrl: `${sandboxUrl}/apple` },
    secrets: { mspSecret: randomBytes(32).toString('base64') },
  }),
  play: (world) => ({
    deeds: deedsOf(world),
    webhooks: {
      contentType: 'application/json',
      patience: 5_000,
      retries: { waits: [100, 300, 1_000, 3_000, 10_000, 30_000], repeat: 3_600_000 },
      sign: ({ account, now }) => ({ authorization: `Bearer ${signedFor(account, now)}` }),
    },
    api: {
      whose: (request) => whose(world, request),
      stranger: (request) => mmcs(world, request) ?? text(403),
      answer: (request, account) => answer(world, account, request),
      // samples/apple/error-*.json.
      failing: { rate_limit: text(429, '', { 'retry-after': '1' }), server_error: text(500), token_revoked: text(403) },
    },
  }),
};

/** By the token of the provider, and which of its businesses it acts for. */
function whose(world: World, request: ApiRequest): SandboxAccount | undefined {
  const token = tokenOf(request) ?? '';
  const own = world.memory.accountsOn('apple').filter((account) => isIts(account, token, world.now()));
  return own.find((account) => setting(account, 'businessId') === request.headers['source-id']) ?? own[0];
}

function answer(world: World, account: SandboxAccount, request: ApiRequest): Answer {
  const { method, path, headers } = request;
  if (headers['source-id'] !== setting(account, 'businessId')) throw new Refusal(text(403));
  switch (`${method} ${path}`) {
    case 'POST /v1/message':
      return send(world, account, appleMessage(jsonBody(request), headers), headers);
    case 'GET /v1/preUpload':
      return preUpload(world, account, request);
    case 'GET /v1/preDownload':
      return preDownload(world, account, request);
    case 'POST /v1/decodePayload': {
      const payload = payloadIn(request.body);
      if (!payload || headers.bid === undefined) throw bad('payload cannot be decoded');
      return { status: 200, headers: { 'content-type': 'application/json' }, body: gunzipSync(payload) };
    }
    default:
      throw new Refusal(text(404));
  }
}

/** The id is the sender's own: a message that came already is taken to have come (apple-messages.md §2, OK). */
function send(world: World, account: SandboxAccount, said: AppleMessage, headers: Record<string, string>): Answer {
  if (world.memory.sentBy(account.id, said.id)) return text(200);
  checkRecipient(world, account, said, headers['message-type'] === 'notification');
  if (said.type === 'typing_start' || said.type === 'typing_end') return text(200);
  const files = said.type === 'text' ? (said.attachments ?? []) : [];
  const seen = files.map((file) => ({
    name: file.name,
    sha256: createHash('sha256')
      .update(opened(world, account, file))
      .digest('hex'),
  }));
  const sent = sentOf(world, account, {
    to: said.destinationId,
    type: files.length > 0 ? 'file' : said.type,
    text: wordsOf(said),
    messageId: said.id,
    request: seen.length > 0 ? { ...said, seen } : said,
  });
  void world.publish([{ kind: 'sent', sent }], []);
  return text(200);
}

/** Only who wrote can be answered, until they close the conversation; a number can only be invited (apple-messages.md §2, §3). */
function checkRecipient(world: World, account: SandboxAccount, said: AppleMessage, isInvitation: boolean) {
  const to = said.destinationId;
  if (isInvitation !== to.startsWith('tel:')) throw bad('an invitation goes to tel:, and nothing else does');
  if (isInvitation) return;
  const person = world.memory.person(account.id, to);
  if (person?.spokeAt === undefined) throw new Refusal(text(404));
  if (world.memory.kept(account.id, `closed ${to}`) === true) throw new Refusal(text(410));
  const able = (person.more?.capabilities as string[] | undefined) ?? everything;
  const needed = neededFor(said);
  if (needed !== undefined && !able.includes(needed)) throw bad(`the device has no ${needed}`);
}
