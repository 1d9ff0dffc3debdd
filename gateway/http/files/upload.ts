import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Bus } from '../../../kit/bus/bus.ts';
import type { Settings } from '../../../kit/env.ts';
import { newId } from '../../../kit/id.ts';
import type { Log } from '../../../kit/log.ts';
import { keep, scanned } from '../../../kit/media/keep.ts';
import { signLink } from '../../../kit/media/link.ts';
import { actorOf, type Principal } from '../../../kit/principal.ts';
import type { FileFacts, Store } from '../../../kit/store/store.ts';
import { CodedError } from '../../../schema/errors.ts';
import { outward } from '../../fault.ts';
import { type Authenticate, rateKey } from '../../principal.ts';
import type { Rate } from '../../rate.ts';
import { callerOf } from '../policy.ts';
import { fileOf, type Sent } from './body.ts';

interface Options {
  bus: Bus;
  store: Store;
  /** Signs links. */
  key: Uint8Array;
  authenticate: Authenticate;
  rate: Rate;
  settings: Settings;
  log: Log;
}

/** Widgets upload from the pages of any site; who they are they say in a header of their own, not in a cookie. */
const crossOrigin = { 'access-control-allow-origin': '*' };
const preflight = {
  ...crossOrigin,
  'access-control-allow-methods': 'GET, HEAD, POST',
  'access-control-allow-headers': 'authorization, content-type, content-disposition, range',
  'access-control-max-age': '86400',
};

/** An upload counts as so many requests. */
const weight = 20;

/** Takes files to be sent: `POST /media`, the file as the body or as a part of a form, by an agent or by a customer in a session. */
export async function registerUploads(http: FastifyInstance, options: Options): Promise<void> {
  const { authenticate, rate, log } = options;

  async function take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const payload = request.body as Readable | undefined;
    try {
      const { who } = await callerOf(request.headers.authorization, request.ip, authenticate, rate);
      rate.take(rateKey(who), weight);
      if (!payload) throw new CodedError('BAD_INPUT', 'Send the file as the body, with its content-type, or as a part of a form.');
      return reply.status(201).send(await store(options, who, await fileOf(request, payload)));
    } catch (error) {
      // What is left of it is read to nowhere: who still sends does not read the answer.
      payload?.unpipe().resume();
      const told = outward(error, log);
      if (told.code === 'UNAVAILABLE' || told.code === 'TIMEOUT') reply.header('retry-after', '5');
      throw told;
    }
  }

  await http.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request: FastifyRequest, payload: Readable, done: (error: null, body: Readable) => void) =>
      done(null, payload),
    );
    scope.addHook('onRequest', async (_request, reply) => void reply.headers(crossOrigin));
    scope.options('/media', async (_request, reply) => reply.status(204).headers(preflight).send());
    scope.options('/media/:id', async (_request, reply) => reply.status(204).headers(preflight).send());
    scope.post('/media', take);
  });
}

/** What the uploader is told: the id to send it by, what it is, and a link to look at it. */
interface Uploaded extends FileFacts {
  mediaId: string;
  name: string | null;
  url: string;
}

/** Nobody can name the file before all of it is stored and clean; what does not come that far is cleared away by channels. */
async function store({ bus, store: files, key, settings }: Options, who: Principal, { bytes, said }: Sent): Promise<Uploaded> {
  const mediaId = newId('media');
  const { workspaceId } = who;
  const name = said.name ?? null;
  await bus.request('media.announce', { mediaId, workspaceId, name, ...uploader(who) });
  try {
    const facts = await keep(files, settings, mediaId, bytes, said);
    const verdict = await scanned(files, settings, mediaId);
    if (!verdict.clean) throw new CodedError('BAD_INPUT', `The virus scanner found ${verdict.name} in the file.`);
    await bus.request('media.arrive', { mediaId, workspaceId, ...facts });
    const url = signLink(key, settings.PUBLIC_URL, { id: mediaId, ...(name && { name }) }, settings.MEDIA_LINK_TTL);
    return { mediaId, ...facts, name, url };
  } catch (error) {
    await files.remove(mediaId);
    throw error;
  }
}

/** A customer's file is of the account they write to, under the name they have there. */
function uploader(who: Principal): { accountId: string | null; by: string } {
  if (who.kind === 'anonymous') throw new CodedError('UNAUTHENTICATED');
  if (who.kind !== 'customer') return { accountId: null, by: actorOf(who).id };
  const { accountId, visitorId, externalId } = who.session;
  return { accountId, by: externalId ?? visitorId };
}
