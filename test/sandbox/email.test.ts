import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { email } from '../../sandbox/platforms/email/email.ts';
import { played } from './played.ts';

const robin = 'robin@example.com';

/** The platform with a short way to send a mail to it. */
async function mailbox() {
  const on = await played(email);
  const { address, smtpUrl } = on.account.settings as { address: string; smtpUrl: string };
  const { smtpUser = '', smtpPassword = '' } = on.account.secrets;
  const mail = async (part: object = {}, pass = smtpPassword) => {
    const { hostname: host, port } = new URL(smtpUrl);
    const transport = createTransport({ host, port: Number(port), secure: false, auth: { user: smtpUser, pass } });
    const whole = {
      from: { name: 'Shop', address },
      to: robin,
      subject: 'Re: Your order',
      text: 'It ships.',
      html: '<p>It ships.</p>',
      messageId: '<m1@shop.example.net>',
      ...part,
    };
    try {
      return (await transport.sendMail(whole)).response;
    } catch (error) {
      const { responseCode, response, message } = error as { responseCode?: number; response?: string; message: string };
      return response ?? `${responseCode ?? ''} ${message}`;
    } finally {
      transport.close();
    }
  };
  return { ...on, mail, address };
}

test('mails come to the webhook as they are, by who knows the secret', async () => {
  const { deed, got, account, address } = await mailbox();
  await deed('say', {
    text: 'Wo ist mein Päckchen?',
    more: { subject: 'Lieferung' },
    attachment: { type: 'image', url: 'data:image/png;base64,aGVsbG8=', name: 'a.png' },
  });
  const [taken] = got;
  expect(taken?.headers['content-type']).toBe('message/rfc822');
  expect(Buffer.from(taken?.headers.authorization?.split(' ')[1] ?? '', 'base64').toString()).toBe(
    `sandbox:${account.secrets.webhookSecret}`,
  );
  const mail = taken?.body.toString() ?? '';
  expect(mail).toContain(`To: ${address}`);
  expect(mail).toContain('P=C3=A4ckchen');
  expect(mail).toContain('aGVsbG8=');
});

test('a mail is taken with its words, its thread and its files', async () => {
  const { mail, sent } = await mailbox();
  expect(await mail({ inReplyTo: '<a@x>', references: ['<a@x>'], attachments: [{ filename: 'a.txt', content: 'hello' }] })).toMatch(/^250/);
  expect(await sent()).toMatchObject([
    {
      to: robin,
      text: 'It ships.',
      messageId: 'm1@shop.example.net',
      replyTo: 'a@x',
      request: { subject: 'Re: Your order', attachments: [{ filename: 'a.txt', bytes: 5 }] },
    },
  ]);
});

test('a wrong login, another sender, a mailbox that is gone or full: each has its code', async () => {
  const { mail, deed, sent } = await mailbox();
  expect(await mail({}, 'wrong')).toMatch(/^535 5\.7\.8/);
  expect(await mail({ from: 'ceo@bank.example' })).toMatch(/^553 5\.7\.1/);
  await deed('leave', { from: robin });
  expect(await mail()).toMatch(/^550 5\.1\.1/);
  await deed('fill', { from: 'ana@example.com' });
  expect(await mail({ to: 'ana@example.com' })).toMatch(/^452 4\.2\.2/);
  expect(await sent()).toEqual([]);
});

test('trouble comes before a mail counts, a lost answer after', async () => {
  const { mail, deed, sent } = await mailbox();
  await deed('settings', { faults: { rate_limit: 1 } });
  expect(await mail()).toMatch(/^454 4\.7\.0/);
  await deed('settings', { faults: { lost_request: 1 } });
  expect(await mail()).not.toMatch(/^\d{3} \d/);
  expect(await sent()).toEqual([]);
  await deed('settings', { faults: { lost_answer: 1 } });
  expect(await mail()).not.toMatch(/^250/);
  expect(await sent()).toHaveLength(1);
});

test('an answer hangs on the thread and quotes; a machine says that it is one; a mail comes back', async () => {
  const { mail, deed, got } = await mailbox();
  await mail({ replyTo: 'support+token@shop.example.net' });
  await deed('say', { text: 'Thanks', replyTo: 'm1@shop.example.net' });
  const answer = got.at(-1)?.body.toString() ?? '';
  for (const part of ['In-Reply-To: <m1@shop.example.net>', 'To: support+token@shop.example.net', 'Subject: Re: Your order', '> It ships.'])
    expect(answer).toContain(part);
  await deed('away', {});
  expect(got.at(-1)?.body.toString()).toContain('Auto-Submitted: auto-replied');
  await deed('bounce', {});
  expect(got.at(-1)?.body.toString()).toContain('Status: 5.1.1');
});
