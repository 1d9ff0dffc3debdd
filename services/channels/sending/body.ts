import { createCipheriv } from 'node:crypto';
import { FormData } from 'undici';
import type { Body, FileRef } from '../plan.ts';

/** A file, opened. */
export interface OpenedFile {
  bytes: Uint8Array;
  mimeType: string;
  name: string;
}
/** Opens a file by its link; throws BAD_INPUT or UNAVAILABLE. */
export type OpenFile = (file: FileRef) => Promise<OpenedFile>;

/** A body as it goes on the wire, with the headers it brings; `fixed` ones are not the call's to choose. */
export interface Wire {
  headers: { [name: string]: string };
  fixed: boolean;
  body: string | Uint8Array | FormData | null;
}

/** A call's body, its files opened. Mails are not for HTTP. */
export async function wireOf(body: Body, open: OpenFile): Promise<Wire> {
  if (body === null) return { headers: {}, fixed: false, body: null };
  if ('json' in body) return { headers: { 'content-type': 'application/json' }, fixed: false, body: JSON.stringify(body.json) };
  if ('form' in body) {
    const type = 'application/x-www-form-urlencoded';
    return { headers: { 'content-type': type }, fixed: false, body: new URLSearchParams(body.form).toString() };
  }
  // Its boundary is in the content type, which undici writes.
  if ('parts' in body) return { headers: {}, fixed: true, body: await formOf(body.parts, open) };
  if ('mail' in body) throw new TypeError('a mail does not go over HTTP');
  const { bytes, mimeType } = await open(body.file);
  return { headers: { 'content-type': mimeType }, fixed: false, body: body.cipher ? enciphered(bytes, body.cipher.key) : bytes };
}

async function formOf(parts: Extract<Body, { parts: unknown }>['parts'], open: OpenFile): Promise<FormData> {
  const form = new FormData();
  for (const part of parts) {
    if ('value' in part) form.append(part.name, part.value);
    else {
      const { bytes, mimeType, name } = await open(part.file);
      form.append(part.name, new Blob([Buffer.from(bytes)], { type: mimeType }), name);
    }
  }
  return form;
}

/** AES-256-CTR with a zero counter, the key in hex (apple-messages.md §4). */
function enciphered(bytes: Uint8Array, key: string): Uint8Array {
  const cipher = createCipheriv('aes-256-ctr', Buffer.from(key, 'hex'), Buffer.alloc(16));
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}
