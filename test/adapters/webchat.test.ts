import { expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import { eventsOf } from '../../services/channels/adapters/webchat/parse.ts';

const now = 1_789_000_000_000;
const session = { sub: 'vis_1', acc: 'acc_1', wid: 'wsp_1', chn: 'webchat' as const };
const message = 'msg_01J0000000000000000000000A';
const said = (event: Json, at = now) => eventsOf([event], session, at);

test('the same words may come back in an edit; a client’s id tells a repeated one', () => {
  const edit = (text: string, more: object = {}, at = now) => said({ type: 'message.edit', messageId: message, text, ...more }, at)[0]?.key;
  const named = { clientMsgId: 'cm_1' };
  expect(edit('One')).not.toBe(edit('One', {}, now + 1));
  expect(edit('One', named)).toBe(edit('One', named, now + 1));
  expect(edit('One', { at: '2026-09-10T00:00:00Z' })).toBe(edit('One', { at: '2026-09-10T00:00:00Z' }, now + 1));
});

test('several files, a place and a person are one message; a file that is nowhere is left out', () => {
  const attachments: Json[] = [
    { uploadId: 'med_01J0000000000000000000000A', mimeType: 'image/png' },
    { url: 'https://files.example.com/a.pdf', mimeType: 'application/pdf', filename: 'a.pdf' },
    { url: 'javascript:alert(1)' },
  ];
  const location = { latitude: 59.9, longitude: 10.7, name: 'Quay' };
  const contact = { name: 'Ann', phones: ['+4740000000'] };
  expect(said({ type: 'message.send', clientMsgId: 'cm_2', attachments, location, contact, inReplyTo: message })).toMatchObject([
    {
      kind: 'message',
      replyTo: message,
      content: [
        { type: 'image', mediaId: 'med_01J0000000000000000000000A' },
        { type: 'file', url: 'https://files.example.com/a.pdf', name: 'a.pdf' },
        { type: 'location', latitude: 59.9, name: 'Quay' },
        { type: 'contact', name: 'Ann' },
      ],
    },
  ]);
});

test('what stops, is taken back or names another’s message is read as that', () => {
  expect(said({ type: 'typing', state: 'stop' })).toMatchObject([{ kind: 'typing', on: false }]);
  expect(said({ type: 'reaction', messageId: message, emoji: '👍', action: 'remove' })).toMatchObject([{ kind: 'reaction', emoji: null }]);
  for (const type of ['reaction', 'message.edit', 'message.delete', 'read'])
    expect(said({ type, messageId: 'vis_2:cm_9', upToMessageId: 'vis_2:cm_9', text: 'x', emoji: '👍' })).toMatchObject([
      { kind: 'unknown' },
    ]);
});
