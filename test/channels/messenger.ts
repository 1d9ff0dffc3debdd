import { messenger } from '../../services/channels/adapters/messenger.ts';
import { type Case, recordedAt } from './case.ts';
import { graphError, metaHandshakes, metaRequest, metaSecrets, metaVectors } from './suite/meta.ts';

const robin = { addresses: [{ kind: 'psid', value: '7000000000000001' }] };
const photo = { type: 'image', url: 'https://scontent.example.net/v/photo.jpg?oh=abc&oe=6A00' };

export const its: Case = {
  adapter: messenger,
  settings: { pageId: '110200300400500', appId: '998877665544332' },
  secrets: metaSecrets,
  to: { kind: 'psid', value: '7000000000000001' },
  request: metaRequest,
  samples: {
    text: [{ kind: 'message', platformId: 'm_TEXT0001aaaa', at: recordedAt, contact: robin, externalId: '110200300400500' }],
    'text-reply-to': [{ kind: 'message', replyTo: 'm_OUT0009zzzz' }],
    'attachment-image': [{ kind: 'message', content: [photo] }],
    'attachment-audio': [{ kind: 'message', content: [{ type: 'audio', url: 'https://cdn.example.net/audioclip-1789000000.mp4' }] }],
    'attachment-fallback-link': [{ kind: 'message', content: [{ type: 'text' }, { type: 'link', title: 'Blue kettle' }] }],
    'attachment-post-share': [{ kind: 'message', content: [{ type: 'link', url: 'https://www.example.com/post/991' }] }],
    'attachment-sticker-transition': [{ kind: 'message', content: [{ type: 'sticker', platformId: '369239263222822' }] }],
    'batched-multi-entry': [
      { kind: 'message', platformId: 'm_B2aaaa', at: 1_789_000_000_800 },
      { kind: 'message', platformId: 'm_B1aaaa', at: 1_789_000_000_100 },
      { kind: 'delivery', state: 'read', until: 1_789_000_000_850 },
      { kind: 'message', platformId: 'm_B3aaaa', externalId: '119999999999999' },
    ],
    delivery: [{ kind: 'delivery', state: 'delivered', platformIds: ['m_OUT0009zzzz'], until: 1_788_999_999_500, contact: robin }],
    read: [{ kind: 'delivery', state: 'read', until: 1_788_999_999_700, contact: robin }],
    'echo-own-app': [{ kind: 'echo', origin: 'own', contact: robin, platformId: 'm_OUT0009zzzz' }],
    'echo-page-inbox-human': [{ kind: 'echo', origin: 'person', contact: robin }],
    'postback-button': [{ kind: 'message', content: [{ type: 'choice', text: 'Talk to a person', payload: 'handoff:human' }] }],
    'postback-get-started-referral': [
      { kind: 'message', content: [{ type: 'choice', text: 'Get Started', payload: 'GET_STARTED' }] },
      { kind: 'event', name: 'referral', data: { ref: 'spring_poster' } },
    ],
    reaction: [{ kind: 'reaction', target: 'm_OUT0009zzzz', emoji: '❤️', contact: robin }],
    'reaction-removed': [{ kind: 'reaction', target: 'm_OUT0009zzzz', emoji: null }],
    'referral-m-me': [{ kind: 'event', name: 'referral', data: { ref: 'footer_link' }, contact: robin }],
    'account-linking': [{ kind: 'event', name: 'account_linked', contact: robin }],
    'thread-control-pass': [{ kind: 'event', name: 'thread_control', data: { action: 'pass', new_owner_app_id: '998877665544332' } }],
    standby: [{ kind: 'event', name: 'standby', contact: robin, data: { from: 'customer', text: 'hello?' } }],
    'policy-enforcement': [
      { kind: 'account', name: 'policy_enforcement', data: { action: 'block' }, failure: { class: 'account_restricted' } },
    ],
  },
  errors: {
    'error-attachment-fetch': 'content_invalid',
    'error-cannot-receive': 'recipient_blocked',
    'error-deprecated-tag': 'content_invalid',
    'error-invalid-token': 'auth_invalid',
    'error-page-restricted': 'account_restricted',
    'error-transient': 'transient',
    'error-user-unavailable-or-blocked': 'recipient_blocked',
    'error-window-closed': 'window_closed',
  },
  refusals: [
    graphError(1, 1357046, 'already_done'),
    graphError(1, undefined, 'transient'),
    graphError(10, undefined, 'permission'),
    graphError(10, 2018065, 'window_closed'),
    graphError(10, 1893015, 'recipient_blocked'),
    graphError(200, 1545041, 'recipient_blocked'),
    graphError(200, 2018028, 'permission'),
    graphError(100, 2018001, 'recipient_invalid'),
    graphError(100, 2534037, 'not_owner'),
    graphError(100, 2018300, 'not_owner'),
    graphError(613, 2018338, 'rate_limited'),
    graphError(613, 1893016, 'suppressed_by_platform'),
    graphError(80006, undefined, 'rate_limited'),
    graphError(4_242, undefined, 'unknown'),
  ],
  vectors: metaVectors,
  handshakes: metaHandshakes,
};
