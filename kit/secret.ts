import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { CodedError } from '../schema/errors.ts';

/** The keys derived from PARLOR_SECRET, each for one purpose (HKDF-SHA-256). */
export interface Keys {
  /** Seals account secrets at rest. */
  sealing: Uint8Array;
  /** Signs the principal that the gateway passes inward. */
  principal: Uint8Array;
  /** Signs agents' tokens where no identity provider does. */
  agent: Uint8Array;
  /** Signs web-chat sessions. */
  session: Uint8Array;
  /** Signs links to files. */
  media: Uint8Array;
}

/** Derives every key from the one secret (64 hex digits). */
export function deriveKeys(secret: string): Keys {
  const key = (purpose: string) => new Uint8Array(hkdfSync('sha256', Buffer.from(secret, 'hex'), 'parlor', purpose, 32));
  return { sealing: key('sealing'), principal: key('principal'), agent: key('agent'), session: key('session'), media: key('media') };
}

/** Encrypts with AES-256-GCM; `context` (an id) is bound in, so that a sealed value cannot be moved to another row. */
export function seal(plain: string, key: Uint8Array, context: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** Opens what `seal` made; fails when the key or the context is another. */
export function unseal(sealed: string, key: Uint8Array, context: string): string {
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(context));
    decipher.setAuthTag(bytes.subarray(12, 28));
    return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    throw new CodedError('INTERNAL', 'A sealed value cannot be opened: PARLOR_SECRET is not the one it was sealed with.');
  }
}
