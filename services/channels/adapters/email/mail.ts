import type { Json } from '../../../../kit/bus/bus.ts';
import { decimal, type Fields, fields, list, text } from '../read.ts';

/** A mail as every provider's way of telling it comes down to; what is not told is empty. */
export interface Mail {
  /** In their order; names in lower case. */
  headers: [name: string, value: string][];
  from: Mailbox | undefined;
  /** Everybody it was for, envelope and copies included; lower case. */
  to: string[];
  subject: string;
  text: string;
  html: string;
  files: MailFile[];
  checks: Checks;
}

export interface Mailbox {
  address: string;
  name?: string;
}

export interface MailFile {
  name?: string;
  mimeType: string;
  /** Base64. */
  data: string;
}

/** What the receiving side says of the sender: `pass`, `fail` and so on; domains of signatures that hold. */
export interface Checks {
  spf?: string;
  dkim?: string[];
  dmarc?: string;
}

/** Longest text or markup of a mail that is read. */
const longest = 1_048_576;
const longestAddress = 320;

/** A mail out of JSON, whatever became of it on the way. */
export function mailOf(value: Json): Mail {
  const mail = fields(value);
  const checks = fields(mail.checks);
  return {
    headers: list(mail.headers).flatMap((pair): [string, string][] => {
      const [name, given] = list(pair);
      return typeof name === 'string' && typeof given === 'string' ? [[name.toLowerCase(), given.slice(0, 65_536)]] : [];
    }),
    from: mailboxOf(mail.from),
    to: list(mail.to).flatMap((one) => addressIn(one) ?? []),
    subject: text(mail.subject)?.slice(0, 998).toWellFormed() ?? '',
    text: words(mail.text),
    html: words(mail.html),
    files: list(mail.files).flatMap((one) => fileOf(fields(one))),
    checks: {
      ...(text(checks.spf) === undefined ? {} : { spf: text(checks.spf) }),
      ...(Array.isArray(checks.dkim) ? { dkim: checks.dkim.flatMap((domain) => text(domain) ?? []) } : {}),
      ...(text(checks.dmarc) === undefined ? {} : { dmarc: text(checks.dmarc) }),
    },
  };
}

/** All values of a header, in their order. */
export function valuesOf({ headers }: Mail, name: string): string[] {
  return headers.filter(([one]) => one === name).map(([, value]) => value);
}

/** The first value of a header. */
export function headerOf(mail: Mail, name: string): string | undefined {
  return valuesOf(mail, name)[0];
}

/** Ids as they stand in a header, without their brackets. */
export function idsIn(value: string | undefined): string[] {
  const given = (value ?? '').slice(0, 32_768);
  return [...given.matchAll(/<([^<>\s]{1,512})>/g)].flatMap(([, one]) => one ?? []);
}

/** A mail as it is kept: everything but the bytes of its files. */
export function withoutBytes(value: Json): Json {
  const mail = fields(value);
  const files = list(mail.files).map((one) => {
    const { data, ...rest } = fields(one);
    return { ...rest, base64: typeof data === 'string' ? data.length : 0 };
  });
  return { ...mail, files };
}

/** An address in lower case, as addresses are compared (email.md, Identity). */
export function addressIn(value: Json | undefined): string | undefined {
  const given = text(value)?.trim().toLowerCase() ?? '';
  return given.length <= longestAddress && mailbox.test(given) ? given : undefined;
}

/** One address and no more: with what separates addresses in it, an answer would go to somebody else too. */
const mailbox = /^[^\s<>@"(),:;[\]\\]+@[^\s<>@"(),:;[\]\\]+$/;

function mailboxOf(value: Json | undefined): Mailbox | undefined {
  const address = addressIn(fields(value).address);
  const name = text(fields(value).name)?.slice(0, 200).toWellFormed();
  return address === undefined ? undefined : { address, ...(name === undefined ? {} : { name }) };
}

function fileOf(file: Fields): MailFile[] {
  const { data } = file;
  if (typeof data !== 'string' || data === '') return [];
  const name = text(file.name)?.slice(0, 255).toWellFormed();
  const mimeType = text(file.mimeType)?.split(';')[0]?.trim().toLowerCase().slice(0, 127) || 'application/octet-stream';
  return [{ mimeType, data, ...(name === undefined ? {} : { name }) }];
}

/** The size of a file in bytes, by its base64. */
export function sizeOf({ data }: MailFile): number {
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return decimal(Math.floor((data.length * 3) / 4) - padding, 2 ** 40) ?? 0;
}

function words(value: Json | undefined): string {
  return typeof value === 'string' ? value.slice(0, longest).toWellFormed() : '';
}
