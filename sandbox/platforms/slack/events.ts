import { createHash, createHmac } from 'node:crypto';
import { type SandboxAccount, secret, setting } from '../../account.ts';
import type { Webhooks } from '../../platform.ts';
import { word } from '../../random.ts';
import { type Webhook, webhookOf } from '../../webhook.ts';

/** Three further attempts, the first at once, as Slack's are (slack.md §1); the later ones come sooner here than after one and five minutes. */
export const webhooks: Webhooks = {
  contentType: 'application/json',
  patience: 3_000,
  retries: { waits: [50, 2_000, 10_000] },
  sign({ account, body, now, attempt }) {
    const timestamp = String(Math.floor(now / 1000));
    const signature = createHmac('sha256', secret(account, 'signingSecret')).update(`v0:${timestamp}:`).update(body).digest('hex');
    const again: Record<string, string> =
      attempt > 1 ? { 'x-slack-retry-num': String(attempt - 1), 'x-slack-retry-reason': 'http_error' } : {};
    return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${signature}`, ...again };
  },
};

/** An event in its envelope: samples/slack/message-im.json. */
export function eventOf(account: SandboxAccount, person: string, at: number, event: object): Webhook {
  const team = setting(account, 'teamId');
  const bot = setting(account, 'botUserId');
  const body = {
    token: 'deprecated-verification-token',
    team_id: team,
    context_team_id: team,
    context_enterprise_id: null,
    api_app_id: setting(account, 'appId'),
    event,
    type: 'event_callback',
    event_id: `Ev${word(8).toUpperCase()}`,
    event_time: Math.floor(at / 1000),
    authorizations: [{ enterprise_id: null, team_id: team, user_id: bot, is_bot: true, is_enterprise_install: false }],
    is_ext_shared_channel: false,
    event_context: `4-${word(18)}`,
  };
  return webhookOf(account, person, JSON.stringify(body));
}

/** What comes as a form: a press, with its JSON in `payload`, or a command (slack.md §1). */
export function formOf(account: SandboxAccount, person: string, fields: Record<string, string>): Webhook {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return webhookOf(account, person, new URLSearchParams(fields).toString(), { headers });
}

/** The direct channel of a person with the bot: always the same. */
export function directChannel(account: SandboxAccount, person: string): string {
  const seed = `${setting(account, 'teamId')} ${setting(account, 'appId')} ${person}`;
  return `D${createHash('sha256').update(seed).digest('hex').slice(0, 10).toUpperCase()}`;
}

/** Message times, each once: `sec.micro`, which with the channel is the message's id (slack.md §1). */
export function clock() {
  const given = new Set<number>();
  return (now: number): string => {
    let micros = now * 1000;
    while (given.has(micros)) micros += 1;
    given.add(micros);
    return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
  };
}

/** The milliseconds of a message time. */
export function millisOf(ts: string): number {
  return Math.floor(Number(ts) * 1000);
}

/** The memory's name of a message. */
export function messageId(channel: string, ts: string): string {
  return `${channel}:${ts}`;
}

/** `im` or `channel`: what kind of place a message was said in. */
export function kindOf(channel: string): 'im' | 'channel' {
  return channel.startsWith('D') ? 'im' : 'channel';
}
