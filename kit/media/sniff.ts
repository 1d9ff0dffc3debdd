import { fileTypeFromBuffer } from 'file-type';
import { CodedError } from '../../schema/errors.ts';

/** What was said of a file by whoever brought it: a hint, never the truth. */
export interface Said {
  name?: string;
  mimeType?: string;
}

/** As many bytes from the start of a file as it takes to know what it is. */
export const headSize = 65_536;

/** What runs by itself once it is opened. */
const programs = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/x-apple-diskimage',
  'application/vnd.android.package-archive',
  'application/java-archive',
  'application/java-vm',
  'application/wasm',
  'application/x-deb',
  'application/x-rpm',
  'application/x-ms-shortcut',
  'application/x-ms-regedit',
  'application/vnd.ms-htmlhelp',
  'application/x-google-chrome-extension',
  'application/x-xpinstall',
  'application/x-shockwave-flash',
]);
const programName =
  /\.(exe|com|scr|pif|cpl|msi|msp|msix|appx|bat|cmd|ps1|psm1|vbs|vbe|js|jse|mjs|wsf|wsh|hta|lnk|reg|scf|url|jar|apk|app|dmg|pkg|deb|rpm|sh|bash|command|dll|sys|gadget|inf)$/i;

/** Texts whose type the bytes do not tell; whatever else is said of a text, it is served as plain text. */
const texts = new Set(['text/csv', 'text/calendar', 'text/vcard', 'text/markdown', 'application/json']);

/**
 * The media type of a file by its first bytes. What was said decides only where the bytes leave it open. UNSUPPORTED_MEDIA_TYPE for programs,
 * which nobody should be sent by a customer.
 */
export async function mediaTypeOf(head: Uint8Array, said: Said): Promise<string> {
  const found = (await fileTypeFromBuffer(head))?.mime.split(';')[0];
  if (programs.has(found ?? '') || isScript(head) || programName.test(said.name?.trim() ?? ''))
    throw new CodedError('UNSUPPORTED_MEDIA_TYPE', 'The file is a program: programs are not taken.');
  const hint = (said.mimeType ?? '').split(';')[0]!.trim().toLowerCase();
  if (found) return sameContainer(found, hint) ? hint : found;
  if (!isText(head)) return 'application/octet-stream';
  return texts.has(hint) ? hint : 'text/plain';
}

/** The same kind of file may hold sound alone: only whoever recorded it knows. */
function sameContainer(found: string, hint: string): boolean {
  return /^(audio|video)\//.test(hint) && found.replace(/^video\//, 'audio/') === hint.replace(/^video\//, 'audio/');
}

function isScript(head: Uint8Array): boolean {
  return head[0] === 0x23 && head[1] === 0x21;
}

function isText(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  try {
    // The head may end within a character.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
