import type { Json } from '../../../../kit/bus/bus.ts';
import type { Account, ListenStep, Socket, SocketInput } from '../../adapter.ts';
import { parseBody } from '../../decode.ts';
import type { Failed } from '../../plan.ts';
import { decimal, type Fields, fields, id, link, text } from '../read.ts';
import { readDispatch } from './parse.ts';

/** What is remembered between inputs: the session to resume, the last sequence, how often to beat, whether the last beat was answered. */
interface State {
  session: string | null;
  seq: number | null;
  resumeUrl: string | null;
  every: number;
  answered: boolean;
  bot: string | null;
}

type Step = ReturnType<Socket['step']>;

/** The Gateway's API version and encoding (discord.md, Inbound). */
const query = '?v=10&encoding=json';

/** Codes a connection ends with after which no other can succeed, in words. */
const fatal = new Map<number, [Failed['class'], string]>([
  [4004, ['auth_invalid', 'Discord does not accept the bot token.']],
  [4010, ['permission', 'Discord refuses the shard.']],
  [4011, ['permission', 'The bot is in too many guilds for one connection.']],
  [4012, ['permission', 'Discord no longer serves this version of its Gateway.']],
  [4013, ['permission', 'The intents asked for are not valid.']],
  [4014, ['permission', 'An intent asked for is not allowed: turn it on for the bot, or leave it out of the settings.']],
]);

/** Codes after which a session cannot be resumed: not authenticated, a wrong sequence, a session that ended. */
const endsSession = new Set([4003, 4007, 4009]);

/** The only way to hear what people write: Discord's Gateway, as a machine without clock or connection (discord.md, Inbound, 3). */
export const gateway: Socket = {
  kind: 'socket',
  url: (state, { settings }) => `${(stateOf(state).resumeUrl ?? text(settings.gatewayUrl) ?? '').replace(/\/+$/, '')}/${query}`,
  step: (json, input, account, now) => {
    const state = stateOf(json);
    switch (input.kind) {
      case 'opened':
        return keep({ ...state, answered: true });
      case 'beat':
        // A connection that did not answer the last beat is dead, whatever it looks like.
        return state.answered ? beat(state) : { ...keep({ ...state, answered: true }), close: true };
      case 'closed':
        return closed(state, input);
      case 'frame':
        return read(state, frameOf(input.text), account, now);
    }
  },
};

function read(state: State, frame: Fields, account: Account, now: number): Step {
  switch (frame.op) {
    case 0:
      return dispatched({ ...state, seq: decimal(frame.s, 2 ** 52) ?? state.seq }, frame, account, now);
    case 1:
      return { ...keep(state), send: [heartbeat(state)] };
    case 7:
      return { ...keep(state), close: true };
    case 9:
      return { ...keep(frame.d === true ? state : forgotten(state)), close: true };
    case 10: {
      const every = decimal(fields(frame.d).heartbeat_interval, 3_600_000) ?? 41_250;
      // The first beat comes at a random part of the interval, so that not all beat at once after an outage.
      const first = Math.max(1, Math.trunc((every * (now % 997)) / 997));
      const known = { ...state, every: Math.max(1, every), answered: true };
      return { ...keep(known), send: [state.session === null ? identify(account) : resume(state, account)], beat: first };
    }
    case 11:
      return keep({ ...state, answered: true });
    default:
      return keep(state);
  }
}

function dispatched(state: State, frame: Fields, account: Account, now: number): Step {
  const data = fields(frame.d);
  if (frame.t === 'READY') {
    const session = id(data.session_id) ?? null;
    const resumeUrl = text(data.resume_gateway_url)?.slice(0, 512) ?? null;
    return keep({ ...state, session, resumeUrl: isSocket(resumeUrl) ? resumeUrl : null, bot: id(fields(data.user).id) ?? null });
  }
  if (frame.t === 'RESUMED' || frame.t === 'GUILD_CREATE') return keep(state);
  const events = readDispatch(frame, { session: state.session ?? '', bot: state.bot ?? undefined, at: now }, account);
  return { ...keep(state), events };
}

function closed(state: State, { code }: Extract<SocketInput, { kind: 'closed' }>): Step {
  const [name, message] = fatal.get(code) ?? [];
  if (name && message) return { ...keep(forgotten(state)), failed: { ok: false, class: name, code: `gateway_${code}`, message } };
  return keep(endsSession.has(code) ? forgotten(state) : state);
}

function beat(state: State): Step {
  return { ...keep({ ...state, answered: false }), send: [heartbeat(state)], beat: state.every };
}

function heartbeat({ seq }: State): string {
  return JSON.stringify({ op: 1, d: seq });
}

function identify({ settings, secrets }: Account): string {
  const properties = { os: 'linux', browser: 'parlor', device: 'parlor' };
  return JSON.stringify({ op: 2, d: { token: secrets.botToken ?? '', intents: settings.intents ?? 0, properties } });
}

function resume({ session, seq }: State, { secrets }: Account): string {
  return JSON.stringify({ op: 6, d: { token: secrets.botToken ?? '', session_id: session, seq } });
}

function keep(state: State): ListenStep & { send: string[] } {
  return { state: { ...state }, events: [], send: [] };
}

function forgotten(state: State): State {
  return { ...state, session: null, seq: null, resumeUrl: null };
}

function stateOf(json: Json): State {
  const kept = fields(json);
  return {
    session: id(kept.session) ?? null,
    seq: decimal(kept.seq, 2 ** 52) ?? null,
    resumeUrl: text(kept.resumeUrl) ?? null,
    every: decimal(kept.every, 3_600_000) ?? 41_250,
    answered: kept.answered !== false,
    bot: id(kept.bot) ?? null,
  };
}

function isSocket(url: string | null): boolean {
  return url !== null && link(url.replace(/^ws/, 'http')) !== undefined;
}

/** Without loss: sequences and ids stay as they came; what is no JSON is nothing. */
function frameOf(words: string): Fields {
  try {
    return fields(parseBody(new TextEncoder().encode(words)));
  } catch {
    return {};
  }
}
