import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The test file of all virus scanners, in two parts so that no scanner finds this one. */
export const virus = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'}!$H+H*`;
/** A file with this in it finds the scanner away the first time. */
export const unlucky = 'the scanner is away';

/** What MEDIA_SCAN_URL wants to find there, and the settings of files that stories count on. */
export async function startScanner(): Promise<{ environment: Record<string, string>; close(): Promise<void> }> {
  const seen = new Set<string>();
  const server = createServer(async (request, response) => {
    const file = await text(request);
    if (file.includes(unlucky) && !seen.has(file)) {
      seen.add(file);
      response.writeHead(503).end();
      return;
    }
    const verdict = file.includes(virus) ? { clean: false, name: 'Eicar-Test' } : { clean: true };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(verdict));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    // By its address this machine may be fetched from; by its name it is as private as any.
    environment: { MEDIA_SCAN_URL: `http://127.0.0.1:${port}/`, MEDIA_ALLOW_HOSTS: '127.0.0.1', MEDIA_LIMIT: '1048576' },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
