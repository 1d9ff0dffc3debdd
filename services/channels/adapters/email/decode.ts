import type { Json } from '../../../../kit/bus/bus.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { WebhookRequest } from '../../adapter.ts';
import { clean, form, parseBody } from '../../decode.ts';
import { type Fields, fields, text } from '../read.ts';
import { readMime } from './mime.ts';
import { type FormFile, jsonIn, mailgunMail, postmarkMail, sendgridMail, sesChecks } from './provider.ts';

/**
 * What came, whoever brought it: `mail`, for `mailOf`, when it is one; `notice`, what else the provider says; `signed`, by what Mailgun proves
 * itself. Providers are told apart by the shape of the body: JSON, a form, or a mail as it is (email.md, Inbound). Throws BAD_INPUT.
 */
export async function decodeEmail(request: WebhookRequest): Promise<Json> {
  const type = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data\b/i.test(type)) return readForm(...(await formOf(request, type)));
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return readForm(fields(form(request)), []);
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
  return { mail: { ...received, checks: sesChecks(rest) }, notice: null };
}

async function readForm(given: Fields, files: FormFile[]): Promise<Json> {
  const { email, 'body-mime': mime, ...rest } = given;
  const signed = { timestamp: given.timestamp ?? null, token: given.token ?? null, signature: given.signature ?? null };
  const raw = text(email) === undefined ? mime : email;
  if (typeof raw === 'string' && raw !== '') {
    const checks = fields(sendgridMail(given, [])?.checks);
    return { mail: { ...(await readMime(Buffer.from(raw))), checks }, notice: null, signed };
  }
  const mail = mailgunMail(rest, files) ?? sendgridMail(rest, files);
  return { mail: mail ?? null, notice: mail ? null : given, signed };
}

/** Fields and files of a multipart body. */
async function formOf({ body }: WebhookRequest, type: string): Promise<[Fields, FormFile[]]> {
  const values: Fields = {};
  const files: FormFile[] = [];
  for (const [field, value] of await partsOf(body, type)) {
    const name = clean(field);
    if (typeof value === 'string') values[name === '__proto__' ? 'proto' : name] = clean(value);
    else {
      const data = Buffer.from(await value.arrayBuffer()).toString('base64');
      files.push({ field: name, name: clean(value.name), mimeType: clean(value.type), data });
    }
  }
  return [values, files];
}

/** Most parts of a form. */
const mostParts = 1_000;

async function partsOf(body: Uint8Array, type: string): Promise<FormData> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let at = bytes.indexOf('form-data'), parts = 1; at >= 0; at = bytes.indexOf('form-data', at + 1), parts++)
    if (parts > mostParts) throw new CodedError('BAD_INPUT', `the body is not a form for us: it has more than ${mostParts} parts`);
  try {
    return await new Response(Buffer.from(body), { headers: { 'content-type': type } }).formData();
  } catch {
    throw new CodedError('BAD_INPUT', 'the body is not the form its type says');
  }
}
