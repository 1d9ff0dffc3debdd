import { describe, expect, test } from 'vitest';
import type { Capabilities } from '../services/channels/capabilities.ts';
import { plainCapabilities } from '../services/channels/define.ts';
import { optionOf } from '../services/channels/option.ts';
import type { ContactRow } from '../services/channels/tables.ts';

const hour = 3_600_000;
const wrote = Date.parse('2026-11-20T10:00:00.123Z');
const active = { status: 'active' as const, status_reason: null };
const tagged = { tag: 'HUMAN_AGENT', hours: 168 };
const windowed: Capabilities = { ...plainCapabilities, window: { hours: 24, person: null } };
const robin: ContactRow = {
  account_id: 'acc_1',
  recipient: 'psid:7',
  last_inbound_at: new Date(wrote),
  window_until: null,
  standing: 'open',
  standing_at: null,
  place: null,
  abilities: null,
  last_platform_id: null,
};

describe('A window', () => {
  const at = (now: number, contact = robin) => optionOf(windowed, active, contact, 'person', now);

  test('is open 24 hours to the millisecond after what the customer wrote by the platform’s clock', () => {
    expect(at(wrote + 24 * hour)).toMatchObject({ open: true, openUntil: wrote + 24 * hour, reason: null, message: null });
    expect(at(wrote + 24 * hour + 1)).toMatchObject({ open: false, openUntil: null, content: [], reason: 'WINDOW_CLOSED' });
    expect(at(wrote + 24 * hour + 1).message).toContain('2026-11-20T10:00:00.123Z');
  });

  test('of an advertisement is open as long as it says', () => {
    const advertised = { ...robin, window_until: new Date(wrote + 168 * hour) };
    expect(at(wrote + 168 * hour, advertised).open).toBe(true);
    expect(at(wrote + 168 * hour + 1, advertised).open).toBe(false);
  });

  test('ends when the platform says so', () => {
    expect(at(wrote + hour, { ...robin, window_until: new Date(wrote + hour - 1) }).reason).toBe('WINDOW_CLOSED');
  });

  test('leaves templates when it is over, where the channel has them', () => {
    const templates = { ...windowed, template: true };
    expect(optionOf(templates, active, robin, 'automation', wrote + 25 * hour)).toMatchObject({ open: false, content: ['template'] });
    expect(optionOf(templates, active, robin, 'automation', wrote).content).toEqual(['text', 'template']);
  });

  test('leaves a person, not a bot, the platform’s tag for longer', () => {
    const human = { ...windowed, window: { hours: 24, person: tagged } };
    const after = (author: 'person' | 'automation', hours: number) => optionOf(human, active, robin, author, wrote + hours * hour);
    expect(after('person', 24)).toMatchObject({ open: true, tag: null });
    expect(after('person', 25)).toMatchObject({ open: true, tag: 'HUMAN_AGENT', openUntil: wrote + 168 * hour });
    expect(after('automation', 25)).toMatchObject({ open: false, reason: 'WINDOW_CLOSED', tag: null });
    expect(after('person', 169)).toMatchObject({ open: false, reason: 'WINDOW_CLOSED' });
  });
});

describe('A person', () => {
  const standing = (name: ContactRow['standing']) => optionOf(windowed, active, { ...robin, standing: name }, 'person', wrote);

  test.each([
    ['blocked', 'BLOCKED'],
    ['opted_out', 'OPTED_OUT'],
    ['closed', 'CHAT_CLOSED'],
  ] as const)('who is %s is not written to, not even with a template', (name, reason) => {
    expect(standing(name)).toMatchObject({ open: false, content: [], reason });
    expect(standing(name).message).toBeTruthy();
  });

  test('writes first where the channel wants it', () => {
    expect(optionOf(windowed, active, undefined, 'person', wrote).reason).toBe('CUSTOMER_STARTS');
    expect(optionOf(plainCapabilities, active, undefined, 'person', wrote).reason).toBe('CUSTOMER_STARTS');
    expect(optionOf({ ...plainCapabilities, starts: 'both' }, active, undefined, 'person', wrote).open).toBe(true);
    const inviting = optionOf({ ...plainCapabilities, template: true }, active, undefined, 'person', wrote);
    expect(inviting).toMatchObject({ open: false, content: ['template'], reason: 'CUSTOMER_STARTS' });
  });

  test('who only subscribed may be written to where there is no window', () => {
    const subscribed = { ...robin, last_inbound_at: null };
    expect(optionOf(plainCapabilities, active, subscribed, 'automation', wrote)).toMatchObject({ open: true, openUntil: null });
    expect(optionOf(windowed, active, subscribed, 'automation', wrote).reason).toBe('CUSTOMER_STARTS');
  });

  test('may be greeted with a template where both may start within a window', () => {
    const both = { ...windowed, starts: 'both' as const, template: true };
    expect(optionOf(both, active, undefined, 'person', wrote)).toMatchObject({
      open: false,
      content: ['template'],
      reason: 'WINDOW_CLOSED',
      message: expect.stringContaining('never wrote'),
    });
  });
});

test('An account that is paused or disconnected sends nothing, and says why', () => {
  const of = (status: 'paused' | 'disconnected') =>
    optionOf(windowed, { status, status_reason: 'auth_invalid: the token was revoked' }, robin, 'person', wrote);
  expect(of('paused')).toMatchObject({ open: false, reason: 'ACCOUNT_PAUSED', message: expect.stringContaining('the token was revoked') });
  expect(of('disconnected')).toMatchObject({ open: false, reason: 'ACCOUNT_DISCONNECTED', content: [] });
});

test('Content is what the channel has a form for and the person’s device can show', () => {
  const list = { rows: 10, sections: 10, title: 24, description: 72, payload: 200, text: 1024, button: 20, needs: 'LIST_PICKER' };
  const rich = {
    ...plainCapabilities,
    location: true,
    list,
    media: { ...plainCapabilities.media, image: { bytes: null, types: null, caption: 0 } },
  };
  const of = (abilities: string[] | null) => optionOf(rich, active, { ...robin, abilities }, 'person', wrote).content;
  expect(of([])).toEqual(['text', 'image', 'location']);
  expect(of(['LIST_PICKER'])).toEqual(['text', 'image', 'location', 'list']);
  // Nothing is known of the device: it is tried.
  expect(of(null)).toEqual(['text', 'image', 'location', 'list']);
});
