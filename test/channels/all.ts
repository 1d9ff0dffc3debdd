import type { Case } from './case.ts';
import { its as inapp } from './inapp.ts';
import { its as slack } from './slack.ts';
import { its as telegram } from './telegram.ts';
import { its as webchat } from './webchat.ts';

/** Every channel's case: one line each. */
export const cases: Case[] = [webchat, inapp, telegram, slack];
