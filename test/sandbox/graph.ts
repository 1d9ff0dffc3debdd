import type { FastifyInstance, FastifyReply } from 'fastify';

interface Change {
  cursor: string;
  kind: string;
  entry: object | null;
}
interface Operation {
  query: string;
  variables: { dialogueId?: string; after?: string | null };
}

/** A graph with one dialogue for each session: what a tiny product shows its web-chat visitors. */
export function playGraph(app: FastifyInstance) {
  const changes: Change[] = [];
  const entries: object[] = [];
  const streams = new Set<FastifyReply['raw']>();
  const self = {
    /** What every subscription asked to go on behind. */
    after: [] as (string | null | undefined)[],
    /** The code of an error that all answers are, if any. */
    refusal: undefined as string | undefined,
    /** A cursor before this one is refused. */
    oldest: 0,
    open: () => streams.size,
    /** Puts a message into the dialogue, and tells of it unless it is to be found only by reading. */
    reply(id: string, more: object = {}, told = true) {
      const entry = { id, direction: 'OUTBOUND', text: `text of ${id}`, content: [{ type: 'text', url: null }], replyTo: null, ...more };
      entries.push(entry);
      if (told) self.tell('APPENDED', entry);
    },
    tell(kind: string, entry: object | null) {
      const change = { cursor: String(changes.length + 1), kind, entry };
      changes.push(change);
      for (const stream of streams) write(stream, change);
    },
    /** Ends every subscription, as a product does that restarts. */
    cut() {
      for (const stream of streams) stream.destroy();
    },
  };

  app.post('/graphql', async (request, reply) => {
    const { query, variables } = JSON.parse(String(request.body)) as Operation;
    if (self.refusal) return reply.code(self.refusal === 'UNAUTHENTICATED' ? 401 : 503).send(refused(self.refusal));
    if (!query.startsWith('subscription'))
      return { data: { viewer: { customer: { id: 'cus_1', dialogue: page(entries, variables.after) } } } };
    const { after } = variables;
    self.after.push(after);
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).write(':\n\n');
    if (after != null && Number(after) < self.oldest) {
      reply.raw.end(`event: next\ndata: ${JSON.stringify(refused('BAD_INPUT'))}\n\nevent: complete\ndata: \n\n`);
      return;
    }
    streams.add(reply.raw);
    reply.raw.once('close', () => streams.delete(reply.raw));
    for (const change of after == null ? [] : changes.slice(Number(after))) write(reply.raw, change);
  });
  return self;
}

/** Two entries a page, so that readers must turn it. */
function page(entries: object[], after: string | null | undefined) {
  const start = Number(after ?? 0);
  const end = Math.min(start + 2, entries.length);
  const pageInfo = { hasNextPage: end < entries.length, endCursor: String(end) };
  return { id: 'dlg_1', entries: { edges: entries.slice(start, end).map((node) => ({ node })), pageInfo } };
}

function refused(code: string): object {
  return { errors: [{ message: 'No.', extensions: { code } }] };
}

/** In two pieces, cut inside of a character if there is a long one, with a heartbeat before. */
function write(stream: FastifyReply['raw'], change: Change) {
  const bytes = Buffer.from(`:\n\nevent: next\ndata: ${JSON.stringify({ data: { dialogueChanged: change } })}\n\n`);
  const long = bytes.findIndex((byte) => byte > 127);
  const cut = long < 0 ? bytes.length >> 1 : long + 1;
  stream.write(bytes.subarray(0, cut));
  setImmediate(() => stream.write(bytes.subarray(cut)));
}
