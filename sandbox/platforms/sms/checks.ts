import { type SandboxAccount, setting } from '../../account.ts';
import { refused } from './refusal.ts';

/** A message as it was asked for. */
export interface MessageForm {
  to: string;
  from?: string;
  messagingServiceSid?: string;
  body?: string;
  media: string[];
  statusCallback?: string;
}

/** Reads the form of a message, or refuses it as Twilio would whoever it is for (sms.md, Outbound and Error). */
export function messageForm(form: URLSearchParams, account: SandboxAccount): MessageForm {
  const given = (name: string) => form.get(name) || undefined;
  const [to, from, messagingServiceSid, body, statusCallback] = ['To', 'From', 'MessagingServiceSid', 'Body', 'StatusCallback'].map(given);
  const media = form.getAll('MediaUrl');
  if (to === undefined) throw refused(400, 21604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(to)) throw refused(400, 21211, `Invalid 'To' Phone Number: ${to}`);
  if (from === undefined && messagingServiceSid === undefined) throw refused(400, 21603, "A 'From' phone number is required.");
  checkSender(account, from, messagingServiceSid);
  if (body === undefined && media.length === 0) throw refused(400, 21602, 'Message body is required.');
  if ((body?.length ?? 0) > 1600) throw refused(400, 21617, 'The concatenated message body exceeds the 1600 character limit');
  if (media.length > 10) throw refused(400, 21620, 'Invalid media URL(s): number of media files exceeds allowed limit');
  if (!media.every((url) => isLink(url))) throw refused(400, 21620, 'Invalid media URL(s)');
  // Files arrive in the United States and Canada only (sms.md, Row).
  if (media.length > 0 && !to.startsWith('+1')) throw refused(400, 21612, "The 'To' phone number is not currently reachable via MMS");
  if (statusCallback !== undefined && !isLink(statusCallback)) throw refused(400, 21609, "The 'StatusCallback' URL is not a valid URL.");
  return { to, from, messagingServiceSid, body, media, statusCallback };
}

function checkSender(account: SandboxAccount, from: string | undefined, service: string | undefined) {
  const own = setting(account, 'phoneNumber');
  if (from !== undefined && from !== own)
    throw refused(400, 21606, `The 'From' phone number ${from} is not a valid, message-capable number of this account.`);
  if (service !== undefined && service !== setting(account, 'messagingServiceSid'))
    throw refused(404, 20404, `The requested resource ${service} was not found`);
}

function isLink(value: string): boolean {
  return URL.canParse(value) && /^https?:/.test(value);
}
