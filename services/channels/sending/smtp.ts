import { createTransport } from 'nodemailer';
import type { Json } from '../../../kit/bus/bus.ts';
import { CodedError } from '../../../schema/errors.ts';
import type { ApiCall, ApiReply } from '../plan.ts';
import type { OpenFile } from './body.ts';
import { NeverArrived } from './delivery.ts';

const patience = 15_000;

/** A mail server refused: its own code and words. */
interface MailError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
  command?: string;
}

/**
 * Hands one mail to the server that the path names (`smtp://` or `smtps://`), logged in as `headers.authorization` (Basic) says; without a mail it
 * only logs in. What the server refuses is an answer with its code. Throws NeverArrived when it broke off before the mail was on its way, and
 * something else when the server's last word did not come.
 */
export async function callSmtp({ path, headers, body }: ApiCall, open: OpenFile): Promise<ApiReply> {
  const url = URL.parse(path);
  if (!url || !/^smtps?:$/.test(url.protocol) || (body !== null && !('mail' in body)))
    throw new CodedError('BAD_INPUT', 'A mail needs the URL of its server.');
  const mail = body && (await mailOf(body.mail, open));
  let begun = false;
  const transport = transportTo(url, headers, (command) => {
    begun ||= command === 'DATA';
  });
  try {
    if (!mail) {
      await transport.verify();
      return { status: 250, headers: {}, body: { code: 'ok', response: '' } };
    }
    const info = await transport.sendMail(mail);
    const response = String(info.response ?? '');
    const [accepted = [], rejected = []] = [info.accepted, info.rejected].map((list) => (list ?? []).map(String));
    const told = { code: 'ok', response, messageId: String(info.messageId ?? ''), accepted, rejected };
    return { status: Number.parseInt(response, 10) || 250, headers: {}, body: told };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal) return refusal;
    throw begun ? error : new NeverArrived(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    transport.close();
  }
}

/** `told` hears every command that is sent: a connection that breaks looks the same before the mail and after it. */
function transportTo(url: URL, headers: ApiCall['headers'], told: (command: unknown) => void) {
  const secure = url.protocol === 'smtps:';
  const quiet = () => undefined;
  return createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    ...loginOf(headers),
    connectionTimeout: 5_000,
    greetingTimeout: patience,
    socketTimeout: patience,
    // Files come from us alone, not from paths or links in a message.
    disableFileAccess: true,
    disableUrlAccess: true,
    transactionLog: true,
    logger: { trace: quiet, debug: (_entry: object, line?: unknown) => told(line), info: quiet, warn: quiet, error: quiet, fatal: quiet },
  });
}

function loginOf(headers: ApiCall['headers']) {
  const [scheme, encoded = ''] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return {};
  const [user = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
  return { auth: { user, pass: rest.join(':') } };
}

/** The message with its files opened. */
async function mailOf(mail: { [name: string]: Json }, open: OpenFile): Promise<object> {
  const { attachments } = mail;
  if (!Array.isArray(attachments)) return mail;
  return { ...mail, attachments: await Promise.all(attachments.map((item) => attached(item, open))) };
}

async function attached(item: Json, open: OpenFile): Promise<object> {
  const { file, ...rest } = item as { file?: { url: string; name?: string; mimeType?: string } };
  if (!file) return rest;
  const { bytes, mimeType, name } = await open(file);
  return { filename: name, contentType: mimeType, ...rest, content: Buffer.from(bytes) };
}

/** The server's no as an answer; a login it never let us try counts as refused (535). `undefined`: no word of the server's. */
function refusalOf(error: unknown): ApiReply | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', responseCode, response, command = '', message } = error as MailError;
  const status = responseCode ?? (code === 'EAUTH' ? 535 : undefined);
  return status === undefined ? undefined : { status, headers: {}, body: { code, response: response ?? message, command } };
}
