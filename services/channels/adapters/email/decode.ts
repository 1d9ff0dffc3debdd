import type { Json } from '../../../../kit/bus/bus.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { WebhookRequest } from '../../adapter.ts';
import { clean, form, parseBody } from '../../decode.ts';
import { type Fields, fields, list, text } from '../read.ts';
import { readMime } from './mime.ts';
import { enveloped, envelopeIn, type FormFile, jsonIn, mailgunMail, postmarkMail, sendgridMail, sesChecks } from './provider.ts';

/**
 * What came, whoever brought it: `mail`, for `mailOf`, when it is one; `notice`, what else the provider says; `signed`, by what Mailgun proves
 * itself. Providers are told apart by the shape of the body: JSON, a form, or a mail as it is (email.md, Inbound). Throws BAD_INPUT.
 */
export async function decodeEmail(request: WebhookRequest): Promise<Json> {
  const type = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data\b/i.test(type)) return readForm(...(await formOf(request, type)));
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    const given = fields(form(request));
    return readForm(given, [], Buffer.from(rawIn(given) ?? ''));
  }
  const first = request.body.find((byte) => byte > 0x20);
  if (first === 0x7b || first === 0x5b) return readJson(parseBody(request.body));
  return { mail: await readMime(request.body), notice: null };
}

async function readJson(body: Json): Promise<Json> {
  const mail = postmarkMail(fields(body));
  if (mail) return { mail, notice: null };
  const notice = fields(body).Type === 'Notification' ? fields(jsonIn(fields(body).Message)) : {};
  const { content, ...rest } = notice;
  if (text(notice.notificationType) !== 'Received' || typeof content !== 'string')
    return { mail: null, notice: body, signed: fields(body).signature ?? null };
  // SES puts the mail in as it is, or as base64 where the rule says so.
  const encoded = !/^[\w-]+:/.test(content);
  const received = await readMime(Buffer.from(content, encoded ? 'base64' : 'utf8'));
  const { recipients } = fields(rest.receipt);
  const whole = enveloped({ ...received, checks: sesChecks(rest) }, { to: list(recipients), from: fields(rest.mail).source });
  return { mail: whole, notice: null };
}

/** `raw`: the bytes of the mail, where the form has it as it is; empty otherwise. */
async function readForm(given: Fields, files: FormFile[], raw: Uint8Array): Promise<Json> {
  const { email: _mail, 'body-mime': _mime, ...rest } = given;
  const signed = { timestamp: given.timestamp ?? null, token: given.token ?? null, signature: given.signature ?? null };
  if (raw.length > 0) {
    const checks = fields(sendgridMail(given, [])?.checks);
    return { mail: enveloped({ ...(await readMime(raw)), checks }, envelopeIn(given)), notice: null, signed };
  }
  const mail = mailgunMail(rest, files) ?? sendgridMail(rest, files);
  return { mail: mail ? enveloped(mail, envelopeIn(given)) : null, notice: mail ? null : given, signed };
}

/** A mail as it is, in SendGrid's form or in Mailgun's. */
function rawIn(given: Fields): string | undefined {
  return text(given.email) ?? (typeof given['body-mime'] === 'string' ? given['body-mime'] : undefined);
}

/** Fields and files of a multipart body, and the bytes of the mail in it; SendGrid leaves words as they were, and says in `charsets` how to read them. */
async function formOf({ body }: WebhookRequest, type: string): Promise<[Fields, FormFile[], Uint8Array]> {
  const words = new Map<string, Buffer>();
  const files: FormFile[] = [];
  for (const [field, value] of await partsOf(body, type)) {
    const name = utf8(field);
    const bytes = Buffer.from(typeof value === 'string' ? value : await value.text(), 'latin1');
    if (typeof value === 'string') words.set(name === '__proto__' ? 'proto' : name, bytes);
    else files.push({ field: name, name: utf8(value.name), mimeType: clean(value.type), data: bytes.toString('base64') });
  }
  const charsets = fields(jsonIn(words.get('charsets')?.toString()));
  const values = [...words].map(([name, bytes]): [string, Json] => [name, clean(decoderOf(text(charsets[name])).decode(bytes))]);
  const raw = ['email', 'body-mime'].map((name) => words.get(name)).find((bytes) => bytes !== undefined && bytes.length > 0);
  return [Object.fromEntries(values), files, raw ?? new Uint8Array()];
}

function utf8(latin: string): string {
  return clean(Buffer.from(latin, 'latin1').toString());
}

/** A charset nobody knows is read as UTF-8. */
function decoderOf(charset: string | undefined): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

/** Most parts of a form. */
const mostParts = 1_000;

async function partsOf(body: Uint8Array, type: string): Promise<FormData> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let at = bytes.indexOf('form-data'), parts = 1; at >= 0; at = bytes.indexOf('form-data', at + 1), parts++)
    if (parts > mostParts) throw new CodedError('BAD_INPUT', `the body is not a form for us: it has more than ${mostParts} parts`);
  try {
    // Every byte as one character: what the words are written in is known only when all are read.
    return await new Response(bytes.toString('latin1'), { headers: { 'content-type': type } }).formData();
  } catch {
    throw new CodedError('BAD_INPUT', 'the body is not the form its type says');
  }
}
