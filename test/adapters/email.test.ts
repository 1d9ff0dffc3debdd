import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Content } from '../../schema/content.ts';
import { textOfHtml } from '../../services/channels/adapters/email/html.ts';
import { withoutQuote } from '../../services/channels/adapters/email/quote.ts';
import type { Outbound } from '../../services/channels/plan.ts';
import { its } from '../channels/email.ts';
import { accountOf, bytes, contextAt, eventsOf, messageTo, requestOf } from '../channels/suite/stand.ts';
import { codeOf, now } from './setup.ts';

const { adapter } = its;
const account = accountOf(its);
const ours = 'msg_01J0000000000000000000000A';

function mailOf(part: object = {}, content: Content[] = [{ type: 'text', text: 'It <b>ships</b> today.' }]) {
  const [call] = adapter.render({ ...messageTo(its, content), ...part } as Outbound, account);
  return call?.body && 'mail' in call.body
    ? (call.body.mail as { [name: string]: unknown } & { messageId: string; replyTo: string })
    : undefined;
}

/** A mail as it is, by its lines. */
function received(...lines: string[]): ReturnType<typeof eventsOf> {
  return eventsOf(its, { ...requestOf(its, 'raw-reply'), body: bytes(lines.join('\r\n')) });
}

const head = [
  'From: Robin Vale <Robin@Example.com>',
  'To: support@support.example.net',
  'Subject: Late',
  'Message-ID: <a1@mail.example.com>',
];

describe('e-mail: what arrives', () => {
  test('a first mail tells its subject; its sender is in lower case', async () => {
    expect(await received(...head, '', 'My order is late.')).toMatchObject([
      {
        kind: 'message',
        contact: { addresses: [{ kind: 'email', value: 'robin@example.com' }] },
        content: [{ type: 'text', text: 'My order is late.' }],
      },
      { kind: 'event', name: 'mail_subject', data: { subject: 'Late' } },
    ]);
  });

  test('an answer finds its message by the address it came to, when its headers are lost; a forged address is nothing', async () => {
    const { replyTo, messageId } = mailOf()!;
    const to = (address: string) => received(...head.map((line) => (line.startsWith('To:') ? `To: ${address}` : line)), '', 'Thanks');
    expect(await to(replyTo.toUpperCase())).toMatchObject([{ kind: 'message', replyTo: messageId.slice(1, -1) }]);
    expect((await to(replyTo.replace(/\.[0-9a-f]{16}@/, '.0000000000000000@')))[0]).not.toHaveProperty('replyTo');
  });

  test('a report of a mail server says which message failed, and why', async () => {
    const report = [
      'From: MAILER-DAEMON@mail.example.com',
      'To: support@support.example.net',
      'Message-ID: <dsn1@mail.example.com>',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'It could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mail.example.com',
      '',
      'Final-Recipient: rfc822; gone@example.com',
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 user unknown',
      '--b',
      'Content-Type: message/rfc822',
      '',
      `Message-ID: ${mailOf()!.messageId}`,
      'Subject: x',
      '',
      'y',
      '--b--',
    ];
    expect(await received(...report)).toMatchObject([
      {
        kind: 'delivery',
        state: 'failed',
        reference: ours,
        contact: { addresses: [{ kind: 'email', value: 'gone@example.com' }] },
        failure: { class: 'recipient_invalid', code: '5.1.1' },
      },
    ]);
  });

  test('lists, bulk and answering machines are no words of a customer', async () => {
    for (const line of ['List-Id: <news.example.com>', 'Precedence: bulk', 'Auto-Submitted: auto-generated', 'Return-Path: <>'])
      expect(await received(line, ...head, '', 'Buy!')).toMatchObject([{ kind: 'event', name: 'auto_reply' }]);
  });

  test('our own mail that comes round is nothing; a colleague’s from another program is an echo', async () => {
    const own = ['From: support@support.example.net', 'To: robin@example.com', 'Subject: x', 'Message-ID: <b1@mail.example.com>'];
    const lines = ['Authentication-Results: mx.support.example.net; dmarc=pass', ...own, '', 'I called you.'];
    const trusting = { ...its, settings: { ...its.settings, authservId: 'mx.support.example.net' } };
    expect(await eventsOf(trusting, { ...requestOf(its, 'raw-reply'), body: bytes(lines.join('\r\n')) })).toMatchObject([
      { kind: 'echo', origin: 'person', contact: { addresses: [its.to] } },
    ]);
    // Without that proof a stranger would put words into our mouth, in the customer's own dialogue.
    const [forged] = await received(...own, '', 'We owe you a fortune.');
    expect(forged).toMatchObject({ kind: 'message', contact: { addresses: [{ kind: 'email', value: 'support@support.example.net' }] } });
    expect(await received(...own, 'X-Loop: support@support.example.net', '', 'Hello')).toMatchObject([{ kind: 'unknown' }]);
  });

  test('a file comes with its bytes, which the raw event leaves out', async () => {
    const type = 'Content-Type: multipart/mixed; boundary="b"';
    const parts = [
      '--b',
      'Content-Type: text/plain',
      '',
      'See',
      '--b',
      'Content-Type: image/png; name="a.png"',
      'Content-Disposition: attachment',
      'Content-Transfer-Encoding: base64',
      '',
      'aGVsbG8=',
      '--b--',
    ];
    const [event] = await received(...head, type, '', ...parts);
    expect(event).toMatchObject({
      content: [
        { type: 'text', text: 'See' },
        { type: 'image', name: 'a.png', size: 5, source: { data: 'aGVsbG8=' } },
      ],
    });
    expect(JSON.stringify(event?.raw)).not.toContain('aGVsbG8=');
  });

  test('an address that a mail program would read as several is nobody’s', async () => {
    const postmark = JSON.parse(new TextDecoder().decode(requestOf(its, 'postmark-inbound').body));
    for (const Email of [
      'a,victim@example.com',
      'a;victim@example.com',
      'victim@example.com,b',
      'g:victim@example.com',
      '(a)victim@example.com',
    ]) {
      const body = bytes(JSON.stringify({ ...postmark, From: Email, FromFull: { ...postmark.FromFull, Email } }));
      expect(await eventsOf(its, { ...requestOf(its, 'postmark-inbound'), body })).toMatchObject([{ kind: 'unknown' }]);
    }
  });

  test('a sender is believed by the word of our own server alone', async () => {
    const verdict = (server: string) => `Authentication-Results: ${server}; spf=fail smtp.mailfrom=x; dmarc=pass header.from=example.com`;
    const asked = { ...its, settings: { ...its.settings, authservId: 'mx.support.example.net' } };
    const verified = async (line: string) => {
      const [event] = await eventsOf(asked, { ...requestOf(its, 'raw-reply'), body: bytes([line, ...head, '', 'Hi'].join('\r\n')) });
      return event?.kind === 'message' ? (event.contact.place as { verified: boolean }).verified : undefined;
    };
    expect([await verified(verdict('mx.support.example.net')), await verified(verdict('mx.evil.example'))]).toEqual([true, false]);
  });
});

