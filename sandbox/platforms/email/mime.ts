import { randomBytes } from 'node:crypto';
import type { File } from '../../deed.ts';

/** A mail to be written. */
export interface Letter {
  headers: [name: string, value: string][];
  text: string;
  files: { file: File; bytes: Uint8Array }[];
}

const mimeOf: Record<File['type'], string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  voice: 'audio/ogg',
  file: 'application/octet-stream',
  sticker: 'image/png',
};

/** A mail as mail programs write it (RFC 5322): its text in quoted-printable, its files in base64. */
export function written({ headers, text, files }: Letter): string {
  const boundary = `=_${randomBytes(12).toString('hex')}`;
  const body = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable', '', quotedPrintable(text)];
  const head = [...headers.map(([name, value]) => `${name}: ${encodedWord(value)}`), 'MIME-Version: 1.0'];
  if (files.length === 0) return [...head, ...body, ''].join('\r\n');
  const parts = files.flatMap(({ file, bytes }) => [
    `--${boundary}`,
    `Content-Type: ${file.mimeType ?? mimeOf[file.type]}; name="${file.name ?? file.type}"`,
    `Content-Disposition: attachment; filename="${file.name ?? file.type}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n'),
  ]);
  const type = `Content-Type: multipart/mixed; boundary="${boundary}"`;
  return [...head, type, '', `--${boundary}`, ...body, ...parts, `--${boundary}--`, ''].join('\r\n');
}

/** A text as lines of mail. */
export function quotedPrintable(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => {
      const encoded = [...Buffer.from(line)].map((byte) =>
        (byte >= 33 && byte <= 126 && byte !== 61) || byte === 32 ? String.fromCharCode(byte) : hex(byte),
      );
      let width = 0;
      const wrapped = encoded.map((part) => {
        width += part.length;
        if (width <= 72) return part;
        width = part.length;
        return `=\r\n${part}`;
      });
      return wrapped.join('').replace(/ $/, '=20');
    })
    .join('\r\n');
}

function hex(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A header in ASCII; an address in angle brackets stays readable. */
function encodedWord(value: string): string {
  return value.replace(/[^\x20-\x7e]+(?:\s+[^\x20-\x7e]+)*/g, (words) => `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`);
}
