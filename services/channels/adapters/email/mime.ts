import PostalMime, { type Address, addressParser, type Email } from 'postal-mime';
import { CodedError } from '../../../../schema/errors.ts';
import { clean } from '../../decode.ts';
import type { Fields } from '../read.ts';

/** Most parts within parts, and most bytes of headers, before a mail is an attack. */
const limits = { maxNestingDepth: 32, maxHeadersSize: 262_144, maxRfc822NestingDepth: 1 };

/**
 * Most short lines of a mail, and most lines that may begin a part, that are read: each costs time, and any stranger can send some millions.
 * Files come in lines of 76.
 */
const mostLines = 50_000;
const shortLine = 60;
const mostDashes = 1_000;
const newline = 0x0a;
const dash = 0x2d;

/** The bytes of a mail (RFC 5322) as JSON for `mailOf`; throws BAD_INPUT. Mails within it are files of it. */
export async function readMime(whole: Uint8Array): Promise<Fields> {
  const bytes = beginningOf(whole);
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

/** As much of a mail as is read. */
function beginningOf(bytes: Uint8Array): Uint8Array {
  let [lines, dashes, before] = [0, 0, 0];
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) {
    if (at - before < shortLine) lines += 1;
    before = at;
    if (bytes[at + 1] === dash && bytes[at + 2] === dash) dashes += 1;
    if (lines === mostLines || dashes > mostDashes) return bytes.subarray(0, at + 1);
  }
  return bytes;
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
