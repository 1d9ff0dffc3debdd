import type { Account, Token } from '../../adapter.ts';
import type { ApiCall } from '../../plan.ts';
import { decimal, fields, id, text } from '../read.ts';

/** The token of the app itself, by its secret (msteams.md, Outbound). */
export const token: Extract<Token, { call: unknown }> = {
  call: tokenCall,
  read: ({ status, body }) => {
    const answer = fields(body);
    const given = text(answer.access_token);
    if (status === 200 && given !== undefined) return { token: given, seconds: decimal(answer.expires_in, 86_400) ?? 3_600 };
    const refused = status >= 400 && status < 500 && status !== 429;
    const code = id(answer.error) ?? `http_${status}`;
    const message = text(answer.error_description) ?? `Microsoft gave no token: HTTP ${status}.`;
    return { ok: false, class: refused ? 'auth_invalid' : status === 429 ? 'rate_limited' : 'transient', code, message };
  },
};

/** Asks for a token: at the tenant of the app, or, where it is of many tenants, at the Bot Framework's own. */
export function tokenCall({ settings, secrets }: Account): ApiCall {
  const tenant = text(settings.tenantId) ?? 'botframework.com';
  return {
    protocol: 'http',
    method: 'POST',
    path: `${text(settings.loginBaseUrl) ?? ''}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`,
    headers: {},
    body: {
      form: [
        ['grant_type', 'client_credentials'],
        ['client_id', text(settings.appId) ?? ''],
        ['client_secret', secrets.clientSecret ?? ''],
        ['scope', 'https://api.botframework.com/.default'],
      ],
    },
    gives: 'nothing',
    unanswered: 'repeat',
  };
}
