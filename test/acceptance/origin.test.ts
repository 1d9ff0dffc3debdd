import { expect, test } from 'vitest';
import { campaignOf, refOf, withOrigins } from '../../services/channels/acceptance/origin.ts';
import type { Inbound } from '../../services/channels/inbound.ts';

const head = { externalId: 'page', at: 1_789_000_000_000, raw: {} };
const contact: Extract<Inbound, { kind: 'message' }>['contact'] = { addresses: [{ kind: 'psid', value: '7' }] };

function said(text: string): Inbound {
  return { ...head, key: 'message:1', kind: 'message', platformId: '1', contact, content: [{ type: 'text', text }] };
}

function referral(data: { [name: string]: string }): Inbound {
  return { ...head, key: 'referral:1', kind: 'event', name: 'referral', contact, data };
}

test('a campaign’s ref is read back as the campaign; refs of others are nobody’s', () => {
  expect(refOf({ source: 'snapchat', campaign: 'summer-26' })).toBe('snap_summer-26');
  expect(campaignOf('snap_summer-26')).toEqual({ source: 'snapchat', campaign: 'summer-26' });
  expect(refOf({ source: 'messenger', campaign: 'summer' })).toBeUndefined();
  for (const ref of ['summer', 'snap_', 'snap_a b', 'tok_summer', 'constructor_x', `snap_${'x'.repeat(41)}`, 'snap_-x'])
    expect(campaignOf(ref)).toBeUndefined();
});

test('a tag in a message brings a referral beside it, under a key of its own; the words stay', () => {
  const message = said('Hi! [snap_summer]');
  expect(withOrigins([message])).toEqual([
    message,
    {
      ...head,
      key: 'origin:message:1',
      kind: 'event',
      name: 'referral',
      contact,
      data: { ref: 'snap_summer', source: 'snapchat', campaign: 'summer' },
    },
  ]);
  for (const words of ['Hi! [summer]', 'snap_summer', '[snap_sum mer]']) expect(withOrigins([said(words)])).toHaveLength(1);
});

test('a referral with a campaign’s ref names its source; another is left as it is', () => {
  expect(withOrigins([referral({ ref: 'snap_summer' })])).toMatchObject([
    { data: { ref: 'snap_summer', source: 'snapchat', campaign: 'summer' } },
  ]);
  expect(withOrigins([referral({ ref: 'snap_summer', source: 'ADS' })])).toMatchObject([{ data: { source: 'snapchat', via: 'ADS' } }]);
  expect(withOrigins([referral({ ref: 'poster', source: 'ADS' })])).toEqual([referral({ ref: 'poster', source: 'ADS' })]);
});
