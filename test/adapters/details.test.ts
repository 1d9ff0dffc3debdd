import { describe, expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import { parseBody } from '../../services/channels/decode.ts';
import { bytes, now, parse, payload } from './setup.ts';

describe('messenger: details', () => {
  const from = { sender: { id: '7000000000000001' }, recipient: { id: '110200300400500' }, timestamp: now };
  const receive = (...items: object[]) =>
    parse('messenger', { object: 'page', entry: [{ id: '110200300400500', messaging: items as Json[] }] });

  test('one mid under different kinds gives different keys', () => {
    const events = receive(
      { ...from, message: { mid: 'm_1', text: 'a' } },
      { ...from, message: { mid: 'm_1', is_echo: true, text: 'a' } },
      { ...from, message: { mid: 'm_1', is_deleted: true } },
      { ...from, message_edit: { mid: 'm_1', text: 'b', num_edit: '1' } },
      { ...from, message_edit: { mid: 'm_1', text: 'c', num_edit: 2 } },
      { ...from, reaction: { mid: 'm_1', action: 'react', reaction: 'wow' } },
      { ...from, reaction: { mid: 'm_1', action: 'unreact' } },
      { ...from, delivery: { mids: ['m_1'], watermark: now } },
      { ...from, read: { watermark: now } },
      { ...from, postback: { mid: 'm_1', title: 'a', payload: 'a' } },
    );
    expect(events.map(({ kind }) => kind)).not.toContain('unknown');
    expect(new Set(events.map(({ key }) => key)).size).toBe(10);
  });

  test('our message id in the metadata, our app id, another app and the page inbox are told apart', () => {
    const echo = (message: object) => receive({ ...from, message: { mid: 'm_1', is_echo: true, text: 'a', ...message } })[0];
    expect(echo({ metadata: 'msg_01J', app_id: 1 })).toMatchObject({ origin: 'own', reference: 'msg_01J' });
    expect(echo({ app_id: 998877665544332 })).toMatchObject({ origin: 'own' });
    expect(echo({ app_id: 5 })).toMatchObject({ origin: 'app' });
    expect(echo({})).toMatchObject({ origin: 'person' });
  });

  test('seconds are read as seconds, and a quick reply as a choice', () => {
    const [event] = receive({ ...from, timestamp: now / 1000, message: { mid: 'm_1', text: 'Yes', quick_reply: { payload: 'y' } } });
    expect(event).toMatchObject({ at: now, content: [{ type: 'choice', text: 'Yes', payload: 'y' }] });
  });

  test('who comes from an ad may be answered for a week', () => {
    const referral = { source: 'ADS', type: 'OPEN_THREAD', ad_id: '6045246247433' };
    expect(receive({ ...from, message: { mid: 'm_1', text: 'a', referral } })[0]).toMatchObject({ kind: 'message', windowHours: 168 });
    expect(receive({ ...from, postback: { mid: 'm_2', title: 'a', payload: 'a', referral } })[0]).toMatchObject({ windowHours: 168 });
    expect(receive({ ...from, message: { mid: 'm_3', text: 'a' } })[0]).not.toHaveProperty('windowHours');
  });

  test('who follows a link into the thread has as good as written', () => {
    expect(receive({ ...from, referral: { ref: 'poster', source: 'SHORTLINK' } })).toMatchObject([{ name: 'referral', windowHours: 24 }]);
    expect(receive({ ...from, referral: { ad_id: '1', source: 'ADS' } })).toMatchObject([{ name: 'referral', windowHours: 168 }]);
  });

  test('edit number 0 is the message itself', () => {
    const [message, edit] = receive(
      { ...from, message: { mid: 'm_1', text: 'a' } },
      { ...from, message_edit: { mid: 'm_1', text: 'a', num_edit: 0 } },
    );
    expect(edit).toMatchObject({ kind: 'message', platformId: 'm_1', key: message?.key });
  });

  test('what no page names is kept as unknown', () => {
    expect(receive({ ...from, game_play: { id: 1 } })).toMatchObject([{ kind: 'unknown' }]);
    for (const body of [null, 7, 'x', [], {}, { object: 'instagram', entry: [{ id: '1' }] }] as Json[]) {
      expect(parse('messenger', body)).toMatchObject([{ kind: 'unknown', externalId: '110200300400500' }]);
    }
  });
});

describe('whatsapp: details', () => {
  const receive = (value: { [name: string]: Json }, field = 'messages') => {
    const metadata = { phone_number_id: '100000000000001' };
    return parse('whatsapp', { entry: [{ id: '200000000000002', changes: [{ field, value: { metadata, ...value } }] }] });
  };

  test('several people in one batch each keep their own name and addresses', () => {
    const events = receive({
      contacts: [
        { wa_id: '2', profile: { name: 'Two' } },
        { wa_id: '1', user_id: 'NO.1', profile: { name: 'One' } },
      ],
      messages: ['1', '2', '3'].map((from) => ({ from, id: `wamid.${from}`, type: 'text', text: { body: 'hi' } })),
    });
    expect(events).toMatchObject([
      { contact: { name: 'One', addresses: [{ value: '1' }, { kind: 'bsuid', value: 'NO.1' }] } },
      { contact: { name: 'Two', addresses: [{ value: '2' }] } },
      { contact: { addresses: [{ kind: 'wa_id', value: '3' }] } },
    ]);
    expect(events[2]).not.toHaveProperty('contact.name');
  });

  test('a changed business-scoped id names the old and the new', () => {
    const system = { type: 'user_changed_user_id', previous_user_id: 'NO.1', user_id: 'NO.2' };
    expect(receive({ messages: [{ id: 'wamid.1', type: 'system', system }] })).toMatchObject([
      { kind: 'identity_changed', from: { addresses: [{ kind: 'bsuid', value: 'NO.1' }] }, to: { addresses: [{ value: 'NO.2' }] } },
    ]);
  });

  test('statuses carry our id back, a played voice note is read, and each status has its own key', () => {
    const status = (name: string) => ({ id: 'wamid.1', status: name, recipient_user_id: 'NO.1', biz_opaque_callback_data: 'msg_01J' });
    const events = receive({ statuses: ['sent', 'delivered', 'played', 'deleted'].map(status) });
    expect(events.map((event) => (event.kind === 'delivery' ? `${event.state} ${event.reference}` : event.kind))).toEqual([
      'sent msg_01J',
      'delivered msg_01J',
      'read msg_01J',
      'unknown',
    ]);
    expect(new Set(events.map(({ key }) => key)).size).toBe(4);
  });

  test('what is said while another app answers is shown as standby, its receipts are kept', () => {
    const messages = [{ from: '1', id: 'wamid.1', type: 'text', text: { body: 'hello?' } }];
    const echoes = [{ to: '1', id: 'wamid.2', type: 'text', text: { body: 'I am a bot' } }];
    const statuses = [{ id: 'wamid.2', status: 'read', recipient_id: '1' }];
    expect(receive({ messages, message_echoes: echoes, statuses }, 'standby')).toMatchObject([
      { kind: 'event', name: 'standby', data: { from: 'customer', text: 'hello?' } },
      { kind: 'event', name: 'standby', data: { from: 'business', text: 'I am a bot' } },
      { kind: 'unknown' },
    ]);
  });

  test('what is said in a group is no message to answer', () => {
    const message = { from: '1', id: 'wamid.1', group_id: 'g', type: 'text', text: { body: 'all' } };
    expect(receive({ messages: [message] })).toMatchObject([{ kind: 'event', name: 'group_message', data: { text: 'all' } }]);
  });

  test('who ends or resumes marketing is noted, and a new business-scoped id by its own field', () => {
    const preference = (value: string) => ({
      user_preferences: [{ wa_id: '1', category: 'marketing_messages', value, timestamp: 1_789_000_000 }],
    });
    expect(receive(preference('stop'), 'user_preferences')).toMatchObject([{ kind: 'standing', standing: 'opted_out', at: now }]);
    expect(receive(preference('resume'), 'user_preferences')).toMatchObject([{ kind: 'standing', standing: 'open' }]);
    const update = { user_id_update: [{ user_id: { previous: 'NO.1', current: 'NO.2' } }] };
    expect(receive(update, 'user_id_update')).toMatchObject([
      { kind: 'identity_changed', from: { addresses: [{ value: 'NO.1' }] }, to: { addresses: [{ value: 'NO.2' }] } },
    ]);
  });

  test('a call of theirs opens the window, one of ours does not', () => {
    const call = { id: 'wacid.1', event: 'connect', from: '1', to: '2', timestamp: '1789000000' };
    expect(receive({ calls: [{ ...call, direction: 'USER_INITIATED' }] }, 'calls')).toMatchObject([{ name: 'call', windowHours: 24 }]);
    expect(receive({ calls: [{ ...call, direction: 'BUSINESS_INITIATED' }] }, 'calls')[0]).not.toHaveProperty('windowHours');
  });

  test('an account that is gone or banned is told to work no longer', () => {
    expect(receive({ event: 'ACCOUNT_DELETED' }, 'account_update')).toMatchObject([
      { kind: 'account', failure: { class: 'account_restricted' } },
    ]);
    expect(receive({ event: 'VERIFIED_ACCOUNT' }, 'account_update')[0]).not.toHaveProperty('failure');
    expect(receive({ errors: [{ code: 131031, title: 'Locked' }] })).toMatchObject([{ name: 'error', failure: { code: '131031' } }]);
  });

  test('changes of the account are told as such, history is kept', () => {
    expect(receive({ event: 'DOWNGRADE' }, 'phone_number_quality_update')).toMatchObject([{ kind: 'account' }]);
    expect(receive({ history: [] }, 'history')).toMatchObject([{ kind: 'unknown' }]);
  });
});

describe('json', () => {
  test('ids beyond 2^53 stay exact, smaller numbers stay numbers', () => {
    expect(parseBody(bytes('{"a":12345678901234567890,"b":[-9007199254740993],"c":1.5,"d":1789000000000}'))).toEqual({
      a: '12345678901234567890',
      b: ['-9007199254740993'],
      c: 1.5,
      d: now,
    });
    const body = payload('messenger/text');
    const huge = JSON.stringify(body).replaceAll('"7000000000000001"', '70000000000000012345');
    expect(parse('messenger', parseBody(bytes(huge)))[0]).toMatchObject({ contact: { addresses: [{ value: '70000000000000012345' }] } });
  });

  test('what Postgres refuses and what poisons objects is taken out', () => {
    expect(parseBody(bytes('{"a\\u0000":"b\\u0000\\ud800c","__proto__":{"x":1}}'))).toEqual({ a: 'b\ufffdc' });
  });

  test.each(['', '{', '{"a":1', 'nope', '{"a":1}x', '['.repeat(100) + ']'.repeat(100), '['.repeat(1e6)])('%j is BAD_INPUT', (text) => {
    expect(() => parseBody(bytes(text.slice(0, 1e6)))).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });
});
