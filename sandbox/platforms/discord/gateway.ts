import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { SandboxAccount } from '../../account.ts';
import { strikes } from '../../conduct.ts';
import type { World } from '../../platform.ts';
import { hex } from '../../random.ts';
import type { Outcome } from '../../webhook.ts';
import { botToken, botUser } from './shapes.ts';

/** Which events come only when they are asked for (discord.md, Gateway). */
export const intents = {
  guild: 1 << 9,
  guildReactions: 1 << 10,
  guildTyping: 1 << 11,
  direct: 1 << 12,
  directReactions: 1 << 13,
  directTyping: 1 << 14,
};

/** Milliseconds between heartbeats; Discord's own are 41,250. */
const beat = 10_000;
/** How many events are kept for who comes back. */
const backlog = 1_000;

interface Session {
  id: string;
  account: SandboxAccount;
  intents: number;
  seq: number;
  sent: { s: number; frame: string }[];
  socket: WebSocket | null;
}

const payload = z.object({ op: z.number().int(), d: z.unknown() });
const identify = z.object({ token: z.string(), intents: z.number().int().min(0), properties: z.record(z.string(), z.unknown()) });
const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.number().int() });

/** The Gateway: what happens is told over a WebSocket to who identified, and again to who resumes. */
export interface Gateway {
  accept(socket: WebSocket): void;
  /** Tells an account's sessions that asked for it; waits a little for a bot that is not there yet. */
  dispatch(account: SandboxAccount, intent: number, t: string, d: object): Promise<Outcome>;
  /** Closes an account's connections with a code. */
  hangUp(account: SandboxAccount, code: number): void;
}

/** Opens it. */
export function openGateway(world: World): Gateway {
  const sessions = new Map<string, Session>();
  const waiting = new Set<() => void>();

  function accept(socket: WebSocket) {
    let session: Session | undefined;
    let heard = world.now();
    const say = (op: number, d: unknown, more: object = {}) => socket.send(JSON.stringify({ op, d, s: null, t: null, ...more }));
    const watch = setInterval(() => {
      if (world.now() - heard > beat * 2) socket.close(4009, 'Session timed out.');
    }, beat);
    socket.once('close', () => {
      clearInterval(watch);
      if (session?.socket === socket) session.socket = null;
    });
    socket.on('message', (data) => {
      const parsed = payload.safeParse(parse(String(data)));
      if (!parsed.success) return socket.close(4002, 'Error while decoding payload.');
      const { op, d } = parsed.data;
      heard = world.now();
      if (op === 1) return say(11, null);
      if (op === 2) return begin(d);
      if (op === 6) return goOn(d);
      if (!session) return socket.close(4003, 'Not authenticated.');
      if (op !== 3 && op !== 4 && op !== 8) socket.close(4001, 'Unknown opcode.');
    });
    say(10, { heartbeat_interval: beat });

    function begin(d: unknown) {
      if (session) return socket.close(4005, 'Already authenticated.');
      const asked = identify.safeParse(d);
      if (!asked.success) return socket.close(4002, 'Error while decoding payload.');
      const account = accountWith(asked.data.token);
      if (!account) return socket.close(4004, 'Authentication failed.');
      if (asked.data.intents >= 1 << 26) return socket.close(4013, 'Invalid intent(s).');
      session = { id: hex(16), account, intents: asked.data.intents, seq: 0, sent: [], socket };
      sessions.set(session.id, session);
      const application = { id: String(account.settings.applicationId), flags: 0 };
      const resume_gateway_url = `${world.url.replace(/^http/, 'ws')}/discord/gateway`;
      tell(session, 'READY', { v: 10, user: botUser(account), guilds: [], session_id: session.id, resume_gateway_url, application });
      for (const wake of waiting) wake();
    }

    function goOn(d: unknown) {
      const asked = resume.safeParse(d);
      if (!asked.success) return socket.close(4002, 'Error while decoding payload.');
      const known = sessions.get(asked.data.session_id);
      if (!accountWith(asked.data.token)) return socket.close(4004, 'Authentication failed.');
      if (!known || botToken(known.account) !== asked.data.token) return say(9, false);
      if (asked.data.seq > known.seq) return socket.close(4007, 'Invalid seq.');
      if ((known.sent[0]?.s ?? 0) > asked.data.seq + 1) return say(9, false);
      session = known;
      known.socket?.close(4000, 'Another connection has resumed.');
      known.socket = socket;
      for (const { s, frame } of known.sent) if (s > asked.data.seq) socket.send(frame);
      tell(known, 'RESUMED', {});
      for (const wake of waiting) wake();
    }
  }

  function accountWith(token: string): SandboxAccount | undefined {
    return world.memory.accountsOn('discord').find((account) => botToken(account) === token && !world.conduct(account).revoked);
  }

  function of(account: SandboxAccount): Session[] {
    return [...sessions.values()].filter((session) => session.account.id === account.id);
  }

  function online(account: SandboxAccount): boolean {
    return of(account).some(({ socket }) => socket !== null);
  }

  async function arrival(account: SandboxAccount): Promise<void> {
    if (online(account)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => (online(account) ? resolve() : undefined);
    const enough = setTimeout(resolve, 5_000);
    waiting.add(look);
    world.closing.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    clearTimeout(enough);
    waiting.delete(look);
  }

  return {
    accept,
    async dispatch(account, intent, t, d) {
      await arrival(account);
      const told = of(account).filter((session) => intent === 0 || (session.intents & intent) !== 0);
      const twice = strikes(world.conduct(account), 'duplicate_webhooks');
      for (const session of told) tell(session, t, d, twice);
      const heard = told.some(({ socket }) => socket !== null);
      return { ok: heard, status: null, body: '', ...(heard ? {} : { reason: 'no bot is connected that asked for this' }) };
    },
    hangUp: (account, code) => {
      for (const { socket } of of(account)) socket?.close(code);
    },
  };
}

/** `twice`: the same frame again, as one who resumed too far back gets it. */
function tell(session: Session, t: string, d: object, twice = false) {
  session.seq += 1;
  const frame = JSON.stringify({ op: 0, t, s: session.seq, d });
  session.sent.push({ s: session.seq, frame });
  if (session.sent.length > backlog) session.sent.shift();
  session.socket?.send(frame);
  if (twice) session.socket?.send(frame);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
