import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { SandboxAccount } from '../../account.ts';
import { type Answer, type ApiRequest, json, Refusal, text } from '../../api.ts';
import type { Fact } from '../../memory.ts';
import type { World } from '../../platform.ts';
import { hex } from '../../random.ts';
import { type AppleFile, bad } from './checks.ts';

/** The largest file, in bytes (apple-messages.md §2). */
const largest = 104_857_600;
const ivOf = () => Buffer.alloc(16);

/** A file in Apple's store, enciphered; `bytes` in base64, empty until it is there. */
interface Stored {
  account: string;
  owner: string;
  size: number;
  bytes: string;
}

/** What it takes to fetch a file that a person sent: samples/apple/text-with-attachment.json. */
export interface Reference {
  url: string;
  owner: string;
  size: string;
  key: string;
  signature: string;
  'signature-base64': string;
}

/** Puts a person's file into the store, enciphered by a key of its own; the reference goes to the business. */
export function stored(account: SandboxAccount, bytes: Uint8Array): { fact: Fact; reference: Reference } {
  const key = randomBytes(32);
  const cipher = createCipheriv('aes-256-ctr', key, ivOf());
  const closed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const { url, owner } = freshAddress();
  const signature = digestOf(closed);
  const value: Stored = { account: account.id, owner, size: closed.length, bytes: closed.toString('base64') };
  const reference = { url, owner, size: String(closed.length), key: `00${key.toString('hex')}`, signature: signature.toString('hex') };
  return {
    fact: { kind: 'kept', account: account.id, name: url, value },
    reference: { ...reference, 'signature-base64': signature.toString('base64') },
  };
}

/** GET /v1/preUpload: where a file of the business goes. */
export function preUpload(world: World, account: SandboxAccount, { headers }: ApiRequest): Answer {
  const size = Number(headers.size);
  if (!Number.isInteger(size) || size < 1) throw bad('size header is missing');
  if (size > largest) throw new Refusal(text(413, 'Payload Too Large'));
  const { url, owner } = freshAddress();
  const value: Stored = { account: account.id, owner, size, bytes: '' };
  world.memory.remember([{ kind: 'kept', account: account.id, name: url, value }]);
  return json(200, { 'upload-url': `${world.url}/apple/mmcs/${owner}`, 'mmcs-owner': owner, 'mmcs-url': url });
}

/** GET /v1/preDownload: where a person's file is, for who has its signature. */
export function preDownload(world: World, account: SandboxAccount, { headers }: ApiRequest): Answer {
  const file = storedAt(world, account, headers.url ?? '');
  if (!file || file.owner !== headers.owner) throw new Refusal(text(404));
  if (headers.signature !== digestOf(Buffer.from(file.bytes, 'base64')).toString('base64')) throw bad('signature is not that of the file');
  return json(200, { 'download-url': `${world.url}/apple/mmcs/${file.owner}` });
}

/** The store itself, which knows nobody: bytes go up once, and come down. */
export function mmcs(world: World, { method, path, body }: ApiRequest): Answer | undefined {
  const [, owner] = /^\/mmcs\/([\w.]+)$/.exec(path) ?? [];
  if (owner === undefined) return undefined;
  const url = addressOf(owner);
  const account = world.memory.accountsOn('apple').find(({ id }) => world.memory.kept(id, url));
  const file = account && storedAt(world, account, url);
  if (!file) return text(404);
  if (method === 'GET')
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: Buffer.from(file.bytes, 'base64') };
  if (body.length !== file.size) return text(400, 'size is not what was announced');
  const value: Stored = { ...file, bytes: Buffer.from(body).toString('base64') };
  world.memory.remember([{ kind: 'kept', account: account.id, name: url, value }]);
  return json(200, { singleFile: { fileChecksum: digestOf(body).toString('base64'), receipt: hex(8), size: file.size } });
}

/** A file of the business as the person sees it: deciphered. Refused when it is not in the store as the message says. */
export function opened(world: World, account: SandboxAccount, file: AppleFile): Buffer {
  const there = storedAt(world, account, file.url);
  if (!there || there.bytes === '' || there.owner !== file.owner) throw bad(`attachment ${file.name} was not uploaded`);
  const closed = Buffer.from(there.bytes, 'base64');
  if (file['signature-base64'] !== digestOf(closed).toString('base64')) throw bad(`attachment ${file.name} has another signature`);
  if (Number(file.size) !== closed.length) throw bad(`attachment ${file.name} has another size`);
  const decipher = createDecipheriv('aes-256-ctr', Buffer.from(file.key.slice(2), 'hex'), ivOf());
  return Buffer.concat([decipher.update(closed), decipher.final()]);
}

function storedAt(world: World, account: SandboxAccount, url: string): Stored | undefined {
  return world.memory.kept(account.id, url) as Stored | undefined;
}

function freshAddress(): { url: string; owner: string } {
  const owner = `M${hex(12).toUpperCase()}.C01USN00`;
  return { url: addressOf(owner), owner };
}

function addressOf(owner: string): string {
  return `https://p01-content.example.icloud.com/${owner}`;
}

function digestOf(bytes: Uint8Array): Buffer {
  return createHash('sha1').update(bytes).digest();
}
