import { z } from 'zod';
import type { MediaAbility } from '../../capabilities.ts';
import { defineAdapter } from '../../define.ts';
import { id } from '../read.ts';
import { readEmail } from './answer.ts';
import { decodeEmail } from './decode.ts';
import { parseEmail } from './parse.ts';
import { renderEmail, smtp } from './render.ts';
import { verifyEmail } from './verify.ts';

/** A mail of more than 10 MB is refused by many servers (email.md, Outbound); captions are words like others. */
const any: MediaAbility = { bytes: 10_485_760, types: null, caption: 10_000 };

/** E-mail: mails and reports by a provider's webhook, or as they are (RFC 5322); out by SMTP (email.md). */
export const email = defineAdapter({
  channel: 'email',
  name: 'E-mail',
  capabilities: {
    text: { limit: 100_000, unit: 'characters', markup: 'html' },
    media: { image: any, video: any, audio: any, file: any, sticker: any },
    replyTo: 'native',
    starts: 'both',
    optOut: { stop: ['unsubscribe', 'stop'], start: ['subscribe', 'start'] },
    note: 'Buttons are links; a button or a list that asks for an answer becomes a numbered text. A sender is believed only where DMARC holds.',
  },
  settings: z.object({
    address: z.email(),
    /** The name customers see. */
    name: z.string().min(1).optional(),
    /** Who brings mail to the webhook: how it proves itself. */
    provider: z.enum(['raw', 'postmark', 'sendgrid', 'mailgun', 'ses']).default('raw'),
    smtpUrl: z.url({ protocol: /^smtps?$/ }),
    /** Where answers are taken in, when it is not `address` itself. */
    inboundAddress: z.email().optional(),
    /** Whether mail to `support+anything@` arrives. */
    plusAddresses: z.boolean().default(true),
    /** Stands in our Message-IDs; the domain of `address` otherwise. */
    mailDomain: z.string().min(1).optional(),
    /** The subject of a mail that answers none. */
    subject: z.string().min(1).max(200).optional(),
    unsubscribeUrl: z.url().optional(),
    /** SES: the topic whose notices are taken. */
    topicArn: z.string().min(1).optional(),
    /** Raw mail: the name of our receiving server, whose Authentication-Results are believed. */
    authservId: z.string().min(1).optional(),
  }),
  secrets: z.object({
    webhookSecret: z.string().min(16),
    smtpUser: z.string().min(1).optional(),
    smtpPassword: z.string().min(1).optional(),
    signingKey: z.string().min(1).optional(),
  }),
  copied: ['webhookSecret'],
  externalId: (settings) => id(settings.address)?.toLowerCase() ?? '',
  verify: verifyEmail,
  decode: decodeEmail,
  parse: parseEmail,
  render: renderEmail,
  read: readEmail,
  checks: (account) => [{ shows: 'the mail server and its login', call: smtp(account) }],
});
