import { instagram } from '../../services/channels/adapters/instagram.ts';
import { type Case, recordedAt } from './case.ts';
import { graphError, metaHandshakes, metaRequest, metaSecrets, metaVectors } from './suite/meta.ts';

const robin = { addresses: [{ kind: 'igsid', value: '900000000000001' }] };
const cdn = 'https://lookaside.example.net/ig_messaging_cdn/';
const ours = 'aWdfZAG1faXRlbTpPVVQwMDE';

export const its: Case = {
  adapter: instagram,
  settings: { accountId: '17841400000000001' },
  secrets: metaSecrets,
  to: { kind: 'igsid', value: '900000000000001' },
  request: metaRequest,
  samples: {
    text: [{ kind: 'message', platformId: 'aWdfZAG1faXRlbTpURVhUMDAx', at: recordedAt, contact: robin, externalId: '17841400000000001' }],
    'attachment-image': [{ kind: 'message', content: [{ type: 'image', url: `${cdn}?asset_id=1&signature=abc` }] }],
    'attachment-multi-image': [
      {
        kind: 'message',
        content: [
          { type: 'image', url: `${cdn}?asset_id=2` },
          { type: 'image', url: `${cdn}?asset_id=3` },
        ],
      },
    ],
    batched: [
      { kind: 'message', platformId: 'aWdfQjE' },
      { kind: 'message', platformId: 'aWdfQjE' },
      { kind: 'delivery', state: 'read', platformIds: [ours] },
    ],
    'comment-change': [{ kind: 'unknown', at: recordedAt }],
    echo: [{ kind: 'echo', origin: 'unsure', platformId: ours, contact: robin }],
    edit: [{ kind: 'edit', target: 'aWdfZAG1faXRlbTpURVhUMDAx', content: [{ type: 'text', text: 'Do you ship to Bergen?' }] }],
    'like-heart': [{ kind: 'message', content: [{ type: 'text', text: '❤️' }] }],
    'postback-icebreaker': [{ kind: 'message', content: [{ type: 'choice', text: 'What are your opening hours?', payload: 'faq:hours' }] }],
    reaction: [{ kind: 'reaction', target: ours, emoji: '❤️', contact: robin }],
    'reaction-removed': [{ kind: 'reaction', target: ours, emoji: null }],
    'referral-ig-me': [{ kind: 'event', name: 'referral', data: { ref: 'bio_link' }, contact: robin }],
    'story-mention': [{ kind: 'message', content: [{ type: 'link', url: `${cdn}?asset_id=7`, title: 'Story mention' }] }],
    'story-reply': [
      {
        kind: 'message',
        content: [
          { type: 'link', url: `${cdn}?asset_id=6`, title: 'Story' },
          { type: 'text', text: 'Is this still available?' },
        ],
      },
    ],
    unsupported: [{ kind: 'message', content: [{ type: 'unsupported', reason: 'is_unsupported' }] }],

    'quick-reply': [{ kind: 'message', content: [{ type: 'choice', text: 'Green', payload: 'colour:green' }] }],
    unsend: [{ kind: 'unsend', target: 'aWdfZAG1faXRlbTpURVhUMDAx', contact: robin }],
    seen: [{ kind: 'delivery', state: 'read', platformIds: [ours], contact: robin }],
    'attachment-ig-post': [{ kind: 'message', content: [{ type: 'link', url: `${cdn}?asset_id=11`, title: 'Blue kettle' }] }],
    'attachment-share-no-link': [{ kind: 'message', content: [{ type: 'unsupported', reason: 'share' }] }],
    'attachment-ephemeral': [{ kind: 'message', content: [{ type: 'unsupported', reason: 'ephemeral' }] }],
    'edit-number-zero': [{ kind: 'message', platformId: 'aWdfTkVX', content: [{ type: 'text', text: 'Hello from the test mode' }] }],
    'reply-to': [{ kind: 'message', replyTo: ours }],
    // This account was connected without the id of its app: whose the echo is, only its mid tells.
    'echo-with-app-id': [{ kind: 'echo', origin: 'unsure', contact: robin }],
    'changes-as-items': [
      { kind: 'message', platformId: 'aWdfQ0g', at: recordedAt },
      { kind: 'edit', target: 'aWdfQ0g', at: recordedAt + 1_000 },
    ],
  },
  errors: {
    'error-access-disabled-by-owner': 'permission',
    'error-account-blocked': 'account_restricted',
    'error-buc-rate-limited': 'rate_limited',
    'error-no-matching-user': 'recipient_invalid',
    'error-not-thread-owner': 'not_owner',
    'error-rate-limited': 'rate_limited',
    'error-token-expired': 'auth_invalid',
  },
  refusals: [
    graphError(10, 2534022, 'window_closed'),
    graphError(551, 1545041, 'recipient_blocked'),
    graphError(100, 2534015, 'content_invalid'),
    graphError(100, 2534122, 'account_restricted'),
    graphError(10, 2534077, 'permission'),
    graphError(100, 2534013, 'permission'),
    graphError(230, undefined, 'permission'),
    graphError(36103, undefined, 'permission'),
    graphError(100, 2534068, 'content_invalid'),

    graphError(551, undefined, 'recipient_blocked'),
    graphError(100, 2534025, 'content_invalid'),
    graphError(190, 460, 'auth_invalid'),
    graphError(613, 2534040, 'rate_limited'),
    graphError(80002, undefined, 'rate_limited'),
    graphError(9000001, undefined, 'recipient_invalid'),
    graphError(2534041, undefined, 'permission'),
  ],
  vectors: metaVectors,
  handshakes: metaHandshakes,
};
