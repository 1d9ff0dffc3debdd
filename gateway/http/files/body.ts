import type { Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { parse } from 'content-disposition';
import type { FastifyRequest } from 'fastify';
import type { Said } from '../../../kit/media/sniff.ts';
import { CodedError } from '../../../schema/errors.ts';

/** A file on its way in, with what its sender says of it. */
export interface Sent {
  bytes: AsyncIterable<Uint8Array>;
  said: Said & { size?: number };
}

/** The file of a request: its first file where the body has parts, else the body. BAD_INPUT when there is none. */
export async function fileOf(request: FastifyRequest, payload: Readable): Promise<Sent> {
  const { headers } = request;
  if (/^multipart\/form-data\b/i.test(headers['content-type'] ?? '')) return firstPart(headers, payload);
  const size = Number(headers['content-length']);
  if (size === 0) throw new CodedError('BAD_INPUT', 'The body is empty: send the file as the body, or as a part of a form.');
  const said = { ...saidOf(headers['content-type'], nameIn(headers['content-disposition'])), ...(size > 0 && { size }) };
  return { bytes: unhurried(payload), said };
}

function firstPart(headers: FastifyRequest['headers'], payload: Readable): Promise<Sent> {
  const { promise, resolve, reject } = Promise.withResolvers<Sent>();
  const refuse = (what: string) => reject(new CodedError('BAD_INPUT', `The form ${what}.`));
  try {
    const form = new Busboy({ headers: headers as BusboyHeaders, limits: { files: 1, fields: 20, fieldSize: 1_024, headerPairs: 50 } });
    form.on('file', (_field, stream, name, _encoding, type) => {
      // What breaks the form off breaks off its file too.
      form.on('error', (error: Error) => stream.destroy(new CodedError('BAD_INPUT', `The form cannot be read: ${error.message}.`)));
      resolve({ bytes: unhurried(stream), said: saidOf(type, name) });
    });
    form.on('error', (error: Error) => refuse(`cannot be read: ${error.message}`));
    form.on('finish', () => refuse('has no file in it'));
    payload.on('error', () => refuse('broke off before its end'));
    payload.pipe(form);
  } catch (error) {
    refuse(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return promise;
}

/** The bytes; a sender whose file is refused half-way is not cut off: it could not read why. */
async function* unhurried(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* stream.iterator({ destroyOnReturn: false });
  } catch (error) {
    throw error instanceof CodedError ? error : new CodedError('BAD_INPUT', 'The body broke off before its end.');
  }
}

/** Without folders and what cannot be written down. */
function saidOf(mimeType: string | undefined, name: string | undefined): Said {
  const last = name?.split(/[/\\]/).at(-1)?.replaceAll('\u0000', '').toWellFormed().slice(0, 255);
  return { ...(mimeType && { mimeType }), ...(last && { name: last }) };
}

function nameIn(header: string | undefined): string | undefined {
  try {
    return header === undefined ? undefined : parse(header).parameters.filename;
  } catch {
    throw new CodedError('BAD_INPUT', '`content-disposition` cannot be read: send `attachment; filename="..."`.');
  }
}
