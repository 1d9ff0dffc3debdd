import { type WebSocket, WebSocketServer } from 'ws';
import { control } from './control.ts';

/** The floor: a `ws` server that greets like graphql-transport-ws, and sends what it is told to everybody who subscribed, as it is. */
const sockets = new Set<WebSocket>();
const server = new WebSocketServer({
  port: Number(process.env.PORT),
  host: '127.0.0.1',
  perMessageDeflate: false,
  handleProtocols: () => 'graphql-transport-ws',
});
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    if (String(data).includes('"connection_init"')) socket.send('{"type":"connection_ack"}');
    else if (String(data).includes('"subscribe"')) sockets.add(socket);
  });
  socket.on('close', () => sockets.delete(socket));
});
let told = 0;
const tell = (body: Buffer) => {
  told += 1;
  for (const socket of sockets) socket.send(body, { binary: false });
};
await control(Number(process.env.CONTROL), { tell, counted: () => told });
