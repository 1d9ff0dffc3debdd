import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AwsV4Signer } from 'aws4fetch';
import { type Dispatcher, request } from 'undici';
import { CodedError } from '../../schema/errors.ts';
import { type ByteRange, checkKey, type FileFacts, type Store } from './store.ts';

interface Bucket {
  bucket: string;
  /** Without a slash at the end. */
  endpoint: string;
  region: string;
  /** The access key's name, and the key. */
  id: string;
  secret: string;
}

const times = { headersTimeout: 60_000, bodyTimeout: 60_000 };

type Method = 'GET' | 'HEAD' | 'PUT' | 'DELETE';
type Body = { headers: Record<string, string>; body: Uint8Array | Readable };

/** A bucket of S3, or of what speaks like it, by path (`endpoint/bucket/key`). What fails there is UNAVAILABLE. */
export function s3Store({ bucket, endpoint, region, id, secret }: Bucket): Store {
  async function ask(method: Method, key: string, range?: ByteRange, sent?: Body): Promise<Dispatcher.ResponseData> {
    checkKey(key);
    const headers = { ...sent?.headers, ...(range && { range: `bytes=${range.start}-${range.end}` }) };
    const signer = {
      method,
      url: `${endpoint}/${bucket}/${key}`,
      headers,
      accessKeyId: id,
      secretAccessKey: secret,
      service: 's3',
      region,
    };
    const signed = await new AwsV4Signer(signer).sign();
    const options = { method, headers: Object.fromEntries(signed.headers), body: sent?.body ?? null };
    const answer = await request(signed.url, { ...options, ...times }).catch((error: unknown) => {
      if (error instanceof CodedError) throw error;
      throw new CodedError(
        'UNAVAILABLE',
        `The store of files cannot be reached: ${error instanceof Error ? error.message : String(error)}`,
      );
    });
    // Whoever lets go of the stream before its end wants to hear no more of it.
    answer.body.on('error', () => undefined);
    if (answer.statusCode < 300 || answer.statusCode === 404) return answer;
    const said = await answer.body.text();
    throw new CodedError('UNAVAILABLE', `The store of files answers ${answer.statusCode} to ${method}: ${said.slice(0, 500)}`);
  }

  return {
    async put(key, bytes, { mimeType, size }) {
      // S3 wants to know the size before the bytes.
      const body = bytes instanceof Readable && size === undefined ? await buffer(bytes) : bytes;
      const length = body instanceof Readable ? (size ?? 0) : body.length;
      const { statusCode, body: answer } = await ask('PUT', key, undefined, {
        headers: { 'content-type': mimeType, 'content-length': String(length) },
        body,
      });
      await answer.dump();
      if (statusCode === 404) throw new CodedError('UNAVAILABLE', `The store of files has no bucket ${bucket}.`);
      return length;
    },
    async look(key) {
      const { statusCode, headers, body } = await ask('HEAD', key);
      await body.dump();
      return statusCode === 404 ? undefined : factsOf(headers, Number(headers['content-length']));
    },
    async get(key, range) {
      const { statusCode, headers, body } = await ask('GET', key, range);
      if (statusCode !== 404) return { ...factsOf(headers, sizeOf(headers)), stream: body };
      await body.dump();
      return undefined;
    },
    async remove(key) {
      await (await ask('DELETE', key)).body.dump();
    },
  };
}

type Headers = Dispatcher.ResponseData['headers'];

function factsOf(headers: Headers, size: number): FileFacts {
  return { mimeType: String(headers['content-type'] ?? 'application/octet-stream'), size };
}

/** The size of the whole, also where a part was asked for. */
function sizeOf(headers: Headers): number {
  const whole = /\/(\d+)$/.exec(String(headers['content-range'] ?? ''))?.[1];
  return Number(whole ?? headers['content-length']);
}
