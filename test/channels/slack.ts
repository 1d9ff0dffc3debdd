import { createHmac } from 'node:crypto';
import type { WebhookRequest } from '../../services/channels/adapter.ts';
import { slack } from '../../services/channels/adapters/slack/adapter.ts';
import type { ErrorClass } from '../../services/channels/plan.ts';
import { type Case, recordedAt } from './case.ts';
import { vectorOf } from './suite/vectors.ts';

const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';
const dm = 'D00ROBINDM1';
const user = { kind: 'slack_user', value: 'T00HARBOR01:U00ROBIN001' };
const inDm = { addresses: [user, { kind: 'slack_im', value: `T00HARBOR01:${dm}` }], place: { channel: dm, threadTs: null } };
const inChannel = (threadTs: string | null) => ({ addresses: [user], place: { channel: 'C00SUPPORT1', threadTs } });
const externalId = 'T00HARBOR01:A00OMNIAPP1';
const mention = {
  kind: 'message',
  key: 'message:C00SUPPORT1:1789000001.500000',
  platformId: 'C00SUPPORT1:1789000001.500000',
  contact: inChannel('1789000001.500000'),
};

function signed(body: string | Uint8Array, contentType: string, now: number): WebhookRequest {
  const bytes = Buffer.from(body);
  const stamp = String(Math.trunc(now / 1000));
  const mac = createHmac('sha256', signingSecret).update(`v0:${stamp}:`).update(bytes).digest('hex');
  const headers = { 'content-type': contentType, 'x-slack-request-timestamp': stamp, 'x-slack-signature': `v0=${mac}` };
  return { method: 'POST', url: 'https://parlor.example/webhooks/acc_1', query: {}, headers, body: bytes, receivedAt: now };
}

const form = 'application/x-www-form-urlencoded';

function request(name: string, payload: Uint8Array, now: number): WebhookRequest {
  const text = new TextDecoder().decode(payload);
  if (name === 'interactive-raw-form-body') return signed((JSON.parse(text) as { rawBody: string }).rawBody, form, now);
  if (name.startsWith('interactive-')) return signed(`payload=${encodeURIComponent(text)}`, form, now);
  if (name.startsWith('slash-command')) return signed(new URLSearchParams(JSON.parse(text)).toString(), form, now);
  return signed(payload, 'application/json', now);
}

const vector = (platform: string) => {
  const { rawBody, headers } = vectorOf(platform);
  return { secrets: { signingSecret, botToken: 'xoxb-1' }, request: { ...signed(rawBody, form, recordedAt), headers }, oldAfter: 300_000 };
};

/** Slack's refusals come with HTTP 200 (slack.md §2). */
const refused = (name: ErrorClass, errors: string) =>
  errors.split(' ').map((error) => ({ status: 200, body: { ok: false, error }, class: name }));

const challenge = signed(
  '{"token":"t","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P","type":"url_verification"}',
  'application/json',
  recordedAt,
);

