import { type SandboxAccount, setting } from '../../account.ts';
import type { Sent } from '../../memory.ts';
import type { MessageForm } from './checks.ts';

const statuses: Record<Sent['state'], string> = {
  accepted: 'queued',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  failed: 'undelivered',
};

/** A message as Twilio keeps it: samples/sms/_send-ok.json. `status`: another than it has by now. */
export function resourceOf(account: SandboxAccount, sent: Sent, status = statuses[sent.state]): object {
  const sid = setting(account, 'accountSid');
  const { from, messagingServiceSid, body, media } = sent.request as MessageForm;
  return {
    sid: sent.messageId,
    account_sid: sid,
    messaging_service_sid: messagingServiceSid ?? null,
    from: from ?? setting(account, 'phoneNumber'),
    to: sent.to,
    body: body ?? '',
    status,
    num_segments: String(segmentsOf(body ?? '')),
    num_media: String(media.length),
    direction: 'outbound-api',
    error_code: sent.error?.code ?? null,
    error_message: sent.error?.title ?? null,
    date_created: rfc2822(sent.at),
    date_sent: status === 'queued' ? null : rfc2822(sent.at),
    date_updated: rfc2822(sent.at),
    api_version: '2010-04-01',
    price: null,
    price_unit: 'USD',
    uri: `/2010-04-01/Accounts/${sid}/Messages/${sent.messageId}.json`,
  };
}

/** As `Sun, 22 Nov 2026 10:00:00 +0000`. */
function rfc2822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}

/** GSM-7 in 160, or 153 of several; else 70, or 67 (sms.md, Outbound). */
function segmentsOf(body: string): number {
  const [one, more] = /^[\n\r -~£¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€]*$/.test(body) ? [160, 153] : [70, 67];
  return body.length <= one ? 1 : Math.ceil(body.length / more);
}
