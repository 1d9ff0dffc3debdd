import { once } from 'node:events';
import { createServer } from 'node:http';

/** What a server of the bench can be told to do from outside. */
export interface Controls {
  /** Something happens, of which clients are told. `body` is what came with the order: in which dialogue, or what to send. */
  tell(body: Buffer): void;
  /** How often an event was executed so far. */
  counted(): number;
}

/**
 * Takes orders by HTTP: `POST /tell` makes one thing happen; `POST /tell?rate=200&seconds=10` so many a second, for so long, and answers when
 * the last has happened. `GET /counted` answers how often an event was executed.
 */
export async function control(port: number, { tell, counted }: Controls): Promise<void> {
  const server = createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    if (pathname === '/tell')
      await tellAll(Number(searchParams.get('rate') ?? 0), Number(searchParams.get('seconds') ?? 0), () => tell(Buffer.concat(body)));
    response.end(String(counted()));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

/** Late ticks are made up for, so that the rate is what was asked for. */
async function tellAll(rate: number, seconds: number, tell: () => void): Promise<void> {
  if (rate === 0) return tell();
  const begun = performance.now();
  let done = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(Math.floor(((performance.now() - begun) / 1_000) * rate), rate * seconds);
      while (done < due) {
        done += 1;
        tell();
      }
      if (done < rate * seconds) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
}