/** Slack, as slack.md has it. */
export const its: Case = {
  adapter: slack,
  settings: { teamId: 'T00HARBOR01', appId: 'A00OMNIAPP1', botUserId: 'U00OMNIBOT1' },
  secrets: { signingSecret, botToken: 'xoxb-1' },
  to: user,
  place: { channel: dm, threadTs: null },
  request,
  samples: {
    'message-im': [
      {
        kind: 'message',
        key: `message:${dm}:1789000000.000100`,
        externalId,
        at: 1_789_000_000_000,
        platformId: `${dm}:1789000000.000100`,
        contact: inDm,
        content: [{ type: 'text', text: 'Hello, my order is late' }],
      },
    ],
    'app-mention': [{ ...mention, content: [{ type: 'text', text: 'status?' }] }],
    'message-thread-reply': [{ kind: 'message', replyTo: 'C00SUPPORT1:1789000001.000200', contact: inChannel('1789000001.000200') }],
    'message-file-share': [
      {
        kind: 'message',
        content: [
          { type: 'text', text: 'photo of the box' },
          {
            type: 'image',
            platformId: 'F00IMG00001',
            url: 'https://files.slack.com/files-pri/T00HARBOR01-F00IMG00001/download/box.jpg',
            name: 'box.jpg',
            size: 204_800,
          },
        ],
      },
    ],
    'message-deleted': [{ kind: 'unsend', target: `${dm}:1789000000.000100`, contact: inDm }],
    // Neither who wrote it nor what it was is told.
    'message-deleted-in-channel': [{ kind: 'unsend', target: 'C00SUPPORT1:1789000001.500000' }],
    'message-own-bot-echo': [
      {
        kind: 'echo',
        origin: 'own',
        platformId: `${dm}:1789000012.000700`,
        contact: { addresses: [{ kind: 'slack_im', value: `T00HARBOR01:${dm}` }] },
      },
    ],
    'message-channel-join-ignore': [{ kind: 'unknown' }],
    'reaction-added': [{ kind: 'reaction', target: `${dm}:1789000012.000700`, emoji: '👍', contact: { addresses: inDm.addresses } }],
    'reaction-removed': [{ kind: 'reaction', target: `${dm}:1789000012.000700`, emoji: null }],
    'interactive-block-actions-button': [
      {
        kind: 'message',
        key: 'action:10215325802133.3901254001572.2e2548aa918b35fd85829545c2d4ae2b:qr:0',
        contact: { ...inDm, name: 'robin' },
        content: [{ type: 'choice', text: 'Track order', payload: 'flow:track_order' }],
        replyTo: `${dm}:1789000012.000700`,
      },
    ],
    'interactive-raw-form-body': [{ kind: 'message', externalId, content: [{ type: 'choice', payload: 'flow:track_order' }] }],
    'slash-command-form-decoded': [
      { kind: 'message', content: [{ type: 'text', text: '/ticket printer on fire' }], contact: { name: 'robin' } },
    ],
    'message-thread-broadcast': [
      {
        kind: 'message',
        contact: inChannel('1789000001.000200'),
        replyTo: 'C00SUPPORT1:1789000001.000200',
        content: [{ type: 'text', text: 'for all & sundry' }],
      },
    ],
    'message-me': [{ kind: 'message', contact: inChannel('1789000021.000100'), content: [{ type: 'text', text: 'waves' }] }],
    'message-changed': [
      {
        kind: 'edit',
        target: `${dm}:1789000000.000100`,
        contact: inDm,
        content: [{ type: 'text', text: 'Hello, my order is **very** late' }],
      },
    ],
    'message-files': [
      {
        kind: 'message',
        content: [
          { type: 'video', platformId: 'F00A', name: 'a.mp4', mimeType: 'video/mp4' },
          { type: 'file', platformId: 'F00B', url: 'https://files.slack.com/files-pri/T00HARBOR01-F00B/b.pdf' },
          { type: 'file', platformId: 'F00C' },
          { type: 'unsupported', reason: 'tombstone' },
        ],
      },
    ],
    'message-of-another-app': [{ kind: 'echo', origin: 'app', content: [{ type: 'text', text: 'Reminder' }] }],
    'member-joined': [{ kind: 'event', name: 'member_joined_channel', contact: { addresses: [user] } }],
    'app-home-opened': [{ kind: 'event', name: 'app_home_opened', at: 1_789_000_026_123, contact: { addresses: inDm.addresses } }],
    'app-rate-limited': [{ kind: 'account', name: 'app_rate_limited' }],
    'interactive-view-submission': [
      {
        kind: 'message',
        contact: { addresses: [user], name: 'robin' },
        content: [
          {
            type: 'form',
            name: 'complaint',
            fields: { what: 'late', who: ['a', 'b'], 'when.day': '2026-09-10', 'when.hour': null },
          },
        ],
      },
    ],
    // A press that only opens a link tells nothing.
    'interactive-block-actions-menus': [
      {
        kind: 'message',
        at: 1_789_000_030_000,
        contact: inChannel('1789000001.000200'),
        replyTo: 'C00SUPPORT1:1789000012.000700',
        content: [{ type: 'choice', text: 'Track order', payload: 'flow:track_order' }],
      },
      { kind: 'message', content: [{ type: 'choice', payload: 'U1,U2' }] },
    ],
    'app-uninstalled': [{ kind: 'account', name: 'app_uninstalled', failure: { class: 'auth_invalid' } }],
    'tokens-revoked': [{ kind: 'account', name: 'tokens_revoked', failure: { class: 'auth_invalid' } }],
  },
  errors: {
    'error-channel-not-found': 'recipient_invalid',
    'error-internal': 'transient',
    'error-invalid-auth': 'auth_invalid',
    'error-invalid-blocks': 'content_invalid',
    'error-missing-scope': 'permission',
    'error-msg-too-long': 'content_invalid',
    'error-not-in-channel': 'recipient_invalid',
    'error-ratelimited': 'rate_limited',
  },
  refusals: [
    { status: 200, body: { ok: false, error: 'already_reacted' }, class: 'already_done' },
    { status: 200, body: { ok: false, error: 'account_inactive' }, class: 'auth_invalid' },
    { status: 200, body: { ok: false, error: 'restricted_action_read_only_channel' }, class: 'permission' },
    { status: 503, body: 'upstream connect error', class: 'transient' },
    ...refused('rate_limited', 'rate_limited'),
    ...refused('transient', 'fatal_error service_unavailable request_timeout'),
    ...refused('auth_invalid', 'not_authed token_revoked token_expired org_login_required ekm_access_denied'),
    ...refused(
      'permission',
      'not_allowed_token_type no_permission restricted_action access_denied cant_update_message cant_delete_message',
    ),
    ...refused(
      'recipient_invalid',
      'user_not_found users_not_found is_archived cannot_dm_bot user_disabled user_not_visible messages_tab_disabled',
    ),
    ...refused(
      'content_invalid',
      'no_text invalid_blocks_format too_many_attachments msg_blocks_too_long metadata_too_large markdown_text_conflict',
    ),
    ...refused('content_invalid', 'invalid_arguments message_not_found edit_window_closed'),
    ...refused('already_done', 'no_reaction'),
    ...refused('unknown', 'of_tomorrow'),
  ],
  vectors: [vector('slack'), vector('slack form')],
  handshakes: [{ request: challenge, status: 200, body: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P' }],
};
