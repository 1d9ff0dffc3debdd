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
  ],
  vectors: metaVectors,
  handshakes: metaHandshakes,
};
