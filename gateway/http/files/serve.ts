import { create as disposition } from 'content-disposition';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../../kit/log.ts';
import { readLink } from '../../../kit/media/link.ts';
import type { FileFacts, Store } from '../../../kit/store/store.ts';
import { CodedError } from '../../../schema/errors.ts';
import { outward } from '../../fault.ts';
import { isKnown, rangeOf } from './range.ts';

interface Options {
  store: Store;
  /** Signs links. */
  key: Uint8Array;
  log: Log;
}

/** What browsers show without running anything; the rest is only ever saved. */
const shown = /^(image\/(jpeg|png|gif|webp|avif|heic|heif|bmp|apng)|audio\/[\w.+-]+|video\/[\w.+-]+)$/;

/** Files are pages of nobody: they run nothing, load nothing, and any page may show them that has the link. */
const headers = {
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'content-disposition, content-range',
  'accept-ranges': 'bytes',
};

/** Serves files to whoever has a signed link that is still good: whole or in part. FORBIDDEN, EXPIRED or NOT_FOUND otherwise. */
export function registerFiles(http: FastifyInstance, { store, key, log }: Options): void {
  async function serve(request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply): Promise<FastifyReply> {
    const { id, name, seconds } = readLink(key, request.params.id, request.query as Record<string, string>);
    const facts = await store.look(id);
    if (!facts) throw new CodedError('NOT_FOUND', 'The file is no longer here.');
    const tag = `"${id}"`;
    reply.headers({ ...headers, etag: tag, 'cache-control': `private, max-age=${seconds}, immutable` });
    if (isKnown(request.headers['if-none-match'], tag)) return reply.status(304).send();
    const { 'if-range': condition } = request.headers;
    const range = condition === undefined || condition === tag ? rangeOf(request.headers.range, facts.size) : undefined;
    if (range === null) return reply.status(416).header('content-range', `bytes */${facts.size}`).send();
    const length = range ? range.end - range.start + 1 : facts.size;
    reply.headers({ ...described(facts, name), 'content-length': length });
    if (range) reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${facts.size}`);
    if (request.method === 'HEAD' || length === 0) return reply.send('');
    const file = await store.get(id, range);
    if (!file) throw new CodedError('NOT_FOUND', 'The file is no longer here.');
    return reply.send(file.stream);
  }

  async function handler(request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply): Promise<FastifyReply> {
    try {
      return await serve(request, reply);
    } catch (error) {
      throw outward(error, log);
    }
  }

  http.route({ method: ['GET', 'HEAD'], url: '/media/:id', handler });
}

function described({ mimeType }: FileFacts, name: string | undefined): Record<string, string> {
  const type = shown.test(mimeType) ? 'inline' : 'attachment';
  return { 'content-type': mimeType, 'content-disposition': disposition(name, { type }) };
}
