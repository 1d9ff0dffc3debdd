import { its as apple } from './apple.ts';
import type { Case } from './case.ts';
import { its as custom } from './custom.ts';
import { its as discord } from './discord.ts';
import { its as email } from './email.ts';
import { its as inapp } from './inapp.ts';
import { its as instagram } from './instagram.ts';
import { its as line } from './line.ts';
import { its as messenger } from './messenger.ts';
import { its as msteams } from './msteams.ts';
import { its as rcs } from './rcs.ts';
import { its as slack } from './slack.ts';
import { its as sms } from './sms.ts';
import { its as snapchat } from './snapchat.ts';
import { its as telegram } from './telegram.ts';
import { its as viber } from './viber.ts';
import { its as webchat } from './webchat.ts';
import { its as whatsapp } from './whatsapp.ts';

/** Every channel's case: one line each. */
export const cases: Case[] = [
  messenger,
  instagram,
  whatsapp,
  apple,
  webchat,
  inapp,
  telegram,
  line,
  viber,
  sms,
  rcs,
  slack,
  discord,
  msteams,
  snapchat,
  custom,
  email,
];
