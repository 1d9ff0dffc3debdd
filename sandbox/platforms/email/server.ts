import type { Readable } from 'node:stream';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { type SandboxAccount, secret, setting } from '../../account.ts';
import { type FaultName, meet, strikes } from '../../conduct.ts';
import { sentOf } from '../../deed.ts';
import type { Running, World } from '../../platform.ts';

/** Largest mail, in bytes (email.md, Outbound: below 10 MB, and a third more as base64). */
const largest = 14_680_064;

/** A refusal as mail servers say it. */
class No extends Error {
  readonly responseCode: number;
  constructor(responseCode: number, words: string) {
    super(words);
    this.responseCode = responseCode;
  }
}

/** The port beside the sandbox's own; below those that systems hand out, so that it is free wherever the sandbox is. */
export function portOf(sandboxUrl: string): number {
  return 20_000 + (Number(new URL(sandboxUrl).port || 80) % 12_000);
}

/** The mail server that the product hands its mails to. It wants a login, our own sender, known recipients, and whole mails. */
export async function serveMail(world: World, sandboxUrl: string): Promise<Running> {
  const whose = (session: SMTPServerSession) => world.memory.accountsOn('email').find(({ id }) => id === session.user);
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN'],
    size: largest,
    closeTimeout: 100,
    logger: false,
    onAuth({ username, password }, _session, callback) {
      const account = world.memory
        .accountsOn('email')
        .find((one) => secret(one, 'smtpUser') === username && secret(one, 'smtpPassword') === password);
      if (!account || struck(world, account, 'token_revoked')) return callback(new No(535, '5.7.8 Authentication credentials invalid'));
      callback(null, { user: account.id });
    },
    onMailFrom({ address }, session, callback) {
      const account = whose(session);
      if (!account || address.toLowerCase() !== setting(account, 'address').toLowerCase())
        return callback(new No(553, '5.7.1 Sender address rejected: not owned by user'));
      callback(trouble(world, account));
    },
    onRcptTo({ address }, session, callback) {
      const account = whose(session);
      const kept = (what: string) => account && world.memory.kept(account.id, `${what} ${address.toLowerCase()}`) === true;
      if (kept('gone')) return callback(new No(550, '5.1.1 user unknown'));
      if (kept('full')) return callback(new No(452, '4.2.2 Mailbox full'));
      callback();
    },
    onData(stream, session, callback) {
      const account = whose(session);
      const cut = () => [...server.connections].find((connection) => connection.session?.id === session.id)?.close();
      if (!account) return callback(new No(530, '5.7.0 Authentication required'));
      take(world, account, stream, session).then(
        (taken) => (taken === 'cut' ? cut() : callback(null, `2.0.0 Ok: queued as ${session.id}`)),
        (error: Error) => callback(error),
      );
    },
  });
  server.on('error', (error) => world.warn({ error: String(error) }, 'the sandbox mail server failed'));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(portOf(sandboxUrl), new URL(sandboxUrl).hostname.replace(/^\[|\]$/g, ''), () => resolve());
  await promise;
  return { stop: () => new Promise((stopped) => server.close(() => stopped())) };
}

/** Takes a mail in; `cut`: the connection breaks, before the mail counts or after. */
async function take(
  world: World,
  account: SandboxAccount,
  stream: Readable & { sizeExceeded?: boolean },
  session: SMTPServerSession,
): Promise<'taken' | 'cut'> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw new No(552, '5.3.4 Message size exceeds fixed limit');
  const conduct = world.conduct(account);
  const fault = conduct.fault?.lost ? meet(conduct)?.lost : undefined;
  if (fault === 'request' || struck(world, account, 'lost_request')) return 'cut';
  const mail = await PostalMime.parse(Buffer.concat(chunks));
  const messageId = checked(mail, account);
  const [to = ''] = session.envelope.rcptTo.map(({ address }) => address.toLowerCase());
  const known = {
    to,
    type: 'mail',
    text: mail.text?.trim() ?? null,
    messageId,
    replyTo: bare(mail.inReplyTo) ?? null,
    reference: messageId,
  };
  const sent = sentOf(world, account, { ...known, request: requestOf(mail) });
  void world.publish([{ kind: 'sent', sent }], []);
  return fault === 'answer' || struck(world, account, 'lost_answer') ? 'cut' : 'taken';
}

/** What servers look at before they believe in a mail (email.md, Outbound). */
function checked(mail: Email, account: SandboxAccount): string {
  const from = mail.from?.address?.toLowerCase();
  const messageId = bare(mail.messageId);
  if (from !== setting(account, 'address').toLowerCase()) throw new No(550, '5.7.1 From header does not match the sender');
  if (messageId === undefined) throw new No(550, '5.6.0 Message-ID is missing');
  if (mail.date === undefined || mail.subject === undefined) throw new No(550, '5.6.0 Date or Subject is missing');
  if (!mail.text && !mail.html && mail.attachments.length === 0) throw new No(550, '5.6.0 The mail is empty');
  return messageId;
}

/** What a test may want to know of a mail. */
function requestOf(mail: Email): object {
  return {
    subject: mail.subject,
    html: mail.html,
    text: mail.text,
    replyTo: mail.replyTo?.[0]?.address,
    references: (mail.references ?? '').match(/<[^<>]+>/g)?.map(bare) ?? [],
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
      filename,
      mimeType,
      bytes: typeof content === 'string' ? content.length : content.byteLength,
    })),
  };
}

/** What goes wrong before a mail counts, by a fault or by chance. */
function trouble(world: World, account: SandboxAccount): Error | null {
  const conduct = world.conduct(account);
  const fault = conduct.fault && !conduct.fault.lost ? meet(conduct) : null;
  if (fault)
    return fault.status === 429
      ? new No(454, '4.7.0 Throttling failure: Maximum sending rate exceeded')
      : new No(fault.status >= 500 ? 451 : 550, '4.3.0 Temporary failure');
  if (strikes(conduct, 'rate_limit')) return new No(454, '4.7.0 Throttling failure: Maximum sending rate exceeded');
  return strikes(conduct, 'server_error') ? new No(451, '4.3.0 Temporary local problem, try again later') : null;
}

function struck(world: World, account: SandboxAccount, name: FaultName): boolean {
  return strikes(world.conduct(account), name);
}

function bare(id: string | undefined): string | undefined {
  return /<([^<>\s]+)>/.exec(id ?? '')?.[1];
}
