import { describe, expect, test } from 'vitest';
import type { Json } from '../kit/bus/bus.ts';
import { content } from '../schema/content.ts';
import { CodedError } from '../schema/errors.ts';
import type { WebhookRequest } from '../services/channels/adapter.ts';
import { all } from '../services/channels/adapters/all.ts';
import { parseBody } from '../services/channels/decode.ts';
import type { Inbound } from '../services/channels/inbound.ts';
import type { ApiCall, ApiReply } from '../services/channels/plan.ts';
import { cases } from './channels/all.ts';
import { type Case, recordedAt } from './channels/case.ts';
import { its as pigeon } from './channels/pigeon.ts';
import { garbled, mutated } from './channels/suite/mutation.ts';
import { accountOf, bytes, bytesOf, contextAt, eventsOf, recorded, requestOf, seeded } from './channels/suite/stand.ts';

/** The product's channels, and one made up in a test: what holds for any holds for it. */
const named = [...cases, pigeon].map((its) => [its.adapter.channel, its] as const);
const recordings = (its: Case) => Object.keys(its.payloads ?? Object.fromEntries(recorded(its.adapter.channel)));
const inboundOf = (its: Case) => recordings(its).filter((name) => !/^(_|error-|session-|webhook-verify)/.test(name));
const failuresOf = (its: Case) => recordings(its).filter((name) => name.startsWith('error-'));

test('every channel of the product is here', () => {
  expect(cases.map(({ adapter }) => adapter.channel).toSorted()).toEqual(all.map(({ channel }) => channel).toSorted());
});

describe.each(named)('%s: what arrives', (channel, its) => {
  test.each(Object.entries(its.samples))('%s is authentic and read as its page says', async (name, expected) => {
    const request = requestOf(its, name);
    await its.adapter.verify(request, accountOf(its), contextAt(recordedAt, its.documents));
    expect(await eventsOf(its, request)).toMatchObject(expected);
  });

  test('every recorded payload has its row', () => {
    expect(inboundOf(its).toSorted()).toEqual(Object.keys(its.samples).toSorted());
  });

  test('a redelivery has the same keys', async () => {
    for (const name of Object.keys(its.samples)) {
      const keys = async (now: number) => (await eventsOf(its, requestOf(its, name, now))).map(({ key }) => key);
      const first = await keys(recordedAt);
      expect(await keys(recordedAt)).toEqual(first);
    }
  });

  test('what nobody knows is kept', async () => {
    const [name] = Object.keys(its.samples);
    if (name === undefined) return;
    const like = requestOf(its, name);
    const strange: Json[] = [{}, [], 'words', null, { type: 'of tomorrow', event: 'of tomorrow', entry: [{ of: 'tomorrow' }] }];
    for (const body of strange) {
      for (const event of its.adapter.parse(body, like, accountOf(its))) expectStorable(channel, event);
    }
  });
});

describe.each(named)('%s: authenticity', (channel, its) => {
  const vectors = its.vectors.map((vector, index) => [`vector ${index + 1}`, vector] as const);

  test.each(vectors)('%s passes; another secret, an altered byte, no proof or an old one does not', async (_name, vector) => {
    const { request, secrets, settings = {}, oldAfter, documents } = vector;
    const judge = (changed: Partial<WebhookRequest>, with_ = secrets) => {
      const asked = { ...request, ...changed };
      const account = accountOf(its, { secrets: with_, settings: settings as never });
      return its.adapter.verify(asked, account, contextAt(asked.receivedAt, documents)).then(
        () => 'passed',
        (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
      );
    };
    const refused = expect.stringMatching(/^(BAD_SIGNATURE|UNAUTHENTICATED)$/);
    expect(await judge({})).toBe('passed');
    expect(await judge({ headers: {} })).toEqual(refused);
    const others = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, altered(value)]));
    if (!vector.documents) expect(await judge({}, others)).toEqual(refused);
    if (!vector.documents) expect(await judge({}, {})).toEqual(refused);
    if (!vector.bodyFree && request.body.length > 0) {
      const body = request.body.slice();
      body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
      expect(await judge({ body })).toEqual(refused);
    }
    if (oldAfter !== undefined) expect(await judge({ receivedAt: request.receivedAt + oldAfter + 1_000 })).toEqual(refused);
  });

  test.each(its.handshakes.map((shake, index) => [`handshake ${index + 1}`, shake] as const))(
    '%s is answered as the platform wants',
    async (_name, { request, status, body }) => {
      const reply = await its.adapter.handshake(request, accountOf(its), contextAt(request.receivedAt, its.documents));
      expect(reply?.status).toBe(status);
      if (typeof body === 'string') expect(reply?.body).toBe(body);
      else expect(JSON.parse(reply?.body ?? 'null')).toMatchObject(body);
    },
  );

  test('the channel is named once and its secrets are its own', () => {
    expect(channel).toMatch(/^[a-z]+$/);
    expect(its.adapter.copied.filter((name) => !(name in its.adapter.secrets.shape))).toEqual([]);
    expect(its.adapter.externalId(accountOf(its).settings)).not.toBe('');
  });
});

