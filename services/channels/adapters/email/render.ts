import type { Json } from '../../../../kit/bus/bus.ts';
import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, Outbound } from '../../plan.ts';
import { type Fields, link, text } from '../read.ts';
import { notSendable } from '../words.ts';
import { textOfHtml } from './html.ts';
import { answerTo, chainOf, messageIdOf, placeOf, replyAddress } from './thread.ts';

type Media = Extract<Content, { mimeType?: string }>;

/** One mail for a whole message: its words as text and as HTML, its files attached, in the thread it answers (email.md, Outbound). */
export function renderEmail(message: Outbound, account: Account): ApiCall[] {
  if (message.kind === 'typing' || message.kind === 'read') return [];
  if (message.kind !== 'message') throw notSendable(message.kind, 'e-mail');
  const to = message.to.find(({ kind }) => kind === 'email')?.value;
  if (to === undefined) throw new CodedError('BAD_INPUT', 'The recipient has no e-mail address.');
  const files = message.content.filter(isMedia);
  const words = message.content.flatMap((item) => wordsOf(item));
  if (words.length === 0 && files.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
  const html = words.map((part) => `<p>${part}</p>`).join('\n');
  const mail = {
    ...headOf(message, account),
    to,
    text: words.map((part) => textOfHtml(part, { quoted: true, plain: true })).join('\n\n'),
    html: `<!DOCTYPE html><html><body>\n${html}\n</body></html>`,
    ...(files.length === 0 ? {} : { attachments: files.map(attachment) }),
  };
  return [{ ...smtp(account), body: { mail }, gives: 'message' }];
}

/** The account's mail server. After the last byte of a mail nothing tells whether it was taken but the server's own word (email.md, Outbound). */
export function smtp({ settings, secrets }: Account): ApiCall {
  const { smtpUser, smtpPassword } = secrets;
  const login: ApiCall['headers'] =
    smtpUser === undefined ? {} : { authorization: `Basic ${Buffer.from(`${smtpUser}:${smtpPassword ?? ''}`).toString('base64')}` };
  return {
    protocol: 'smtp',
    method: 'POST',
    path: text(settings.smtpUrl) ?? '',
    headers: login,
    body: null,
    gives: 'nothing',
    unanswered: 'lost',
  };
}

/** Who writes, about what, in which thread. Lists are left with one click where the company has a page for it. */
function headOf(message: Extract<Outbound, { kind: 'message' }>, account: Account): Fields {
  const { settings } = account;
  const { messageId, references = [], subject } = placeOf(message.place);
  const answered = message.replyTo?.platformId ?? messageId;
  const replyTo = replyAddress(message.id, account);
  const page = link(settings.unsubscribeUrl);
  const headers: Fields = {
    'X-Loop': settings.address ?? '',
    ...(message.author === 'automation' ? { 'Auto-Submitted': 'auto-generated' } : {}),
    ...(page === undefined ? {} : { 'List-Unsubscribe': `<${page}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  };
  const chain = chainOf(references, answered).map((one): Json => `<${one}>`);
  const name = text(settings.name);
  return {
    messageId: `<${messageIdOf(message.id, account)}>`,
    from: name === undefined ? (settings.address ?? '') : { name, address: settings.address ?? '' },
    subject: subject === undefined ? (text(settings.subject) ?? `A message from ${name ?? settings.address}`) : answerTo(subject),
    ...(answered === undefined ? {} : { inReplyTo: `<${answered}>`, references: chain }),
    ...(replyTo === undefined ? {} : { replyTo }),
    headers,
  };
}

function wordsOf(item: Content): string[] {
  if (item.type === 'text') return [item.text];
  if (isMedia(item)) return item.caption ? [item.caption] : [];
  throw notSendable(item.type, 'e-mail');
}

function attachment({ type, url, name, mimeType }: Media): Json {
  if (link(url) === undefined) throw new CodedError('BAD_INPUT', `The ${type} has no http(s) address to fetch it from.`);
  const file: Fields = { url: url ?? '', ...(name === undefined ? {} : { name }), ...(mimeType === undefined ? {} : { mimeType }) };
  const shown: Fields = { ...(name === undefined ? {} : { filename: name }), ...(mimeType === undefined ? {} : { contentType: mimeType }) };
  return { ...shown, file };
}

function isMedia(item: Content): item is Media {
  return ['image', 'video', 'audio', 'file', 'sticker'].includes(item.type);
}
