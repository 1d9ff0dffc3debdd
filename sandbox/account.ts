/** Their names, as in the control API. */
export const channels = ['messenger', 'whatsapp', 'webchat'] as const;
/** The platforms the sandbox plays. */
export type Channel = (typeof channels)[number];

/** One business account as its platform knows it: where its webhooks go, and what signs them. */
export interface SandboxAccount {
  id: string;
  channel: Channel;
  webhookUrl: string;
  /** messenger: pageId, appId. whatsapp: phoneNumberId, businessAccountId, displayPhoneNumber. webchat: widgetKey. */
  settings: Record<string, unknown>;
  /** messenger, whatsapp: appSecret, verifyToken, accessToken. webchat: signingSecret. */
  secrets: Record<string, string>;
}

const needed: Record<Channel, { settings: string[]; secrets: string[] }> = {
  messenger: { settings: ['pageId'], secrets: ['appSecret', 'accessToken'] },
  whatsapp: { settings: ['phoneNumberId'], secrets: ['appSecret', 'accessToken'] },
  webchat: { settings: ['widgetKey'], secrets: [] },
};

/** A setting as text; empty when the account has none of that name. */
export function setting(account: SandboxAccount, name: string): string {
  return String(account.settings[name] ?? '');
}

/** A secret; empty when the account has none of that name. */
export function secret(account: SandboxAccount, name: string): string {
  return account.secrets[name] ?? '';
}

/** The names an account lacks to be played, as `settings.pageId`; empty when it is complete. */
export function lacking(account: SandboxAccount): string[] {
  if (!channels.includes(account.channel)) return [`a channel the sandbox plays: ${channels.join(', ')}`];
  const { settings, secrets } = needed[account.channel];
  return [
    ...settings.filter((name) => setting(account, name) === '').map((name) => `settings.${name}`),
    ...secrets.filter((name) => secret(account, name) === '').map((name) => `secrets.${name}`),
  ];
}