describe('e-mail: quotes', () => {
  test.each([
    ['Yes please.\n\nOn Sun, 22 Nov 2026 at 10:00, Harbor\nSupport <support@x.example> wrote:\n> It ships.', 'Yes please.'],
    ['Ja.\n\nAm 22.11.2026 um 10:00 schrieb Harbor Support:\n\n> Es kommt.', 'Ja.'],
    ['Ok\n\n-----Original Message-----\nFrom: x\nIt ships.', 'Ok'],
    ['Ok\n\nFrom: Harbor Support\nSent: Sunday\nTo: Robin\n\nIt ships.', 'Ok'],
    ['On Sun, Harbor wrote:\n> It ships.\n\nWhen?\n> By truck.\n\nAnd the fee?', 'When?\n\nAnd the fee?'],
    ['> only quoted', '> only quoted'],
    ['I wrote: do not ship', 'I wrote: do not ship'],
  ])('%j is %j', (whole, said) => expect(withoutQuote(whole)).toBe(said));

  test('HTML is its words and links; what mail programs quote is left out', () => {
    const html =
      '<style>p{}</style><p>Hello &amp; <a href="https://shop.example.com/1">the shop</a></p><ul><li>One</li></ul><div class="gmail_quote">On x wrote:<div>old</div></div>';
    expect(textOfHtml(html)).toBe('Hello & [the shop](https://shop.example.com/1)\n\n- One');
    expect(textOfHtml('Yes<div id="divRplyFwdMsg">From: x</div>old')).toBe('Yes');
  });
});

