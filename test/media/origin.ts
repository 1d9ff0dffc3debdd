import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server on this machine, which is as private as addresses are. */
export interface Origin {
  url: string;
  host: string;
  port: number;
  /** The paths it was asked for, in order. */
  asked: string[];
  close(): Promise<void>;
}

/** Serves what `answer` writes. */
export async function openOrigin(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Origin> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, port, asked, close };
}
