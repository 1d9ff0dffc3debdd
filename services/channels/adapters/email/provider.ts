import type { Json } from '../../../../kit/bus/bus.ts';
import { parseBody } from '../../decode.ts';
import { type Fields, fields, list, text } from '../read.ts';
import { addressesIn } from './mime.ts';

/** Postmark's inbound JSON as a mail (email.md, Inbound). */
export function postmarkMail(body: Fields): Fields | undefined {
  const from = fields(body.FromFull);
  if (!Array.isArray(body.ToFull) || text(from.Email) === undefined) return undefined;
  const all = [...list(body.ToFull), ...list(body.CcFull), ...list(body.BccFull)].map((one) => fields(one).Email ?? null);
  return {
    headers: list(body.Headers).map((header) => [text(fields(header).Name)?.toLowerCase() ?? '', text(fields(header).Value) ?? '']),
    from: { address: from.Email ?? null, name: from.Name ?? null },
    to: [...all, body.OriginalRecipient ?? null],
    subject: body.Subject ?? null,
    text: body.TextBody ?? null,
    html: body.HtmlBody ?? null,
    files: list(body.Attachments).map((item) => {
      const { Name: name = null, ContentType: mimeType = null, Content: data = null } = fields(item);
      return { name, mimeType, data };
    }),
    checks: {},
  };
}

/** A file of a form. */
export interface FormFile {
  field: string;
  name: string;
  mimeType: string;
  data: string;
}

/** SendGrid's fields as a mail; `dkim` is as `{@example.com : pass}` (email.md, Inbound). */
export function sendgridMail(form: Fields, files: FormFile[]): Fields | undefined {
  if (text(form.envelope) === undefined && text(form.headers) === undefined) return undefined;
  const info = fields(jsonIn(form['attachment-info']));
  const signed = [...(text(form.dkim) ?? '').slice(0, 4_096).matchAll(/@([\w.-]{1,253})\s*:\s*pass/gi)].flatMap(
    ([, domain]) => domain ?? [],
  );
  const named = (header: Json | undefined) => addressesIn(text(header) ?? '');
  return {
    headers: headersIn(text(form.headers) ?? ''),
    from: named(form.from)[0] ?? null,
    to: [...named(form.to), ...named(form.cc)].map(({ address }) => address),
    subject: form.subject ?? null,
    text: form.text ?? null,
    html: form.html ?? null,
    files: files.map(({ field, name, mimeType, data }) => ({
      name: fields(info[field]).filename ?? name,
      mimeType: fields(info[field]).type ?? mimeType,
      data,
    })),
    checks: { spf: form.SPF ?? null, dkim: form.dkim === undefined ? null : signed },
  };
}

/** Mailgun's fields as a mail; headers are a list in JSON. */
export function mailgunMail(form: Fields, files: FormFile[]): Fields | undefined {
  if (text(form.recipient) === undefined || typeof form.sender !== 'string') return undefined;
  const headers = list(jsonIn(form['message-headers'])).map((pair) => list(pair).map((part) => text(part) ?? ''));
  return {
    headers: headers.map(([name = '', value = '']) => [name.toLowerCase(), value]),
    from: addressesIn(text(form.from) ?? text(form.From) ?? text(form.sender) ?? '')[0] ?? null,
    to: addressesIn(text(form.To) ?? '').map(({ address }) => address),
    subject: form.subject ?? form.Subject ?? null,
    text: form['body-plain'] ?? null,
    html: form['body-html'] ?? null,
    files: files.map(({ name, mimeType, data }) => ({ name, mimeType, data })),
    checks: { spf: text(form['X-Mailgun-Spf'])?.toLowerCase() ?? null },
  };
}

/** Who stands on the envelope of a mail: SendGrid tells it in JSON, Mailgun in two fields. */
export function envelopeIn(form: Fields): { to: Json[]; from: Json | undefined } {
  const envelope = fields(jsonIn(form.envelope));
  const { recipient } = form;
  return { to: [...list(envelope.to), ...(recipient === undefined ? [] : [recipient])], from: envelope.from ?? form.sender };
}

/** A mail with its envelope: it came to more addresses than its head names, and one from nobody is a report (email.md, Threading). */
export function enveloped(mail: Fields, { to, from }: { to: Json[]; from: Json | undefined }): Fields {
  const path = from === '' || from === '<>' ? [['return-path', '<>']] : [];
  return { ...mail, to: [...list(mail.to), ...to], headers: [...list(mail.headers), ...path] };
}

/** What SES found out about a mail it received. */
export function sesChecks(notice: Fields): Fields {
  const receipt = fields(notice.receipt);
  const verdict = (name: string) => text(fields(receipt[name]).status)?.toLowerCase() ?? null;
  return { spf: verdict('spfVerdict'), dmarc: verdict('dmarcVerdict') };
}

/** JSON in a text; nothing when it is none. */
export function jsonIn(value: Json | undefined): Json {
  if (typeof value !== 'string') return null;
  try {
    return parseBody(new TextEncoder().encode(value));
  } catch {
    return null;
  }
}

/** Header lines, folded ones joined. */
function headersIn(lines: string): Json[] {
  const whole = lines.slice(0, 262_144).replace(/\r?\n[ \t]+/g, ' ');
  return whole.split(/\r?\n/).flatMap((line): Json[] => {
    const cut = line.indexOf(':');
    return cut < 1 ? [] : [[line.slice(0, cut).trim().toLowerCase(), line.slice(cut + 1).trim()]];
  });
}