describe('e-mail: what leaves', () => {
  test('one mail says it as HTML and as text, in the thread it answers', () => {
    expect(mailOf({ author: 'automation' })).toMatchObject({
      to: 'robin@example.com',
      from: { name: 'Harbor Support', address: 'support@support.example.net' },
      subject: 'Re: Your order 1042',
      text: 'It ships today.',
      html: expect.stringContaining('<p>It <b>ships</b> today.</p>'),
      inReplyTo: '<CAF1=reply0001@mail.example.com>',
      references: expect.arrayContaining(['<CAF1=reply0001@mail.example.com>']),
      replyTo: expect.stringMatching(/^support\+01j0000000000000000000000a\.[0-9a-f]{16}@/),
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    expect(mailOf({ author: 'person' })?.headers).not.toHaveProperty('Auto-Submitted');
  });

  test('every try is the same mail, and its id is the message’s own', () => {
    expect(mailOf()).toEqual(mailOf());
    expect(mailOf()?.messageId).toMatch(/^<msg_01J0000000000000000000000A\.[0-9a-f]{16}@support\.example\.net>$/);
  });

  test('files are attached; a long chain keeps its first and its last', () => {
    const file: Content = {
      type: 'file',
      url: 'https://files.example.com/a.pdf',
      name: 'a.pdf',
      mimeType: 'application/pdf',
      caption: 'Receipt',
    };
    expect(mailOf({}, [file])).toMatchObject({
      text: 'Receipt',
      attachments: [{ filename: 'a.pdf', file: { url: 'https://files.example.com/a.pdf' } }],
    });
    const references = Array.from({ length: 40 }, (_, index) => `r${index}@x`);
    const chain = mailOf({ place: { messageId: 'r39@x', references, subject: 'x' } })?.references as string[];
    expect([chain.length, chain[0], chain.at(-1)]).toEqual([20, '<r0@x>', '<r39@x>']);
  });
});

describe('e-mail: Amazon SNS', () => {
  const topicArn = 'arn:aws:sns:eu-west-1:111122223333:ses-events';
  const certificate = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-example.pem';
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const documents = { [certificate]: publicKey.export({ format: 'pem', type: 'spki' }).toString() };
  const ses = accountOf(its, { settings: { provider: 'ses', topicArn } });

  function signed(notice: { [name: string]: string }) {
    const said = Object.entries(notice).map(([name, value]) => `${name}\n${value}\n`);
    const Signature = createSign('RSA-SHA256').update(said.join('')).sign(privateKey, 'base64');
    return { ...notice, SignatureVersion: '2', SigningCertURL: certificate, Signature };
  }
  const judge = (body: object) => {
    const request = { ...requestOf(its, 'ses-sns-bounce'), headers: { 'content-type': 'text/plain' }, body: bytes(JSON.stringify(body)) };
    return codeOf(adapter.verify(request, ses, contextAt(now, documents)).then(() => 'passed'));
  };
  const notice = { Message: 'hello', MessageId: 'm-1', Timestamp: '2026-11-22T10:02:01.000Z', TopicArn: topicArn, Type: 'Notification' };

  test('a notice is believed by its certificate, from SNS alone, of our topic alone', async () => {
    expect(await judge(signed(notice))).toBe('nothing thrown');
    expect(await judge({ ...signed(notice), Message: 'hallo' })).toBe('BAD_SIGNATURE');
    expect(await judge(signed({ ...notice, TopicArn: 'arn:aws:sns:eu-west-1:999999999999:theirs' }))).toBe('BAD_SIGNATURE');
    expect(await judge({ ...signed(notice), SigningCertURL: 'https://sns.eu-west-1.amazonaws.com.evil.example/x.pem' })).toBe(
      'BAD_SIGNATURE',
    );
  });

  test('a subscription is confirmed at SNS and nowhere else', async () => {
    const asked = (SubscribeURL: string) =>
      eventsOf(its, {
        ...requestOf(its, 'ses-sns-bounce'),
        body: bytes({ Type: 'SubscriptionConfirmation', MessageId: 'm-2', Token: 't', SubscribeURL }),
      });
    const url = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t';
    expect(await asked(url)).toMatchObject([{ kind: 'call', call: { method: 'GET', path: url } }]);
    expect(await asked('http://169.254.169.254/latest')).toMatchObject([{ kind: 'unknown' }]);
  });
});

describe('e-mail: what a stranger sends to keep us busy', () => {
  test('millions of lines, parts and fields cost no more than a long mail', async () => {
    const many = 1_000_000;
    const began = process.cpuUsage();
    const [message] = await received(...head, '', 'My order is late.', '\n'.repeat(many));
    expect(message).toMatchObject({ content: [{ text: 'My order is late.' }] });
    await received(...head, 'Content-Type: multipart/mixed; boundary=x', '', '--x\n\n'.repeat(many / 2));
    withoutQuote('On Sunday Robin wrote:\n\n>\n'.repeat(40_000));
    const posted = async (body: string, type: string) =>
      adapter.decode({ ...requestOf(its, 'raw-reply'), headers: { 'content-type': type }, body: bytes(body) });
    const form = await codeOf(posted('a=&'.repeat(many), 'application/x-www-form-urlencoded'));
    const parts = '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\n\r\n'.repeat(40_000);
    expect([form, await codeOf(posted(parts, 'multipart/form-data; boundary=x'))]).toEqual(['BAD_INPUT', 'BAD_INPUT']);
    // It was minutes.
    expect(process.cpuUsage(began).user).toBeLessThan(8_000_000);
  });
});
