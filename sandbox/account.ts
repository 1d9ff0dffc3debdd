import type { Platform } from './platform.ts';

/** One business account as its platform knows it: where its webhooks go, and what signs them. */
export interface SandboxAccount {
  id: string;
  channel: string;
  webhookUrl: string;
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
}

/** A setting as text; empty when the account has none of that name. */
export function setting(account: SandboxAccount, name: string): string {
  return String(account.settings[name] ?? '');
}

/** A secret; empty when the account has none of that name. */
export function secret(account: SandboxAccount, name: string): string {
  return account.secrets[name] ?? '';
}

/** The names an account lacks to be played, as `settings.pageId`; empty when it is complete. */
export function lacking(account: SandboxAccount, platforms: Pick<Platform, 'channel' | 'needed'>[]): string[] {
  const platform = platforms.find(({ channel }) => channel === account.channel);
  if (!platform) return [`a channel the sandbox plays (${platforms.map(({ channel }) => channel).join(', ')})`];
  const { settings, secrets } = platform.needed;
  return [
    ...settings.filter((name) => setting(account, name) === '').map((name) => `settings.${name}`),
    ...secrets.filter((name) => secret(account, name) === '').map((name) => `secrets.${name}`),
  ];
}
