import { randomUUID } from 'node:crypto';
import { type SandboxAccount, secret, setting } from '../../account.ts';
import { type Act, ControlError, type File, filesOf, type Told, target, without } from '../../deed.ts';
import type { Fact, Person, Sent } from '../../memory.ts';
import type { Deed, World } from '../../platform.ts';
import { type Webhook, webhookOf } from '../../webhook.ts';
import { written } from './mime.ts';

const demo: Person = { id: 'robin@example.com', name: 'Robin Vale' };
const sentence = 'Hello, my order is late. Where is it?';

/** What people and their mail programs do (email.md). */
export function deedsOf(world: World): Record<string, Deed> {
  return {
    say: {
      what: 'writes a mail, or answers one: { from, name, text, attachment(s), replyTo, more: { subject, provider: "postmark" } }',
      run: (account, act) => say(world, account, act),
    },
    away: { what: 'is away: its mail program answers by itself: { from, text }', run: (account, act) => away(world, account, act) },
    leave: {
      what: 'gives the address up: { from }; its server refuses what comes',
      run: (account, act) => keep(world, account, act, 'gone'),
    },
    fill: { what: 'lets the mailbox fill up: { from }', run: (account, act) => keep(world, account, act, 'full') },
    bounce: { what: 'its server sends a mail back: { from, messageId }', run: (account, act) => bounce(world, account, act) },
  };
}

/** How our server proves itself to the product: by the account's own secret, as a password (email.md, Inbound). */
export function proof(account: SandboxAccount): string {
  return `Basic ${Buffer.from(`sandbox:${secret(account, 'webhookSecret')}`).toString('base64')}`;
}

async function say(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  without(act, 'location', 'contact', 'payload');
  const { person, fact } = writer(world, account, act);
  const answered = answeredBy(world, account, person, act);
  const text = act.text ?? sentence;
  const quoted = answered?.text
    ? `${text}\n\nOn ${new Date(answered.at).toUTCString()}, Shop wrote:\n${answered.text.replace(/^/gm, '> ')}\n`
    : text;
  const files = await Promise.all(filesOf(act).map(async (file) => ({ file, bytes: await bytesOf(file) })));
  const id = act.id ?? `${randomUUID()}@mail.example.com`;
  const headers = headersOf(account, person, id, subjectOf(act, answered), answered, act.timestamp ?? world.now());
  const said: Fact = { kind: 'said', account: account.id, said: { id, person: person.id, at: world.now(), edits: 0, text } };
  const webhook =
    act.more?.provider === 'postmark'
      ? postmark(account, person, headers, quoted, files)
      : raw(account, person, written({ headers, text: quoted, files }));
  return { from: person.id, messageId: id, outcome: await world.publish([fact, said], [webhook]) };
}

async function away(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const { person, fact } = writer(world, account, act);
  const answered = answeredBy(world, account, person, act);
  const id = `${randomUUID()}@mail.example.com`;
  const headers = headersOf(account, person, id, 'Out of office', answered, world.now());
  headers.push(['Auto-Submitted', 'auto-replied'], ['X-Auto-Response-Suppress', 'All'], ['Precedence', 'auto_reply']);
  const text = act.text ?? 'I am away until Monday.';
  return {
    from: person.id,
    messageId: id,
    outcome: await world.publish([fact], [raw(account, person, written({ headers, text, files: [] }))]),
  };
}

/** A server's report that a mail it had taken could not be delivered (RFC 3464). */
async function bounce(world: World, account: SandboxAccount, act: Act): Promise<Told> {
  const { person } = writer(world, account, act);
  const messageId = target(world, account, person.id, act.messageId);
  const id = `${randomUUID()}@mail.example.com`;
  const lines = [
    'Return-Path: <>',
    'From: MAILER-DAEMON@mail.example.com',
    `To: ${setting(account, 'address')}`,
    `Message-ID: <${id}>`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="report"',
    '',
    '--report',
    'Content-Type: text/plain',
    '',
    'The mail could not be delivered.',
    '--report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.example.com',
    '',
    `Final-Recipient: rfc822; ${person.id}`,
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 user unknown',
    '',
    '--report',
    'Content-Type: message/rfc822',
    '',
    `Message-ID: <${messageId}>`,
    `To: ${person.id}`,
    '',
    '--report--',
    '',
  ];
  return { from: person.id, messageId, outcome: await world.publish([], [raw(account, person, lines.join('\r\n'))]) };
}

