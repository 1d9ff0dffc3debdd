import PostalMime, { type Address, addressParser, type Email } from 'postal-mime';
import { CodedError } from '../../../../schema/errors.ts';
import { clean } from '../../decode.ts';
import type { Fields } from '../read.ts';

/** Most parts within parts, and most bytes of headers, before a mail is an attack. */
const limits = { maxNestingDepth: 32, maxHeadersSize: 262_144, maxRfc822NestingDepth: 1 };

/** The bytes of a mail (RFC 5322) as JSON for `mailOf`; throws BAD_INPUT. Mails within it are files of it. */
export async function readMime(bytes: Uint8Array): Promise<Fields> {
  const mail = await parsed(bytes);
  const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('text/plain') || mail.html === undefined;
  return {
    headers: mail.headers.map(({ key, value }) => [clean(key), clean(value)]),
    from: mailboxes(mail.from ? [mail.from] : [])[0] ?? null,
    to: mailboxes([...(mail.to ?? []), ...(mail.cc ?? [])]).map(({ address }) => address),
    subject: clean(mail.subject ?? ''),
    text: plain ? clean(mail.text ?? '') : '',
    html: clean(mail.html ?? ''),
    files: mail.attachments.map(({ filename, mimeType, content }) => ({
      mimeType: clean(mimeType),
      data: typeof content === 'string' ? content : '',
      ...(filename ? { name: clean(filename) } : {}),
    })),
    checks: {},
  };
}

/** The addresses in a header, as `Robin Vale <robin@example.com>, ...`. */
export function addressesIn(header: string): { address: string; name: string }[] {
  return mailboxes(addressParser(header.slice(0, 32_768)));
}

async function parsed(bytes: Uint8Array): Promise<Email> {
  try {
    return await PostalMime.parse(bytes, { ...limits, attachmentEncoding: 'base64', forceRfc822Attachments: true });
  } catch (error) {
    throw new CodedError('BAD_INPUT', `the body is no mail for us: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

function mailboxes(addresses: Address[]): { address: string; name: string }[] {
  return addresses
    .flatMap((one) => (one.address === undefined ? one.group : [one]))
    .map(({ address, name }) => ({ address: clean(address), name: clean(name) }));
}
