import { headerOf, type Mail, valuesOf } from './mail.ts';

/** Why a mail is no words of a customer; `undefined` when it may be (email.md, Threading). To these nothing is ever answered by itself. */
export function automaticBy(mail: Mail, isOurs: (address: string) => boolean): string | undefined {
  const value = (name: string) => headerOf(mail, name)?.trim().toLowerCase();
  const submitted = value('auto-submitted');
  if (submitted !== undefined && submitted !== 'no') return submitted.split(';')[0];
  const precedence = value('precedence');
  if (precedence !== undefined && /^(bulk|list|junk|auto[_-]reply)$/.test(precedence)) return precedence;
  if (value('list-id') !== undefined) return 'list';
  const suppressed = value('x-auto-response-suppress');
  if (suppressed !== undefined && suppressed !== 'none') return 'auto_reply';
  if (value('x-autoreply') !== undefined || value('x-autorespond') !== undefined) return 'auto_reply';
  // What we wrote ourselves, sent back to us.
  if (isOurs(value('x-loop') ?? '')) return 'loop';
  if (valuesOf(mail, 'return-path').some((path) => path.trim() === '<>')) return 'bounce';
  if (/^(mailer-daemon|postmaster|no-?reply)@/.test(mail.from?.address ?? '')) return mail.from?.address.split('@')[0];
  return undefined;
}