async function keep(world: World, account: SandboxAccount, act: Act, what: 'gone' | 'full'): Promise<Told> {
  const { person } = writer(world, account, act);
  const outcome = await world.publish([{ kind: 'kept', account: account.id, name: `${what} ${person.id}`, value: true }], []);
  return { from: person.id, messageId: null, outcome };
}

function writer(world: World, account: SandboxAccount, act: Act): { person: Person; fact: Fact } {
  const id = (act.from ?? demo.id).toLowerCase();
  if (!/^[^\s<>@]+@[^\s<>@]+$/.test(id)) throw new ControlError(400, 'BAD_INPUT', 'from: an e-mail address');
  const name = act.name ?? world.memory.person(account.id, id)?.name ?? (id === demo.id ? demo.name : undefined);
  const person: Person = { id, name, spokeAt: act.timestamp ?? world.now() };
  return { person, fact: { kind: 'person', account: account.id, person } };
}

/** The mail that is answered: the one named, or none. */
function answeredBy(world: World, account: SandboxAccount, person: Person, { replyTo }: Act): Sent | undefined {
  return replyTo === undefined ? undefined : world.memory.sentBy(account.id, target(world, account, person.id, replyTo));
}

function subjectOf(act: Act, answered: Sent | undefined): string {
  const given = act.more?.subject;
  if (typeof given === 'string') return given;
  const before = (answered?.request as { subject?: string } | undefined)?.subject;
  return before === undefined ? 'Your order' : `Re: ${before.replace(/^re:\s*/i, '')}`;
}

/** The heads of a mail; an answer goes to where the mail wants to be answered, and hangs on its thread. */
function headersOf(
  account: SandboxAccount,
  person: Person,
  id: string,
  subject: string,
  answered: Sent | undefined,
  at: number,
): [string, string][] {
  const { replyTo, references = [] } = (answered?.request ?? {}) as { replyTo?: string; references?: string[] };
  const thread: [string, string][] = answered
    ? [
        ['In-Reply-To', `<${answered.messageId}>`],
        ['References', [...references, answered.messageId].map((one) => `<${one}>`).join(' ')],
      ]
    : [];
  return [
    ['Return-Path', `<${person.id}>`],
    ['Message-ID', `<${id}>`],
    ...thread,
    ['From', person.name === undefined ? person.id : `${person.name} <${person.id}>`],
    ['To', replyTo ?? setting(account, 'address')],
    ['Subject', subject],
    ['Date', new Date(at).toUTCString().replace('GMT', '+0000')],
  ];
}

function raw(account: SandboxAccount, person: Person, mail: string): Webhook {
  return webhookOf(account, person.id, mail);
}

/** The same mail as Postmark tells it. */
function postmark(
  account: SandboxAccount,
  person: Person,
  headers: [string, string][],
  text: string,
  files: { file: File; bytes: Uint8Array }[],
): Webhook {
  const value = (name: string) => headers.find(([one]) => one === name)?.[1] ?? '';
  const body = {
    FromName: person.name ?? '',
    From: person.id,
    FromFull: { Email: person.id, Name: person.name ?? '', MailboxHash: '' },
    To: value('To'),
    ToFull: [{ Email: value('To'), Name: '', MailboxHash: '' }],
    CcFull: [],
    BccFull: [],
    OriginalRecipient: value('To'),
    Subject: value('Subject'),
    MessageID: randomUUID(),
    Date: value('Date'),
    TextBody: text,
    HtmlBody: '',
    Headers: headers.filter(([name]) => /^(message-id|in-reply-to|references)$/i.test(name)).map(([Name, Value]) => ({ Name, Value })),
    Attachments: files.map(({ file, bytes }) => ({
      Name: file.name ?? file.type,
      Content: Buffer.from(bytes).toString('base64'),
      ContentType: file.mimeType ?? 'application/octet-stream',
      ContentLength: bytes.length,
    })),
  };
  return webhookOf(account, person.id, JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
}

/** The bytes of a file that a person attaches; what cannot be had is a word in its place. */
async function bytesOf({ url, name = 'file' }: File): Promise<Uint8Array> {
  try {
    return new Uint8Array(await (await fetch(url, { signal: AbortSignal.timeout(2_000) })).arrayBuffer());
  } catch {
    return Buffer.from(name);
  }
}
