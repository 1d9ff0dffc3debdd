import { describe, expect, test } from 'vitest';
import { lacking } from '../../sandbox/account.ts';
import { platforms } from '../../sandbox/platforms/all.ts';
import { played } from './played.ts';

const sandboxUrl = 'http://sandbox.example:4001';

describe.each(platforms.map((platform) => [platform.channel, platform] as const))('%s', (channel, platform) => {
  test('hands out accounts that can be played, each with secrets of its own', async () => {
    const [one, other] = [await platform.open(sandboxUrl), await platform.open(sandboxUrl)];
    expect(lacking({ id: 'acc', channel, webhookUrl: sandboxUrl, ...one }, platforms)).toEqual([]);
    for (const [name, value] of Object.entries(one.secrets)) expect(other.secrets[name]).not.toBe(value);
  });

  test('begins and ends, and says what can be done with it', async () => {
    const { sandbox } = await played(platform);
    const help = (await (await fetch(`${sandbox.url}/sandbox`)).json()) as { platforms: { deeds: object }[] };
    expect(help.platforms[0]?.deeds).toMatchObject({ say: expect.any(String) });
    await sandbox.close();
  });
});

test('no two platforms have the same name', () => {
  const channels = platforms.map(({ channel }) => channel);
  expect(new Set(channels).size).toBe(channels.length);
});
