import type { Platform } from '../../platform.ts';
import { word } from '../../random.ts';
import { deedsOf, proof } from './people.ts';
import { portOf, serveMail } from './server.ts';

/** E-mail: a mail server that takes the product's mails, and people whose mails come to its webhook as they are (email.md). */
export const email: Platform = {
  channel: 'email',
  needed: { settings: ['address', 'smtpUrl'], secrets: ['webhookSecret', 'smtpUser', 'smtpPassword'] },
  open(sandboxUrl) {
    const box = `support-${word(4)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '0')}`;
    return {
      name: 'Mailbox',
      settings: {
        address: `${box}@shop.example.net`,
        name: 'Shop',
        provider: 'raw',
        smtpUrl: `smtp://${new URL(sandboxUrl).hostname}:${portOf(sandboxUrl)}`,
      },
      secrets: { webhookSecret: word(), smtpUser: box, smtpPassword: word() },
    };
  },
  play: (world) => ({
    deeds: deedsOf(world),
    webhooks: {
      contentType: 'message/rfc822',
      patience: 10_000,
      // As long as mail servers try (email.md, Inbound).
      retries: { waits: [1_000, 5_000, 30_000, 300_000], repeat: 36_000_000 },
      sign: ({ account }) => ({ authorization: proof(account) }),
    },
    start: (sandboxUrl) => serveMail(world, sandboxUrl),
  }),
};
