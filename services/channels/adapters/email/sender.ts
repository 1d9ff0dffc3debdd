import type { Account } from '../../adapter.ts';
import { text } from '../read.ts';
import { type Checks, type Mail, valuesOf } from './mail.ts';

/**
 * What is known of the sender: From can be forged, and is believed only where DMARC holds, or a signature of its own domain does (email.md,
 * Identity). A header that says so counts only when our own receiving server wrote it, by the name in `authservId`.
 */
export function senderOf(mail: Mail, account: Account): { verified: boolean; checks: Checks } {
  const checks = { ...ownResults(mail, text(account.settings.authservId)), ...mail.checks };
  const domain = mail.from?.address.split('@')[1] ?? '';
  const aligned = checks.dkim?.some((signer) => isAligned(signer.toLowerCase(), domain)) ?? false;
  return { verified: domain !== '' && (checks.dmarc === 'pass' || (checks.dmarc === undefined && aligned)), checks };
}

/** `Authentication-Results: mx.example.net; spf=pass ...; dkim=pass header.d=example.com; dmarc=pass ...` (RFC 8601); the topmost is the last written. */
function ownResults(mail: Mail, server: string | undefined): Checks {
  const [topmost = ''] = valuesOf(mail, 'authentication-results');
  const [name = '', ...results] = topmost.slice(0, 4_096).split(';');
  if (server === undefined || name.trim().split(/\s/)[0]?.toLowerCase() !== server.toLowerCase()) return {};
  const of = (method: string) =>
    results.flatMap((result) => new RegExp(`^\\s*${method}\\s*=\\s*(\\w+)`, 'i').exec(result)?.[1]?.toLowerCase() ?? [])[0];
  const signers = results.flatMap((result) => /^\s*dkim\s*=\s*pass\b.*\bheader\.(?:d|i)=@?([\w.-]+)/i.exec(result)?.[1] ?? []);
  const spf = of('spf');
  const dmarc = of('dmarc');
  return { dkim: signers, ...(spf === undefined ? {} : { spf }), ...(dmarc === undefined ? {} : { dmarc }) };
}

function isAligned(signer: string, domain: string): boolean {
  return signer.includes('.') && (signer === domain || domain.endsWith(`.${signer}`) || signer.endsWith(`.${domain}`));
}
