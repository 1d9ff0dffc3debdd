import { expect, test } from 'vitest';
import type { Account } from '../services/channels/adapter.ts';
import { fit } from '../services/channels/fit/fit.ts';
import { type ApiCall, kept, type Outbound } from '../services/channels/plan.ts';
import { shownCall } from '../services/channels/shown.ts';
import { cases } from './channels/all.ts';
import { contentKinds, madeUp } from './channels/suite/contents.ts';
import { seeded } from './channels/suite/stand.ts';

const id = 'msg_01JD00000000000000000000AA';

test.each(cases.map((its) => [its.adapter.channel, its] as const))(
  '%s: calls are shown without secrets, tokens and marks of ours',
  (_name, its) => {
    const { adapter, secrets, to, place = null } = its;
    const settings = adapter.settings.parse(its.settings) as Account['settings'];
    const account: Account = {
      id: 'acc_1',
      workspaceId: 'wsp_1',
      channel: adapter.channel,
      settings,
      secrets,
      webhookUrl: 'https://parlor.example.com/webhooks/acc_1',
    };
    const random = seeded(3);
    for (const kind of contentKinds) {
      const { content } = fit({ id, content: [madeUp(kind, random)] }, adapter.capabilities, null);
      const message: Outbound = { kind: 'message', id, to: [to], place, author: 'person', lastInbound: 'in_1', content };
      const calls = adapter.render(message, adapter.token ? { ...account, token: kept('token') } : account);
      const shown = JSON.stringify(calls.map((call) => shownCall(call, secrets)));
      for (const secret of Object.values(secrets)) expect(shown).not.toContain(JSON.stringify(secret).slice(1, -1));
      expect(shown).not.toContain('\\u0000');
    }
  },
);

test('a value that an earlier call will answer is shown by its name, a secret by its own', () => {
  const call: ApiCall = {
    protocol: 'http',
    method: 'POST',
    path: '/bot12345:secret/sendPhoto?file=a%2Fb%2Bc%2Fd',
    headers: { authorization: 'Bearer 12345:secret' },
    body: { json: { media: [{ id: kept('fileId') }], note: `with ${kept('url')}` } },
    gives: 'message',
    unanswered: 'lost',
  };
  expect(shownCall(call, { botToken: '12345:secret', key: 'a/b+c/d', short: 'm' })).toEqual({
    protocol: 'http',
    method: 'POST',
    path: '/bot<botToken>/sendPhoto?file=<key>',
    body: { json: { media: [{ id: '<fileId>' }], note: 'with <url>' } },
  });
});
