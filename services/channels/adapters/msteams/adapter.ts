import { z } from 'zod';
import { defineAdapter } from '../../define.ts';
import type { ApiCall, MediaItem } from '../../plan.ts';
import { id, text } from '../read.ts';
import { readTeams } from './answer.ts';
import { acceptedTeams, parseTeams } from './parse.ts';
import { renderTeams } from './render.ts';
import { token, tokenCall } from './token.ts';
import { verifyTeams } from './verify.ts';

/** A message is at most some 28 KB with all that is around its words (msteams.md, Outbound). */
const textLimit = 20_000;
const cardText = 4_000;
const title = 60;
const payload = 500;

/** Microsoft Teams, by the Bot Framework protocol (msteams.md). */
export const msteams = defineAdapter({
  channel: 'msteams',
  name: 'Microsoft Teams',
  capabilities: {
    text: { limit: textLimit, unit: 'bytes', markup: 'markdown' },
    media: {
      // Shown in the message; other files would first have to be agreed to by the person, and go as links.
      image: { bytes: 1_048_576, types: ['image/png', 'image/jpeg', 'image/gif'], caption: cardText },
      video: null,
      audio: null,
      file: null,
      sticker: null,
    },
    buttons: { least: 1, most: 6, title, payload, text: cardText, url: true, call: true },
    quickReplies: { least: 1, most: 6, title, payload: 0, text: cardText, needs: 'personal' },
    list: { rows: 20, sections: 10, title, description: 100, payload: 200, text: cardText, button: title },
    carousel: { least: 1, most: 10, title: 120, subtitle: 250, buttons: 3, button: title, payload: 200 },
    replyTo: 'quote',
    hears: { reaction: true, edit: true, unsend: true, typing: true },
    does: { reaction: false, edit: true, unsend: true, typing: true, read: false },
    receipts: { delivered: false, read: true },
    starts: 'both',
    // 1,800 an hour in a conversation, 7 in a second, 8 in two, 60 in thirty (msteams.md, Outbound).
    pace: { account: null, recipient: { interval: 2_000, burst: 6 }, lanes: {} },
    note: 'The app must be installed for a person before it can write to them; reading is told only where the app was allowed to know.',
  },
  settings: z.object({
    appId: z.string().min(1),
    /** The tenant the app is of; none for an app of many tenants. */
    tenantId: z.string().min(1).optional(),
    apiBaseUrl: z.url().default('https://smba.trafficmanager.net/teams'),
    loginBaseUrl: z.url().default('https://login.microsoftonline.com'),
    openidUrl: z.url().default('https://login.botframework.com/v1/.well-known/openidconfiguration'),
  }),
  secrets: z.object({ clientSecret: z.string().min(1) }),
  externalId: (settings) => id(settings.appId) ?? '',
  verify: verifyTeams,
  parse: parseTeams,
  accepted: acceptedTeams,
  fetchMedia: ({ url }: MediaItem, account): ApiCall[] => {
    if (url === undefined) return [];
    const needsToken = /\/v3\/attachments\//.test(url) && isServices(url, text(account.settings.apiBaseUrl));
    const headers: ApiCall['headers'] = needsToken ? { authorization: `Bearer ${account.token ?? ''}` } : {};
    return [{ protocol: 'http', method: 'GET', path: url, headers, body: null, gives: 'nothing', unanswered: 'repeat' }];
  },
  render: renderTeams,
  read: readTeams,
  token,
  checks: (account) => [{ shows: 'the app’s secret', call: tokenCall(account) }],
});

/** The bot's token goes to the service alone, wherever a file says it is. Anybody may have a name under trafficmanager.net. */
function isServices(url: string, apiBaseUrl: string | undefined): boolean {
  const given = URL.parse(url);
  const own = URL.parse(apiBaseUrl ?? '');
  if (given === null) return false;
  return (
    given.origin === own?.origin ||
    (given.protocol === 'https:' && /^smba\.trafficmanager\.net$|(^|\.)(botframework\.com|skype\.com)$/.test(given.hostname))
  );
}