describe.each(named)('%s: what is refused', (_channel, its) => {
  const someCall = { gives: 'message', path: '', method: 'POST', protocol: 'http', headers: {}, body: null } as unknown as ApiCall;
  const read = (reply: object) => its.adapter.read({ status: 400, headers: {}, body: null, ...reply } as ApiReply, someCall);

  test.each(Object.entries(its.errors))('%s is %s', (name, expected) => {
    const file = new TextDecoder().decode(bytesOf(its, name));
    expect(read(JSON.parse(file))).toMatchObject({ ok: false, class: expected });
  });

  test('every recorded refusal has its row', () => {
    expect(failuresOf(its).toSorted()).toEqual(Object.keys(its.errors).toSorted());
  });

  test.each((its.refusals ?? []).map((refusal, index) => [index + 1, refusal.class, refusal] as const))(
    'refusal %i by its page is %s',
    (_index, expected, refusal) => expect(read(refusal)).toMatchObject({ ok: false, class: expected }),
  );

  test('an answer of nobody’s making is judged by its status, and never throws', () => {
    if (its.adapter.render === undefined || Object.keys(its.errors).length === 0) return;
    expect(read({ status: 502, body: '<html>Bad Gateway</html>' })).toMatchObject({ ok: false, class: 'transient' });
    for (const body of [null, [], 'x', 7, { error: null }, { error: [] }, { ok: 'no' }])
      expect(read({ status: 418, body })).toMatchObject({ ok: false });
  });
});

describe.each(named)('%s: hostile bodies', (channel, its) => {
  const samples = Object.keys(its.samples).map((name) => requestOf(its, name));

  test('twenty thousand mutated payloads neither throw nor hang, and give only what can be stored', async () => {
    if (samples.length === 0) return;
    const random = seeded(42);
    const account = accountOf(its);
    const decoded = await Promise.all(
      samples.map(async (request) => [JSON.stringify(await its.adapter.decode(request)), request] as const),
    );
    const start = process.memoryUsage().heapUsed;
    for (let round = 0; round < 20_000; round++) {
      const [body, request] = decoded[random(decoded.length)] ?? decoded[0]!;
      const sent = parseBody(bytes(mutated(JSON.parse(body), random)));
      for (const event of its.adapter.parse(sent, request, account)) expectStorable(channel, event);
    }
    expect(process.memoryUsage().heapUsed - start).toBeLessThan(512 * 1_048_576);
  });

  test('two thousand garbled bodies are read or refused with a code', async () => {
    if (samples.length === 0) return;
    const random = seeded(7);
    for (let round = 0; round < 2_000; round++) {
      const like = samples[random(samples.length)] as WebhookRequest;
      const request = { ...like, body: garbled(like.body, random) };
      try {
        for (const event of await eventsOf(its, request)) expectStorable(channel, event);
      } catch (error) {
        expect(error).toMatchObject({ code: 'BAD_INPUT' });
      }
    }
  });

  test('a body nested a hundred thousand deep is refused', async () => {
    const [like] = samples;
    if (!like) return;
    const request = { ...like, body: bytes('['.repeat(100_000)) };
    await eventsOf(its, request).catch((error: unknown) => expect(error).toMatchObject({ code: 'BAD_INPUT' }));
  });
});

function altered(secret: string): string {
  const last = secret.at(-1) === 'A' ? 'B' : 'A';
  return secret.slice(0, -1) + last;
}

function expectStorable(channel: string, event: Inbound): void {
  const wrong = (why: string) => new Error(`${channel}: ${why}: ${JSON.stringify(event).slice(0, 500)}`);
  if (event.key === '' || event.key.length > 300 || !Number.isSafeInteger(event.at)) throw wrong('not storable');
  if ('contact' in event && !event.contact.addresses.every(({ kind, value }) => kind !== '' && value !== ''))
    throw wrong('an empty address');
  if ('content' in event && !content.array().min(1).safeParse(event.content).success) throw wrong('content nobody can show');
  if (event.kind !== 'call' && /\\u0000|\\ud[89a-f]/.test(JSON.stringify(event))) throw wrong('not storable in Postgres');
}
