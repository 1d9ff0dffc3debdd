import type { ApiCall, ApiReply, ErrorClass, Failed, Sent } from '../../plan.ts';
import { fields, text } from '../read.ts';

/** Reads a mail server's answer: a code of 2xx is success, and the mail is known by the id we gave it. */
export function readEmail({ status, body }: ApiReply, call: ApiCall): Sent | Failed {
  const words = text(fields(body).response) ?? text(body) ?? '';
  if (status >= 200 && status < 300) {
    const given = call.body && 'mail' in call.body ? text(call.body.mail.messageId) : undefined;
    return given === undefined ? { ok: true } : { ok: true, platformId: given.replace(/^<|>$/g, '') };
  }
  return failureOf(status, words);
}

/** A refusal, by its code and its enhanced code (RFC 3463), of a mail server that we spoke to or that tells us in a report (email.md, Errors). */
export function failureOf(status: number, words: string): Failed {
  const enhanced = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(words.slice(0, 2_000))?.[1];
  const code = enhanced ?? String(status);
  return {
    ok: false,
    class: classOf(status, enhanced, words),
    code,
    message: words.slice(0, 1_000) || `The mail server answered ${status}.`,
  };
}

function classOf(status: number, enhanced: string | undefined, words: string): ErrorClass {
  if ([530, 534, 535, 538].includes(status)) return 'auth_invalid';
  if (/AccountSendingPaused|sending paused/i.test(words)) return 'account_restricted';
  const known = enhanced === undefined ? undefined : enhancedClass(enhanced.slice(2), enhanced.startsWith('4'));
  if (/^throttling|rate exceeded|too many (?:messages|connections)/i.test(words.replace(/^[\d.\s-]+/, ''))) return 'rate_limited';
  if (status >= 400 && status < 500) return known === 'rate_limited' ? known : 'transient';
  if (known) return known;
  if (status === 550 || status === 551 || status === 553) return 'recipient_invalid';
  // A full mailbox may be empty tomorrow.
  if (status === 552) return 'transient';
  if (status === 554) return 'permission';
  return status >= 500 && status < 600 ? 'content_invalid' : 'unknown';
}

/** Of the enhanced code what follows its class: subject and detail. */
function enhancedClass(detail: string, soft: boolean): ErrorClass | undefined {
  const [subject] = detail.split('.');
  if (detail === '2.2' || detail === '3.1') return 'transient';
  if (detail === '2.3' || detail === '3.4') return 'content_invalid';
  if (subject === '1' || detail === '2.1') return 'recipient_invalid';
  if (subject === '6') return 'content_invalid';
  if (subject === '7') return soft ? 'rate_limited' : 'permission';
  return undefined;
}
