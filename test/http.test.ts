import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttp, type Http } from '../kit/http.ts';
import { createLog } from '../kit/log.ts';

let http: Http;
let port: number;
beforeAll(async () => {
  http = createHttp(createLog('silent', 'test'), {}, undefined, 600);
  http.post('/echo', async ({ body }) => body);
  await http.listen({ port: 0, host: '127.0.0.1' });
  port = (http.server.address() as AddressInfo).port;
});
afterAll(() => http.close());

/** Sends some bytes, then nothing more, and gives all that comes back until the connection ends. */
async function send(bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  await once(socket, 'close');
  return answer;
}

test.each([
  ['whose headers do not come to an end', 'POST /echo HTTP/1.1\r\nhost: x\r\nx-more: ', '408 Request Timeout'],
  [
    'whose body does not come to an end',
    'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a":',
    '408 Request Timeout',
  ],
  [
    'with headers too long',
    `GET /echo HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`,
    '431 Request Header Fields Too Large',
  ],
  ['that is no HTTP', 'HELO there\r\n\r\n', '400 Bad Request'],
])('a request %s is refused, and its connection ended', async (_name, bytes, status) => {
  const answer = await send(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}\r\n`));
  expect(JSON.parse(answer.split('\r\n\r\n')[1]!)).toMatchObject({ error: { code: 'BAD_INPUT' } });
});

test('slow requests keep nobody else waiting', async () => {
  const slow = Array.from({ length: 200 }, () => send('POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{'));
  const response = await fetch(`http://127.0.0.1:${port}/health/live`);
  expect(response.status).toBe(200);
  await Promise.all(slow);
});

test('a connection on which nothing was asked keeps no server from stopping, and one that was asked has its answer', async () => {
  const own = createHttp(createLog('silent', 'test'), {});
  const { promise: answered, resolve: answer } = Promise.withResolvers<string>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  own.get('/later', async () => {
    ask();
    return answered;
  });
  const url = await own.listen({ port: 0, host: '127.0.0.1' });
  const idle = connect((own.server.address() as AddressInfo).port, '127.0.0.1');
  await once(own.server, 'connection');
  const response = fetch(`${url}/later`);
  await asked;
  const stopped = own.close();
  await once(idle, 'close');
  answer('here');
  expect(await (await response).text()).toBe('here');
  await stopped;
}, 7_000);
