import type { Content } from '../../../../schema/content.ts';
import { decimal, type Fields, fields, id, known, list, text } from '../read.ts';

/** Stands in a text for each of its files (apple-messages.md §1). */
export const placeholder = '\ufffc';

/** A text message's words and files. */
export function contentOf(item: Fields): Content[] {
  const words = text((text(item.body) ?? '').replaceAll(placeholder, '').trim());
  const files = list(item.attachments).map((attachment) => readFile(fields(attachment)));
  return [...(words === undefined ? [] : [{ type: 'text' as const, text: words }]), ...files];
}

/** A file is fetched by its owner, address and signature, and deciphered by its key; the names of these vary (apple-messages.md §1). */
function readFile(file: Fields): Content {
  const mimeType = id(file.mimeType) ?? id(file['mime-type']);
  const url = id(file.url) ?? id(file['mmcs-url']);
  const owner = id(file.owner) ?? id(file['mmcs-owner']);
  const signature = signatureOf(file);
  const cipher = id(file.key) ?? id(file['decryption-key']);
  const key = /^(?:00)?([0-9a-f]{64})$/i.exec(cipher ?? '')?.[1];
  const isLocked = cipher !== undefined && key === undefined;
  if (url === undefined || owner === undefined || signature === undefined || isLocked) return { type: 'unsupported', reason: 'attachment' };
  return {
    type: kindOf(mimeType ?? ''),
    ...known({ mimeType, name: id(file.name), size: decimal(file.size, 1e12) }),
    source: { url, owner, signature, ...known({ key }) },
  };
}

/** In base64: as it is given, or from the hex. */
function signatureOf(file: Fields): string | undefined {
  const hex = id(file.signature) ?? id(file['mmcs-signature-hex']);
  const base64 = id(file['signature-base64']);
  return base64 ?? (hex !== undefined && /^([0-9a-f]{2})+$/i.test(hex) ? Buffer.from(hex, 'hex').toString('base64') : undefined);
}

function kindOf(mimeType: string): 'image' | 'video' | 'audio' | 'file' {
  const [kind] = mimeType.toLowerCase().split('/');
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file';
}
