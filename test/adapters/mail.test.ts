import { describe, expect, test } from 'vitest';
import { textOfHtml } from '../../services/channels/adapters/email/html.ts';
import { withoutQuote } from '../../services/channels/adapters/email/quote.ts';
import { its } from '../channels/email.ts';
import { bytes, eventsOf, requestOf } from '../channels/suite/stand.ts';

const robin = { addresses: [{ kind: 'email', value: 'robin@example.com' }] };
const ours = 'support@support.example.net';

/** What a request of a provider brings: its bytes, and what it calls them. */
function brought(body: Uint8Array, type: string): ReturnType<typeof eventsOf> {
  return eventsOf(its, { ...requestOf(its, 'raw-reply'), headers: { 'content-type': type }, body });
}

/** A form of several parts; a part in bytes goes as it is. */
function formOf(parts: { [name: string]: string | Uint8Array }): ReturnType<typeof eventsOf> {
  const written = Object.entries(parts).flatMap(([name, value]) => [
    Buffer.from(`--xYzZY\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
    Buffer.from(value as string),
    Buffer.from('\r\n'),
  ]);
  return brought(Buffer.concat([...written, Buffer.from('--xYzZY--\r\n')]), 'multipart/form-data; boundary=xYzZY');
}

const urlencoded = (fields: { [name: string]: string }) =>
  brought(bytes(new URLSearchParams(fields).toString()), 'application/x-www-form-urlencoded');
const noticed = (body: object) => brought(bytes(JSON.stringify(body)), 'application/json');
const mailIn = (...lines: string[]) =>
  Buffer.from(['From: Robin <robin@example.com>', `To: ${ours}`, 'Message-ID: <m1@example.com>', ...lines].join('\r\n'), 'latin1');
const latin = (words: string) => Buffer.from(words, 'latin1');

describe('e-mail: mails of other providers', () => {
  test('SendGrid leaves words in their own charsets, and says which', async () => {
    const parts = {
      headers: 'Message-ID: <m1@example.com>',
      from: 'Zoë <robin@example.com>',
      subject: latin('Commande nº 5'),
      text: latin('Où est ma commande?'),
      charsets: '{"from":"UTF-8","subject":"iso-8859-1","text":"iso-8859-1","html":"x-nobody-knows"}',
      envelope: `{"to":["${ours}"],"from":"robin@example.com"}`,
    };
    expect(await formOf(parts)).toMatchObject([
      { kind: 'message', contact: { ...robin, name: 'Zoë' }, content: [{ type: 'text', text: 'Où est ma commande?' }] },
      { kind: 'event', name: 'mail_subject', data: { subject: 'Commande nº 5' } },
    ]);
  });

  test('SendGrid’s mail as it is keeps its bytes, and has its envelope', async () => {
    const email = mailIn('Content-Type: text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding: 8bit', '', 'Où est-elle?');
    const envelope = JSON.stringify({ to: [ours], from: 'robin@example.com' });
    expect(await formOf({ email, envelope, dkim: '{@example.com : pass}', SPF: 'pass' })).toMatchObject([
      { kind: 'message', contact: { ...robin, place: { verified: true } }, content: [{ text: 'Où est-elle?' }] },
    ]);
    expect(await formOf({ email, envelope: '{"to":[],"from":""}' })).toMatchObject([{ kind: 'event', data: { reason: 'bounce' } }]);
  });

  test('Mailgun’s form is a mail, in parts, in lines or as it is; nobody on its envelope is a report', async () => {
    const fields = {
      recipient: ours,
      sender: 'bounce+robin=example.com@example.com',
      from: 'Robin <robin@example.com>',
      subject: 'Re: Late',
      'body-plain': 'Thanks!\r\n\r\nOn Tue, 1 Sep 2026 at 10:00, Support <support@support.example.net> wrote:\r\n> Soon',
      'message-headers': '[["Message-Id","<m1@example.com>"],["In-Reply-To","<o1@support.example.net>"]]',
    };
    const said = [{ kind: 'message', platformId: 'm1@example.com', replyTo: 'o1@support.example.net', content: [{ text: 'Thanks!' }] }];
    expect(await urlencoded(fields)).toMatchObject(said);
    expect(await formOf(fields)).toMatchObject(said);
    const mime = mailIn('In-Reply-To: <o1@support.example.net>', 'Content-Type: text/plain; charset=utf-8', '', 'Thanks!');
    expect(await formOf({ recipient: ours, sender: 'robin@example.com', 'body-mime': mime })).toMatchObject(said);
    expect(await urlencoded({ ...fields, sender: '' })).toMatchObject([{ kind: 'event', name: 'auto_reply', data: { reason: 'bounce' } }]);
  });

  test('SES puts the mail in as it is or as base64, with its own verdicts', async () => {
    const mail = mailIn('Content-Type: text/plain; charset=iso-8859-1', '', 'Hello');
    const receipt = { recipients: [ours], spfVerdict: { status: 'PASS' }, dmarcVerdict: { status: 'PASS' } };
    const said = [{ kind: 'message', contact: { ...robin, place: { verified: true } }, content: [{ text: 'Hello' }] }];
    for (const encoding of ['latin1', 'base64'] as const) {
      const inner = { notificationType: 'Received', mail: { source: 'robin@example.com' }, receipt, content: mail.toString(encoding) };
      expect(await noticed({ Type: 'Notification', MessageId: 's1', Message: JSON.stringify(inner) })).toMatchObject(said);
    }
  });

  test('openings, followed links and who leaves or comes back are told by every provider', async () => {
    const email = 'robin@example.com';
    const sendgrid = ['open', 'click', 'group_unsubscribe', 'group_resubscribe'].map((event, index) => ({
      ...{ email, event, sg_event_id: `e${index}` },
      ...{ 'smtp-id': '<o1@support.example.net>', url: 'https://shop.example.com/' },
    }));
    const opened = { kind: 'delivery', state: 'read', contact: robin, platformIds: ['o1@support.example.net'] };
    const clicked = { kind: 'event', name: 'mail_clicked', contact: robin, data: { url: 'https://shop.example.com/' } };
    const out = { kind: 'standing', contact: robin, standing: 'opted_out' };
    const back = { kind: 'standing', contact: robin, standing: 'open' };
    expect(await noticed(sendgrid)).toMatchObject([opened, clicked, out, back]);
    const message = { headers: { 'message-id': 'o1@support.example.net' } };
    const mailgun = (event: string) => noticed({ 'event-data': { id: event, event, recipient: email, message, url: clicked.data.url } });
    expect([...(await mailgun('opened')), ...(await mailgun('clicked'))]).toMatchObject([opened, clicked]);
    const postmark = (RecordType: string, more: object) =>
      noticed({ RecordType, MessageID: 'o1@support.example.net', Recipient: email, ...more });
    expect(await postmark('Open', {})).toMatchObject([opened]);
    expect(await postmark('Click', { OriginalLink: clicked.data.url })).toMatchObject([clicked]);
    expect(await postmark('SubscriptionChange', { SuppressSending: false, ChangedAt: '2026-09-10T00:00:00Z' })).toMatchObject([back]);
    const mail = { destination: [email], commonHeaders: { messageId: '<o1@support.example.net>' } };
    const ses = (inner: object) => noticed({ Type: 'Notification', MessageId: 's2', Message: JSON.stringify({ mail, ...inner }) });
    expect(await ses({ eventType: 'Open' })).toMatchObject([opened]);
    expect(await ses({ eventType: 'Click', click: { link: clicked.data.url } })).toMatchObject([clicked]);
  });
});

describe('e-mail: what a mail says', () => {
  test.each([
    ['Auto-Submitted: auto-generated (vacation)', 'auto-generated (vacation)'],
    ['Precedence: bulk', 'bulk'],
    ['Precedence: auto_reply', 'auto_reply'],
    ['List-Id: <news.example.com>', 'list'],
    ['X-Auto-Response-Suppress: All', 'auto_reply'],
    ['Return-Path: <>', 'bounce'],
    [`X-Loop: ${ours}`, 'loop'],
  ])('%s is no person’s word', async (header, reason) => {
    expect(await brought(mailIn(header, '', 'I am away'), 'message/rfc822')).toMatchObject([
      { kind: 'event', name: 'auto_reply', contact: robin, data: { reason, text: 'I am away' } },
    ]);
  });

  test('an Auto-Submitted of no, and a loop of others, say nothing', async () => {
    for (const header of ['Auto-Submitted: no', 'X-Loop: someone@example.org'])
      expect(await brought(mailIn(header, '', 'Hello'), 'message/rfc822')).toMatchObject([{ kind: 'message' }]);
  });

  test('words are read in the charset they are in', async () => {
    const read = (...lines: string[]) => brought(mailIn(...lines), 'message/rfc822');
    const koi8 = ['Subject: =?koi8-r?B?8NLJ18XU?=', 'Content-Type: text/plain; charset=koi8-r', 'Content-Transfer-Encoding: base64'];
    expect(await read(...koi8, '', '8NLJ18XU')).toMatchObject([{ content: [{ text: 'Привет' }] }, { data: { subject: 'Привет' } }]);
    const quoted = ['Content-Type: text/plain; charset=windows-1252', 'Content-Transfer-Encoding: quoted-printable'];
    expect(await read(...quoted, '', 'It=92s =8010')).toMatchObject([{ content: [{ text: 'It’s €10' }] }]);
    const html = ['Content-Type: text/html; charset=iso-8859-1', ''];
    expect(await read(...html, '<p>&Eacute;l&egrave;ve, ma&ntilde;ana &#150; 5&deg;&nbsp;&raquo; &zwnj;&unheard;</p>')).toMatchObject([
      { content: [{ text: 'Élève, mañana – 5° » &unheard;' }] },
    ]);
  });

  test.each([
    'On Tue, Sep 1, 2026 at 9:00 AM Support of a shop with a long name\n<support+01j0000000000000000000000a@support.example.net>\nwrote:\n\n> Old',
    'пн, 7 сент. 2026 г. в 09:00, Support <support@support.example.net>:\n\n> Old',
    '2026年9月10日(木) 9:00 Support <support@support.example.net>:\n\n> Old',
    'śr., 9 wrz 2026 o 10:00 Support <support@support.example.net> napisał(a):\n\n> Old',
    'De : Support <support@support.example.net>\nEnvoyé : mardi 1 septembre 2026 09:00\nÀ : Robin\nObjet : Late\n\nOld',
    'De: Support\nEnviado el: martes, 1 de septiembre de 2026 9:00\nPara: Robin\n\nOld',
    '________________________________\nFrom: Support <support@support.example.net>\nSent: Tuesday\n\nOld',
    '> On Sep 1, 2026, at 9:00 AM, Support <support@support.example.net> wrote:\n> \n> Old',
  ])('what %s quotes is left out', (quote) => {
    expect(withoutQuote(`Yes please.\n\n${quote}`)).toBe('Yes please.');
  });

  test('a link is in our markup, and beside its words in the plain part of a mail', () => {
    const html =
      'Go to <a href="https://shop.example.com/p">the shop</a> or <a href="https://shop.example.com">https://shop.example.com</a>';
    expect(textOfHtml(html, { plain: true })).toBe('Go to the shop (https://shop.example.com/p) or https://shop.example.com');
    expect(textOfHtml(html)).toBe('Go to [the shop](https://shop.example.com/p) or https://shop.example.com');
  });

  test('what somebody forwards is what they say', () => {
    const said =
      'Is this from you?\n\n---------- Forwarded message ---------\nFrom: Shop <a@example.org>\nDate: Tue, 1 Sep 2026\n\nPay now';
    expect(withoutQuote(said)).toBe(said);
    expect(withoutQuote(said.replace(/-+ Forwarded message -+/, 'Begin forwarded message:'))).toContain('Pay now');
  });

  test('a date or an address within what is said stays', () => {
    const said = '10 boxes, please:\nOn Monday I wrote to Ann <ann@example.com>: no answer.\n2026 is fine for us.';
    expect(withoutQuote(said)).toBe(said);
  });
});
