import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import S3rver from 's3rver';
import { type Dispatcher, request as undici } from 'undici';
import { isSigned } from './signature.ts';

/** A server that speaks S3, with one bucket. */
export interface Bucket {
  bucket: string;
  endpoint: string;
  id: string;
  secret: string;
  close(): Promise<void>;
}

/** s3rver behind a door that is as strict as S3: only what is signed passes, and only whole; s3rver takes both on trust. */
export async function openBucket(): Promise<Bucket> {
  const directory = mkdtempSync(join(tmpdir(), 'parlor-s3-'));
  const s3rver = new S3rver({ directory, silent: true, configureBuckets: [{ name: 'files' }] });
  s3rver.logger.exceptions.unhandle();
  await s3rver.configureBuckets();
  const inner = await listen(createServer(s3rver.callback()));
  // The one account that s3rver knows.
  const [id, secret] = ['S3RVER', 'S3RVER'];
  const door = await listen(
    createServer((request, response) => {
      const answer = isSigned(request, secret) ? pass(request, response, inner.url) : refuse(request, response);
      answer.catch(() => response.destroy());
    }),
  );
  return {
    bucket: 'files',
    endpoint: door.url,
    id,
    secret,
    close: async () => {
      await Promise.all([door.close(), inner.close()]);
      s3rver.logger.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function refuse(request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  response.writeHead(403, { 'content-type': 'application/xml' }).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
}

/** Hands a request on once all of it is there. */
async function pass(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
  const whole = await buffer(request);
  const { connection: _connection, 'transfer-encoding': _encoding, ...headers } = request.headers;
  const method = request.method as Dispatcher.HttpMethod;
  const answer = await undici(`${url}${request.url}`, { method, headers, body: whole.length > 0 ? whole : null });
  const { connection: _kept, 'keep-alive': _alive, ...told } = answer.headers;
  response.writeHead(answer.statusCode, told);
  answer.body.pipe(response);
}

async function listen(server: Server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}`, close };
}
