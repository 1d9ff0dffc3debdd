import { z } from 'zod';
import type { Account } from '../../adapter.ts';
import type { MediaAbility } from '../../capabilities.ts';
import { defineAdapter } from '../../define.ts';
import { type ApiCall, kept, type MediaItem } from '../../plan.ts';
import { id } from '../read.ts';
import { readSlack } from './answer.ts';
import { limits } from './blocks.ts';
import { externalIdOf, parseSlack } from './parse.ts';
import { method, renderSlack } from './render.ts';
import { decodeSlack, slackHandshake, verifySlack } from './verify.ts';

/** Any file up to 1 GB; its caption is the comment it is shared with. */
const any: MediaAbility = { bytes: 1_073_741_824, types: null, caption: 3000 };

/** Slack: the Events API, interactivity and slash commands in, the Web API out (slack.md). */
export const slack = defineAdapter({
  channel: 'slack',
  name: 'Slack',
  capabilities: {
    text: { limit: 4000, unit: 'characters', markup: 'slack' },
    media: { image: any, video: any, audio: any, file: any, sticker: any },
    buttons: {
      least: 1,
      most: limits.buttons,
      title: limits.buttonTitle,
      payload: limits.buttonValue,
      text: limits.section,
      url: true,
      call: false,
    },
    list: {
      rows: limits.options,
      sections: limits.options,
      title: limits.option,
      description: limits.option,
      payload: limits.optionValue,
      text: limits.section,
      button: limits.placeholder,
    },
    replyTo: 'native',
    hears: { reaction: true, edit: true, unsend: true, typing: false },
    does: { reaction: true, edit: true, unsend: true, typing: false, read: false },
    starts: 'both',
    // One message a second in a channel (slack.md §2, rate).
    pace: { account: null, recipient: { interval: 1_000, burst: 1 }, lanes: {} },
    note: 'The bot must be in a channel to write there; a DM can be opened with anybody of the workspace.',
  },
  // `teamId` is the organisation's where the app is installed in all of it.
  settings: z.object({
    teamId: z.string().min(1),
    appId: z.string().min(1),
    botUserId: z.string().min(1),
    botId: z.string().min(1).optional(),
    apiBaseUrl: z.url().default('https://slack.com/api'),
  }),
  secrets: z.object({ signingSecret: z.string().min(1), botToken: z.string().min(1) }),
  externalId: ({ teamId, appId }) => externalIdOf(id(teamId) ?? '', id(appId) ?? ''),
  handshake: slackHandshake,
  verify: async (request, account, context) => verifySlack(request, account, context),
  decode: decodeSlack,
  parse: parseSlack,
  // Any words here would be shown to who pressed or commanded.
  accepted: () => ({ status: 200, contentType: 'text/plain', body: '' }),
  fetchMedia,
  render: renderSlack,
  read: readSlack,
  checks: (account) => [{ shows: 'the bot token', call: method(account, 'auth.test', {}) }],
});

/** Slack's own files need the token, which goes to no other host; those of another organisation are asked for first (slack.md §1, files). */
function fetchMedia({ url, platformId }: MediaItem, account: Account): ApiCall[] {
  const asked = { ...method(account, 'files.info', {}), headers: { authorization: `Bearer ${account.secrets.botToken ?? ''}` } };
  const file: ApiCall = { ...asked, method: 'GET', path: url ?? kept('url'), body: null };
  if (url !== undefined) return isSlacks(url, account) ? [file] : [{ ...file, headers: {} }];
  return platformId === undefined
    ? []
    : [{ ...asked, body: { form: [['file', platformId]] }, keep: { url: 'file.url_private_download' } }, file];
}

function isSlacks(url: string, account: Account): boolean {
  const given = URL.parse(url);
  const own = URL.parse(String(account.settings.apiBaseUrl));
  return (
    given !== null && (given.origin === own?.origin || (given.protocol === 'https:' && /(^|\.)slack(-files)?\.com$/.test(given.hostname)))
  );
}
