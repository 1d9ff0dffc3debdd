import type { Json } from '../../../../kit/bus/bus.ts';
import type { Content } from '../../../../schema/content.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Contact, Inbound } from '../../inbound.ts';
import { type Draft, digest, eventKey, fields, id, text, unknown } from '../read.ts';
import { automaticBy } from './automatic.ts';
import { textOfHtml } from './html.ts';
import { headerOf, idsIn, type Mail, mailOf, sizeOf, withoutBytes } from './mail.ts';
import { noticesIn } from './notice.ts';
import { withoutQuote } from './quote.ts';
import { reportsIn } from './report.ts';
import { senderOf } from './sender.ts';
import { confirmationIn } from './sns.ts';
import { answeredIn, chainOf, messageOf, type Place } from './thread.ts';

/** What a request brings: a mail, or what a provider tells. A mail's own date is not to be trusted: our clock orders (email.md, Threading). */
export function parseEmail(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const { mail, notice } = fields(body);
  const at = request.receivedAt;
  const externalId = id(account.settings.address)?.toLowerCase() ?? '';
  const isMail = typeof mail === 'object' && mail !== null;
  const drafts = isMail
    ? readMail(mailOf(mail), withoutBytes(mail), at, account)
    : [...confirmationIn(notice ?? null, at), ...noticesIn(notice ?? null, account, at)];
  const kept = unknown(isMail ? withoutBytes(mail) : (notice ?? body), at);
  return (drafts.length > 0 ? drafts : [kept]).map((draft) => ({ ...draft, externalId }));
}

function readMail(mail: Mail, raw: Json, at: number, account: Account): Draft[] {
  const reports = reportsIn(mail, at, raw, account);
  if (reports.length > 0 || !mail.from) return reports;
  // The same mail may come by two of our addresses: its id tells, or what it says.
  const platformId =
    idsIn(headerOf(mail, 'message-id'))[0] ?? digest([headerOf(mail, 'date') ?? '', mail.from.address, mail.subject, mail.text, mail.html]);
  const { verified, checks } = senderOf(mail, account);
  const place: Place = {
    messageId: platformId,
    references: chainOf(idsIn(headerOf(mail, 'references')), platformId),
    subject: mail.subject,
    verified,
  };
  const contact: Contact = {
    addresses: [{ kind: 'email', value: mail.from.address }],
    ...(mail.from.name === undefined ? {} : { name: mail.from.name }),
    place: { ...place },
  };
  // Anybody can write our address into From: without a proof it is a mail like any other, and nothing that we said.
  const proven = verified || headerOf(mail, 'x-loop') !== undefined || messageOf(platformId, account) !== undefined;
  if (isOurs(mail.from.address, account) && proven) return readOwn(mail, platformId, place, raw, at, account);
  const event = (name: string, data: Json): Draft => ({ key: eventKey(name, platformId), at, raw, kind: 'event', name, contact, data });
  const reason = automaticBy(mail, (address) => isOurs(address, account));
  // What no person wrote does not say where the person is.
  if (reason !== undefined) {
    const data = { reason, subject: mail.subject, text: wordsOf(mail).slice(0, 2_000).toWellFormed() };
    return [
      {
        key: eventKey('auto_reply', platformId),
        at,
        raw,
        kind: 'event',
        name: 'auto_reply',
        contact: { addresses: contact.addresses },
        data,
      },
    ];
  }
  const answered = answeredIn(mail, account);
  const told = {
    kind: 'message' as const,
    platformId,
    contact,
    content: contentOf(mail),
    ...(answered === undefined ? {} : { replyTo: answered }),
  };
  const begins = answered === undefined && mail.subject !== '';
  const doubtful = !verified && (checks.spf !== undefined || checks.dmarc !== undefined || checks.dkim !== undefined);
  return [
    { key: eventKey('message', platformId), at, raw, ...told },
    ...(begins ? [event('mail_subject', { subject: mail.subject })] : []),
    ...(doubtful ? [event('sender_unverified', { ...checks })] : []),
  ];
}

/** A mail from our own address: ours that came round, or somebody's who answers from another program and copied us in. */
function readOwn(mail: Mail, platformId: string, place: Place, raw: Json, at: number, account: Account): Draft[] {
  const reference = messageOf(platformId, account);
  const recipient = mail.to.find((address) => !isOurs(address, account));
  if (headerOf(mail, 'x-loop') !== undefined || recipient === undefined) return [];
  return [
    {
      key: eventKey('echo', platformId),
      at,
      raw,
      kind: 'echo',
      origin: reference === undefined ? 'person' : 'own',
      platformId,
      contact: { addresses: [{ kind: 'email', value: recipient }], place: { ...place } },
      content: contentOf(mail),
      ...(reference === undefined ? {} : { reference }),
    },
  ];
}

/** What was said anew, then the files. Never empty. */
function contentOf(mail: Mail): Content[] {
  const said = wordsOf(mail);
  const files = mail.files.map((file): Content => {
    const [kind] = file.mimeType.split('/');
    const { mimeType, name, data } = file;
    const type = kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file';
    return { type, mimeType, size: sizeOf(file), ...(name === undefined ? {} : { name }), source: { data } };
  });
  const content: Content[] = [...(said === '' ? [] : [{ type: 'text' as const, text: said }]), ...files];
  if (content.length > 0) return content;
  return [mail.subject === '' ? { type: 'unsupported', reason: 'empty' } : { type: 'text', text: mail.subject }];
}

function wordsOf(mail: Mail): string {
  const plain = text(withoutQuote(mail.text));
  if (plain !== undefined || mail.html === '') return plain ?? '';
  return text(withoutQuote(textOfHtml(mail.html))) ?? text(textOfHtml(mail.html, { quoted: true })) ?? '';
}

/** Our address, with or without what follows a plus in it. */
function isOurs(address: string, { settings }: Account): boolean {
  const plain = address.replace(/\+[^@]*@/, '@');
  return [settings.address, settings.inboundAddress].some((own) => typeof own === 'string' && own.toLowerCase() === plain);
}
