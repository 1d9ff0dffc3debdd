import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';

/** One WebSocket of a client that hardly costs anything, so that what is measured is the server: text messages in one frame each, nothing else. */
export interface Wire {
  send(message: string): void;
  /** Cuts it, without a word. */
  cut(): void;
}

export interface WireEvents {
  onMessage(message: Buffer): void;
  onClose(): void;
}

const [text, close, ping, pong] = [0x1, 0x8, 0x9, 0xa];

/** Connects, under the subprotocol graphql-transport-ws. */
export async function openWire(url: string, { onMessage, onClose }: WireEvents): Promise<Wire> {
  const { hostname, port, pathname } = new URL(url);
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    'sec-websocket-protocol': 'graphql-transport-ws',
  };
  const { promise, resolve, reject } = Promise.withResolvers<{ socket: Socket; head: Buffer }>();
  const upgrade = request({ hostname, port, path: pathname, headers, agent: false });
  upgrade.on('upgrade', (_response, socket, head) => resolve({ socket: socket as Socket, head }));
  upgrade.on('response', ({ statusCode }) => reject(new Error(`the server answered ${statusCode} instead of opening a socket`)));
  upgrade.on('error', reject);
  upgrade.end();
  const { socket, head } = await promise;
  socket.setNoDelay(true).setTimeout(0);
  const read = reading((opcode, payload) => {
    if (opcode === text) onMessage(payload);
    else if (opcode === ping) socket.write(frame(pong, payload));
    else if (opcode === close) socket.end(frame(close, payload));
  });
  socket.on('data', read);
  socket.on('error', () => undefined);
  socket.on('close', onClose);
  if (head.length > 0) read(head);
  return { send: (message) => socket.write(frame(text, Buffer.from(message))), cut: () => socket.destroy() };
}

/** A client's frame, masked with zeros. */
function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const header =
    length < 126 ? Buffer.from([0x80 | opcode, 0x80 | length]) : Buffer.from([0x80 | opcode, 0x80 | 126, length >> 8, length & 255]);
  return Buffer.concat([header, Buffer.alloc(4), payload]);
}

/** Cuts what comes into frames. */
function reading(take: (opcode: number, payload: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const all = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    for (;;) {
      const end = frameEnd(all, at);
      if (end > all.length) break;
      const first = all[at + 1]! & 0x7f;
      take(all[at]! & 0x0f, all.subarray(at + (first < 126 ? 2 : first === 126 ? 4 : 10), end));
      at = end;
    }
    rest = all.subarray(at);
  };
}

/** Where the frame that begins here ends; infinitely far where that cannot be read yet. */
function frameEnd(all: Buffer, at: number): number {
  if (at + 2 > all.length) return Number.POSITIVE_INFINITY;
  const first = all[at + 1]! & 0x7f;
  if (first < 126) return at + 2 + first;
  if (at + (first === 126 ? 4 : 10) > all.length) return Number.POSITIVE_INFINITY;
  return first === 126 ? at + 4 + all.readUInt16BE(at + 2) : at + 10 + Number(all.readBigUInt64BE(at + 2));
}
