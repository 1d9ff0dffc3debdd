import type { Adapter } from '../adapter.ts';
import { apple } from './apple/adapter.ts';
import { custom } from './custom/adapter.ts';
import { discord } from './discord/adapter.ts';
import { email } from './email/adapter.ts';
import { inapp } from './inapp.ts';
import { instagram } from './instagram.ts';
import { line } from './line/adapter.ts';
import { messenger } from './messenger.ts';
import { msteams } from './msteams/adapter.ts';
import { rcs } from './rcs/adapter.ts';
import { slack } from './slack/adapter.ts';
import { sms } from './sms/adapter.ts';
import { snapchat } from './snapchat/adapter.ts';
import { telegram } from './telegram/adapter.ts';
import { viber } from './viber/adapter.ts';
import { webchat } from './webchat/adapter.ts';
import { whatsapp } from './whatsapp/adapter.ts';

/** Every channel there is. A new one is one line here, and nothing else changes. */
export const all: Adapter[] = [
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
