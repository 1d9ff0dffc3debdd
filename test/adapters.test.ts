import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Json } from '../kit/bus/bus.ts';
import { content } from '../schema/content.ts';
import { parseBody } from '../services/channels/decode.ts';
import type { Inbound } from '../services/channels/inbound.ts';
import { bytes, type Channel, now, parse, payload, sample, seeded } from './adapters/setup.ts';

const robin = { addresses: [{ kind: 'psid', value: '7000000000000001' }] };
const phone = { kind: 'wa_id', value: '15550002222' };
const bsuid = { kind: 'bsuid', value: 'US.13491208655302741918' };
const robinPhone = { addresses: [phone, bsuid], name: 'Robin Vale' };
const media = { type: 'image', url: 'https://scontent.example.net/v/photo.jpg?oh=abc&oe=6A00' };
const _ours = 'msg_01JOUT001';

/** What each sample says, by its page: one row an event, in order. */
const said: Record<Exclude<Channel, 'webchat'>, Record<string, object[]>> = {
  messenger: {
    text: [{ kind: 'message', platformId: 'm_TEXT0001aaaa', at: now, contact: robin, externalId: '110200300400500' }],
    'text-reply-to': [{ kind: 'message', replyTo: 'm_OUT0009zzzz' }],
    'attachment-image': [{ kind: 'message', content: [media] }],
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
    'policy-enforcement': [{ kind: 'account', name: 'policy_enforcement', data: { action: 'block' } }],
  },
  whatsapp: {
    text: [{ kind: 'message', at: now, contact: robinPhone, externalId: '100000000000001', content: [{ type: 'text' }] }],
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
      { kind: 'standing', standing: 'opted_out' },
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
  },
};

describe.each(Object.keys(said) as (keyof typeof said)[])('%s: what arrives', (channel) => {
  test.each(Object.entries(said[channel]))('%s is read as its page says', (name, expected) => {
    expect(sample(channel, name)).toMatchObject(expected);
  });

  test('every sample has its row above', () => {
    const files = readdirSync(new URL(`./payloads/${channel}/`, import.meta.url)).map((file) => file.replace('.json', ''));
    const inbound = files.filter((name) => !/^(_|error-|session-)/.test(name));
    expect(inbound.toSorted()).toEqual(Object.keys(said[channel]).toSorted());
  });

  test('a redelivery has the same keys', () => {
    for (const name of Object.keys(said[channel])) expect(sample(channel, name)).toEqual(sample(channel, name));
  });

  test('two thousand mutated payloads never throw and give only storable events', () => {
    const random = seeded(42);
    const bodies = Object.keys(said[channel]).map((name) => JSON.stringify(payload(`${channel}/${name}`)));
    for (let round = 0; round < 2_000; round++) {
      const body = mutate(JSON.parse(bodies[random(bodies.length)] as string), random);
      for (const event of parse(channel, parseBody(bytes(JSON.stringify(body))))) expectStorable(event);
    }
  });
});

/** Values a platform never sends and somebody else may. */
const hostile: Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  '\u0000',
  '\ud800',
  'x'.repeat(70_000),
  '9'.repeat(40),
  [],
  [[]],
  {},
  { toString: 1, valueOf: 1, toJSON: 1 },
  { constructor: null, length: -1, 'a\u0000': 'b' },
  Array.from({ length: 500 }, () => ({})),
];

/** The value with one to three of its parts replaced, removed or doubled. */
function mutate(value: Json, random: (limit: number) => number): Json {
  for (let count = random(3); count >= 0; count--) {
    let at: Json = value;
    for (;;) {
      if (typeof at !== 'object' || at === null) break;
      const holder = at as { [name: string]: Json };
      const keys = Object.keys(holder);
      const key = keys[random(keys.length)];
      if (key === undefined) break;
      const next: Json | undefined = holder[key];
      if (random(9) === 0 || typeof next !== 'object' || next === null) {
        if (random(4) === 0) delete holder[key];
        else if (Array.isArray(at) && random(3) === 0) at.push(...at);
        else holder[key] = structuredClone(hostile[random(hostile.length)]) as Json;
        break;
      }
      at = next;
    }
  }
  return value;
}

function expectStorable(event: Inbound): void {
  if (event.key === '' || event.key.length > 300 || !Number.isSafeInteger(event.at))
    throw new Error(`not storable: ${event.key} ${event.at}`);
  if ('contact' in event && !event.contact.addresses.every(({ kind, value }) => kind !== '' && value !== ''))
    throw new Error('an empty address');
  if ('content' in event) content.array().min(1).parse(event.content);
  if (/\\u0000|\\ud[89a-f]/.test(JSON.stringify(event))) throw new Error(`not storable in Postgres: ${event.key}`);
}
