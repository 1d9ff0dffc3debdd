import type { Platform } from '../platform.ts';
import { apple } from './apple/apple.ts';
import { custom } from './custom/custom.ts';
import { discord } from './discord/discord.ts';
import { email } from './email/email.ts';
import { inapp } from './inapp.ts';
import { instagram } from './instagram/instagram.ts';
import { line } from './line/line.ts';
import { messenger } from './messenger/messenger.ts';
import { msteams } from './msteams/msteams.ts';
import { rcs } from './rcs/rcs.ts';
import { slack } from './slack/slack.ts';
import { sms } from './sms/sms.ts';
import { snapchat } from './snapchat.ts';
import { telegram } from './telegram/telegram.ts';
import { viber } from './viber/viber.ts';
import { webchat } from './webchat/webchat.ts';
import { whatsapp } from './whatsapp/whatsapp.ts';

/** Every platform the sandbox plays. */
export const platforms: Platform[] = [
  messenger,
  instagram,
  whatsapp,
  apple,
  sms,
  rcs,
  slack,
  discord,
  msteams,
  webchat,
  inapp,
  snapchat,
  custom,
  telegram,
  line,
  viber,
  email,
];
