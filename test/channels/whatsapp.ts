import { whatsapp } from '../../services/channels/adapters/whatsapp/adapter.ts';
import { type Case, recordedAt } from './case.ts';
import { graphError, metaHandshakes, metaRequest, metaSecrets, metaVectors } from './suite/meta.ts';

const phone = { kind: 'wa_id', value: '15550002222' };
const bsuid = { kind: 'bsuid', value: 'US.13491208655302741918' };
const robin = { addresses: [phone, bsuid], name: 'Robin Vale' };

export const its: Case = {
  adapter: whatsapp,
  settings: { phoneNumberId: '100000000000001', businessAccountId: '200000000000002', displayPhoneNumber: '15550001111' },
  secrets: metaSecrets,
  to: phone,
  request: metaRequest,
  samples: {
    text: [{ kind: 'message', at: recordedAt, contact: robin, externalId: '100000000000001', content: [{ type: 'text' }] }],
    'text-bsuid-only': [{ kind: 'message', contact: { addresses: [bsuid], name: 'Robin Vale' } }],
    'text-legacy-no-bsuid': [{ kind: 'message', contact: { addresses: [phone], name: 'Robin Vale' } }],
    'text-reply-to': [{ kind: 'message', replyTo: 'wamid.OUT0001' }],
    'text-forwarded': [{ kind: 'message', content: [{ type: 'text', text: 'look' }] }],
    'text-ctwa-referral': [{ kind: 'message' }, { kind: 'event', name: 'referral', data: { source_id: '120226305854810726' } }],
    image: [{ kind: 'message', content: [{ type: 'image', platformId: '1003383421387256', caption: 'It arrived broken' }] }],
    video: [{ kind: 'message', content: [{ type: 'video', mimeType: 'video/mp4' }] }],
    document: [{ kind: 'message', content: [{ type: 'file', name: 'receipt.pdf', caption: 'Receipt' }] }],
    'audio-voice-note': [{ kind: 'message', content: [{ type: 'audio', platformId: '1003383421387258' }] }],
    sticker: [{ kind: 'message', content: [{ type: 'sticker', platformId: '1003383421387260' }] }],
    location: [{ kind: 'message', content: [{ type: 'location', latitude: 59.9139, longitude: 10.7522, name: 'Harbour Square' }] }],
    contacts: [{ kind: 'message', content: [{ type: 'contact', name: 'Kim Lund', phones: ['+47 400 00 000'] }] }],
    'interactive-button-reply': [{ kind: 'message', content: [{ type: 'choice', text: 'Yes', payload: 'confirm:yes' }] }],
    'interactive-list-reply': [{ kind: 'message', content: [{ type: 'choice', text: 'Tuesday 10:00', payload: 'slot_2' }] }],
    'interactive-flow-reply': [{ kind: 'message', content: [{ type: 'form', name: 'flow', fields: { first_name: 'Robin' } }] }],
    'template-button': [
      { kind: 'message', content: [{ type: 'choice', text: 'Stop', payload: 'optout' }], replyTo: 'wamid.OUT0005' },
      { kind: 'standing', standing: 'opted_out', contact: robin },
    ],
    'reaction-removed': [{ kind: 'reaction', target: 'wamid.OUT0001', emoji: null }],
    'edit-coexistence-only': [{ kind: 'edit', target: 'wamid.ORIG0001', content: [{ type: 'text', text: 'Does it come in green?' }] }],
    unsupported: [{ kind: 'message', content: [{ type: 'unsupported', reason: 'Message type unknown' }] }],
    'smb-message-echo': [{ kind: 'echo', origin: 'person', contact: { addresses: [phone] } }],
    'system-user-changed-number': [
      { kind: 'identity_changed', from: { addresses: [phone] }, to: { addresses: [{ kind: 'wa_id', value: '15550003333' }] } },
    ],
    'status-delivered': [{ kind: 'delivery', state: 'delivered', platformIds: ['wamid.OUT0001'], contact: { addresses: [phone, bsuid] } }],
    'status-failed-window-closed': [{ kind: 'delivery', state: 'failed', failure: { class: 'window_closed', code: '131047' } }],
    'status-failed-undeliverable': [{ kind: 'delivery', state: 'failed', failure: { class: 'recipient_invalid' } }],
    'status-failed-media-download': [{ kind: 'delivery', state: 'failed', failure: { class: 'transient' } }],
    'status-failed-ecosystem': [{ kind: 'delivery', state: 'failed', failure: { class: 'suppressed_by_platform' } }],

    reaction: [{ kind: 'reaction', target: 'wamid.OUT0001', emoji: '👍', contact: robin }],
    'revoke-coexistence-only': [{ kind: 'unsend', target: 'wamid.ORIG0001', contact: robin }],
    order: [{ kind: 'message', content: [{ type: 'text' }, { type: 'form', name: 'order', fields: { catalog_id: '90071992547409931' } }] }],
    'interactive-unnamed-type': [{ kind: 'message', content: [{ type: 'choice', text: 'Wednesday', payload: 'slot_3' }] }],
    'interactive-flow-answers-as-object': [{ kind: 'message', content: [{ type: 'form', name: 'flow', fields: { size: 'L' } }] }],
    'contacts-several': [
      {
        kind: 'message',
        content: [
          { type: 'contact', name: 'Kim Lund', phones: ['4740000000', '+47 400 00 001'] },
          { type: 'contact', name: 'Sam Berg', phones: [] },
        ],
      },
    ],
    'request-welcome': [{ kind: 'event', name: 'request_welcome', contact: robin }],
    'group-text': [{ kind: 'event', name: 'group_message', data: { text: 'Hello all' } }],
    'username-only': [{ kind: 'message', at: recordedAt, contact: { addresses: [bsuid], name: 'robin.vale' } }],
    'text-wa-id-differs': [
      {
        kind: 'message',
        at: recordedAt,
        contact: {
          addresses: [
            { kind: 'wa_id', value: '551188887777' },
            { kind: 'bsuid', value: 'BR.1' },
            { kind: 'wa_id', value: '5511988887777' },
          ],
        },
      },
    ],
    'system-user-changed-id': [
      { kind: 'identity_changed', from: { addresses: [bsuid] }, to: { addresses: [{ kind: 'bsuid', value: 'US.20' }] } },
    ],
    'statuses-out-of-order': [
      { kind: 'delivery', state: 'read', reference: 'msg_01J0000000000000000000000A' },
      { kind: 'delivery', state: 'delivered' },
      { kind: 'delivery', state: 'read', contact: { addresses: [{ kind: 'bsuid', value: 'US.1' }] } },
      { kind: 'unknown' },
    ],
    'status-failed-no-reason': [{ kind: 'delivery', state: 'failed', failure: { class: 'unknown', code: 'failed' } }],
    'status-failed-stopped-marketing': [
      { kind: 'delivery', state: 'failed', failure: { class: 'recipient_blocked', standing: 'opted_out' } },
    ],
    'user-preferences-stop': [{ kind: 'standing', standing: 'opted_out', contact: robin }],
    call: [{ kind: 'event', name: 'call', contact: robin, windowHours: 24 }],
    'smb-echoes-revoke-and-image': [
      { kind: 'echo', origin: 'person', content: [{ type: 'image', caption: 'Here it is' }] },
      { kind: 'unsend', target: 'wamid.SE1' },
    ],
    'template-status': [{ kind: 'account', name: 'message_template_status_update', at: recordedAt, externalId: '100000000000001' }],
  },
  errors: {
    'error-account-locked': 'account_restricted',
    'error-invalid-token': 'auth_invalid',
    'error-pair-rate-limit': 'rate_limited',
    'error-parameter': 'content_invalid',
    'error-recipient-not-allowed-test-number': 'recipient_invalid',
    'error-template-param-count': 'content_invalid',
  },
  refusals: [
    graphError(131047, undefined, 'window_closed'),
    graphError(131048, undefined, 'rate_limited'),
    graphError(131050, undefined, 'recipient_blocked'),
    graphError(130472, undefined, 'suppressed_by_platform'),
    graphError(131053, undefined, 'transient'),
    graphError(0, undefined, 'auth_invalid'),
    graphError(250, undefined, 'permission'),
    graphError(132015, undefined, 'content_invalid'),
    graphError(133010, undefined, 'account_restricted'),
    graphError(4_242, undefined, 'unknown'),

    graphError(80007, undefined, 'rate_limited'),
    graphError(133016, undefined, 'rate_limited'),
    graphError(131057, undefined, 'transient'),
    graphError(133004, undefined, 'transient'),
    graphError(131021, undefined, 'recipient_invalid'),
    graphError(131049, undefined, 'suppressed_by_platform'),
    graphError(131005, undefined, 'permission'),
    graphError(130497, undefined, 'account_restricted'),
    graphError(131045, undefined, 'account_restricted'),
    graphError(132068, undefined, 'content_invalid'),
    graphError(132018, undefined, 'content_invalid'),
    graphError(131052, undefined, 'content_invalid'),
  ],
  vectors: metaVectors,
  handshakes: metaHandshakes,
};
