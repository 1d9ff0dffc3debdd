import { telegram } from '../../services/channels/adapters/telegram/adapter.ts';
import type { Case } from './case.ts';
import { bytes } from './suite/stand.ts';

const secrets = { botToken: '7000000001:AAF-token_of_the_bot', webhookSecret: 'a-secret-of-256_characters-at-most' };
const robin = { addresses: [{ kind: 'telegram_id', value: '555000111' }], name: 'Robin Vale', place: { chatId: '555000111' } };
const file = { kind: 'message', contact: robin };
const inBusiness = { addresses: robin.addresses, place: { chatId: '555000111', businessConnectionId: 'bc1' } };

function request(body: Uint8Array, now: number) {
  return {
    method: 'POST' as const,
    url: 'https://parlor.example/webhooks/acc_1',
    query: {},
    headers: { 'x-telegram-bot-api-secret-token': secrets.webhookSecret },
    body,
    receivedAt: now,
  };
}

function refusal(error_code: number, description: string, parameters?: object) {
  return { status: error_code, body: { ok: false, error_code, description, ...(parameters && { parameters }) } };
}

/** Telegram (shared/channels/telegram.md). */
export const its: Case = {
  adapter: telegram,
  settings: { botId: '7000000001', botUsername: 'omni_demo_bot' },
  secrets,
  to: { kind: 'telegram_id', value: '555000111' },
  place: { chatId: '555000111' },
  request: (_name, payload, now) => request(payload, now),
  samples: {
    text: [
      { ...file, platformId: '555000111:101', at: 1_789_000_000_000, content: [{ type: 'text', text: '/start spring_poster' }] },
      { kind: 'event', name: 'referral', data: { ref: 'spring_poster' }, contact: robin },
    ],
    photo: [{ ...file, content: [{ type: 'image', platformId: 'AgACAgIAAxkB-big', size: 98_211, caption: 'It arrived broken' }] }],
    'album-part-1': [{ ...file, burst: '13900000000000001', content: [{ type: 'image', platformId: 'A1' }] }],
    document: [{ ...file, content: [{ type: 'file', name: 'receipt.pdf', mimeType: 'application/pdf', platformId: 'BQACAgIAAxkB' }] }],
    voice: [{ ...file, content: [{ type: 'audio', mimeType: 'audio/ogg', platformId: 'AwACAgIAAxkB' }] }],
    location: [{ ...file, content: [{ type: 'location', latitude: 59.9139, longitude: 10.7522 }] }],
    'contact-shared': [
      { ...file, content: [{ type: 'contact', name: 'Robin', phones: ['+15550002222'] }] },
      { kind: 'event', name: 'phone_shared', data: { phone: '+15550002222' } },
    ],
    'edited-message': [
      { kind: 'edit', target: '555000111:101', at: 1_789_000_030_000, content: [{ type: 'text', text: 'Hello (edited)' }], contact: robin },
    ],
    'callback-query': [
      {
        ...file,
        platformId: 'callback:2383700000000000001',
        replyTo: '555000111:99',
        content: [{ type: 'choice', text: 'Track order', payload: 'flow:track_order' }],
      },
      { kind: 'call', call: { path: '/bot7000000001:AAF-token_of_the_bot/answerCallbackQuery' } },
    ],
    'message-reaction': [{ kind: 'reaction', target: '555000111:99', emoji: '👍', contact: robin }],
    'my-chat-member-blocked': [{ kind: 'standing', standing: 'blocked', contact: robin, data: { status: 'kicked', before: 'member' } }],

    'text-in-topic': [
      {
        kind: 'message',
        platformId: '-1001234567890:150',
        replyTo: '-1001234567890:149',
        contact: { ...robin, place: { chatId: '-1001234567890', threadId: '7' } },
      },
    ],
    'text-forwarded': [{ ...file, content: [{ type: 'text', text: 'Look' }] }],
    animation: [{ ...file, content: [{ type: 'video', platformId: 'CgAC', mimeType: 'video/mp4' }] }],
    'video-note': [{ ...file, content: [{ type: 'video', platformId: 'DQAC' }] }],
    sticker: [{ ...file, content: [{ type: 'sticker', platformId: 'CAAC', mimeType: 'application/x-tgsticker' }] }],
    venue: [{ ...file, content: [{ type: 'location', latitude: 59.9139, name: 'Harbour Square', address: 'Quay 1' }] }],
    'contact-of-another': [{ ...file, content: [{ type: 'contact', name: 'Kim Lund', phones: ['+4740000000'] }] }],
    'web-app-data': [{ ...file, content: [{ type: 'form', name: 'Choose', fields: { size: 'L' } }] }],
    'edited-caption': [{ kind: 'edit', target: '555000111:150', content: [{ type: 'image', caption: 'Better now' }] }],
    'callback-query-old-message': [
      { ...file, replyTo: '555000111:99', content: [{ type: 'choice', text: 'flow:1', payload: 'flow:1' }] },
      { kind: 'call' },
    ],
    'message-reaction-removed': [{ kind: 'reaction', target: '555000111:99', emoji: null }],
    'message-reaction-changed': [{ kind: 'reaction', target: '555000111:99', emoji: '🔥' }],
    'my-chat-member-unblocked': [{ kind: 'standing', standing: 'open', contact: robin }],
    'business-message': [{ kind: 'message', platformId: 'bc1:555000111:150', contact: inBusiness }],
    'business-message-of-owner': [{ kind: 'echo', origin: 'person', contact: inBusiness }],
    'edited-business-message': [{ kind: 'edit', target: 'bc1:555000111:150', at: 1_789_000_040_000, contact: inBusiness }],
    'edited-business-message-of-owner': [
      { kind: 'edit', target: 'bc1:555000111:150', contact: inBusiness, content: [{ type: 'text', text: 'Hello, dear Robin' }] },
    ],
    'deleted-business-messages': [
      { kind: 'unsend', target: 'bc1:555000111:150' },
      { kind: 'unsend', target: 'bc1:555000111:151' },
    ],
    'business-connection': [{ kind: 'account', name: 'business_connection' }],
    'channel-post': [{ kind: 'unknown' }],
  },
  errors: { 'error-400-chat-not-found': 'recipient_invalid', 'error-400-migrated': 'recipient_invalid', 'error-401': 'auth_invalid' },
  refusals: [
    { ...refusal(429, 'Too Many Requests: retry after 7', { retry_after: 7 }), class: 'rate_limited' },
    { ...refusal(403, 'Forbidden: bot was blocked by the user'), class: 'recipient_blocked' },
    { ...refusal(403, 'Forbidden: user is deactivated'), class: 'recipient_blocked' },
    { ...refusal(403, "Forbidden: bot can't initiate conversation with a user"), class: 'recipient_blocked' },
    { ...refusal(403, 'Forbidden: bot was kicked from the supergroup chat'), class: 'recipient_blocked' },
    { ...refusal(400, 'Bad Request: not enough rights to send text messages to the chat'), class: 'permission' },
    { ...refusal(400, 'Bad Request: message is too long'), class: 'content_invalid' },
    { ...refusal(400, "Bad Request: can't parse entities: unclosed tag"), class: 'content_invalid' },
    { ...refusal(400, 'Bad Request: message is not modified'), class: 'already_done' },
    { ...refusal(400, 'Bad Request: message to edit not found'), class: 'content_invalid' },
    { ...refusal(404, 'Not Found'), class: 'auth_invalid' },
    { ...refusal(500, 'Internal Server Error'), class: 'transient' },

    { ...refusal(403, 'Forbidden: bot is not a member of the channel chat'), class: 'recipient_blocked' },
    { ...refusal(400, 'Bad Request: message to delete not found'), class: 'already_done' },
    { ...refusal(413, 'Request Entity Too Large'), class: 'content_invalid' },
    { ...refusal(409, 'Conflict: terminated by other getUpdates request'), class: 'unknown' },
  ],
  vectors: [{ secrets, request: request(bytes({ update_id: 1 }), 1_789_000_000_000), bodyFree: true }],
  handshakes: [],
};
