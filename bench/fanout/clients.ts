import { openWire, type Wire } from './wire.ts';

/** Many clients of one server, each with a socket and one subscription, in this process. */
export interface Crowd {
  /** Resolves when so many messages have come to every one of them since the last `take`. */
  all(events: number): Promise<void>;
  /** What came since it was last asked. */
  take(): Taken;
  /** Those that were closed by the server. */
  closed(): number;
  /** Cuts all of them at once, without a word. */
  cut(): void;
}

export interface Taken {
  messages: number;
  /** Milliseconds from the time that the messages say (`at`) until they came. */
  p50: number;
  p99: number;
  most: number;
  /** One of the messages, as it came. */
  sample: Buffer;
}

export interface CrowdOptions {
  /** `ws://…/graphql`. */
  url: string;
  count: number;
  query: string;
  variables: object;
  /** Of bearers, used in turn; none where the server asks for none. */
  tokens: string[];
  /** Told of every message, where somebody wants to look into it. */
  onMessage?(client: number, message: Buffer): void;
}

/** How many connect at once. */
const atOnce = 100;

/** Connects and subscribes them all; resolves when every server-side session is open and every `subscribe` was sent. */
export async function openCrowd(options: CrowdOptions): Promise<Crowd> {
  const wires: Wire[] = [];
  const lags: number[] = [];
  let messages = 0;
  let closed = 0;
  let sample: Buffer = Buffer.alloc(0);
  let awaited: { messages: number; resolve(): void } | undefined;

  const onMessage = (client: number, message: Buffer) => {
    messages += 1;
    sample = message;
    lags.push(Date.now() - timeIn(message));
    options.onMessage?.(client, message);
    if (awaited && messages >= awaited.messages) awaited.resolve();
  };
  const onClose = () => {
    closed += 1;
  };
  for (let n = 0; n < options.count; n += atOnce) {
    const some = Array.from({ length: Math.min(atOnce, options.count - n) }, (_, index) => {
      const token = options.tokens[(n + index) % options.tokens.length];
      return openSession({ ...options, token, onMessage: (message) => onMessage(n + index, message), onClose });
    });
    wires.push(...(await Promise.all(some)));
  }

  return {
    all: async (events) => {
      const wanted = events * options.count;
      if (messages >= wanted) return;
      await new Promise<void>((resolve) => {
        awaited = { messages: wanted, resolve };
      });
      awaited = undefined;
    },
    take: () => {
      lags.sort((a, b) => a - b);
      const at = (share: number) => lags[Math.min(Math.floor(lags.length * share), lags.length - 1)] ?? 0;
      const taken = { messages, p50: at(0.5), p99: at(0.99), most: at(1), sample };
      lags.length = 0;
      messages = 0;
      return taken;
    },
    closed: () => closed,
    cut: () => {
      for (const wire of wires) wire.cut();
    },
  };
}

const at = Buffer.from('"at":"');
/** Of a time as it is written. */
const timeLength = 24;

/** The time in the first `at` of a message; now where it has none. */
function timeIn(message: Buffer): number {
  const start = message.indexOf(at);
  return start < 0 ? Date.now() : Date.parse(message.toString('latin1', start + at.length, start + at.length + timeLength));
}

/** One client: greets, and subscribes as soon as it is known. */
export interface SessionOptions extends Pick<CrowdOptions, 'url' | 'query' | 'variables'> {
  token: string | undefined;
  onMessage(message: Buffer): void;
  onClose(): void;
}

/** Resolves when the server knows who it is and `subscribe` was sent; rejects when the server closes before that. */
export async function openSession({ url, query, variables, token, onMessage, onClose }: SessionOptions): Promise<Wire> {
  const known = Promise.withResolvers<void>();
  let take = (_message: Buffer) => {
    take = onMessage;
    known.resolve();
  };
  const wire = await openWire(url, {
    onMessage: (message) => take(message),
    onClose: () => {
      known.reject(new Error('the server closed a socket before it had greeted'));
      onClose();
    },
  });
  wire.send(JSON.stringify({ type: 'connection_init', payload: token ? { authorization: `Bearer ${token}` } : {} }));
  await known.promise;
  wire.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
  return wire;
}
