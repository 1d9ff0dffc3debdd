import { connection, decodeCursor, encodeCursor, pageRequest } from '../../../kit/page.ts';
import { type Principal, requireAdmin, requireStaff } from '../../../kit/principal.ts';
import type { Adapters } from '../parts.ts';
import type { Resolvers } from '../schema.generated.ts';
import { listAccounts } from '../store/accounts.ts';
import { type TemplatePlace, templatePage } from '../store/templates.ts';
import type { TemplateRow } from '../tables.ts';
import { adapterOf, openAccount, openSecrets, webhookPath } from './account.ts';
import { campaignLinks } from './campaign.ts';

const placeOf = decodeCursor<TemplatePlace>(['string', 'string']);
const cursorOf = ({ name, language }: TemplateRow) => encodeCursor([name, language]);

/** A value of an account that only staff may see. */
function forStaff<V>(who: Principal, value: V): V {
  requireStaff(who);
  return value;
}

/** What an account and its templates say of themselves. */
export const accountFields = (adapters: Adapters): Pick<Resolvers, 'ChannelAccount' | 'ChannelTemplate'> => ({
  ChannelAccount: {
    __resolveReference: ({ id }, { load }) => load.account.load(id),
    channel: (row) => adapterOf(adapters, row.channel),
    settings: (row, _args, { who }) => forStaff(who, row.settings),
    secretNames: (row, _args, { who }) => forStaff(who, row.secret_names),
    webhookPath,
    webhookUrl: (row, _args, parts) => forStaff(parts.who, openAccount(row, parts).webhookUrl ?? ''),
    copied: (row, _args, { who, keys }) => {
      requireAdmin(who);
      const secrets = openSecrets(row.id, row.secrets, keys.sealing);
      return adapterOf(adapters, row.channel).copied.flatMap((name) => {
        const value = secrets[name];
        return value === undefined ? [] : [{ name, value }];
      });
    },
    status: (row) => row.status.toUpperCase() as Uppercase<typeof row.status>,
    statusReason: (row, _args, { who }) => forStaff(who, row.status_reason),
    createdAt: (row) => row.created_at,
    lastCheckedAt: (row) => row.last_checked_at,
    templates: async (row, args, { db, who }) => {
      const page = pageRequest(args, placeOf);
      return connection(page, await templatePage(db, forStaff(who, row.id), page), cursorOf);
    },
    campaignLinks: async (row, { campaign }, { db, who }) =>
      campaignLinks(row.channel, campaign, await listAccounts(db, requireStaff(who).workspaceId)),
  },
  ChannelTemplate: {
    __resolveReference: ({ id }, { load }) => load.template.load(id),
    status: (row) => row.status.toUpperCase() as Uppercase<typeof row.status>,
  },
});
