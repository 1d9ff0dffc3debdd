import { createHash } from 'node:crypto';
import { act } from './desk.ts';
import type { Stage } from './stage.ts';
import { until } from './stage.ts';

/** What the graph says a channel can do, as far as stories ask. */
export interface Abilities {
  receipts: { delivered: boolean; read: boolean };
}

/** The channels of the product and what each can do. */
export async function channelsOf(on: Stage): Promise<Map<string, Abilities>> {
  const { channels } = await on.graph<{ channels: { id: string; capabilities: Abilities }[] }>('{ channels { id capabilities } }');
  return new Map(channels.map(({ id, capabilities }) => [id, capabilities]));
}

/** An address in the way of a channel, the same one for the same name. */
export function addressOn(channel: string, name: string): string {
  const hash = createHash('sha256').update(`${channel} ${name}`);
  const hex = hash.copy().digest('hex');
  const digits = (length: number) => BigInt(`0x${hex}`).toString().slice(0, length);
  const addresses: { [channel: string]: string } = {
    messenger: `7${digits(15)}`,
    instagram: `9${digits(15)}`,
    whatsapp: `1555${digits(7)}`,
    sms: `+1555555${digits(4)}`,
    rcs: `+1555556${digits(4)}`,
    apple: `urn:mbid:AQAA${hex.slice(0, 40)}`,
    slack: `U${hex.slice(0, 10).toUpperCase()}`,
    telegram: digits(9),
    email: `${name.toLowerCase().replace(/[^a-z0-9]+/g, '.')}@example.com`,
    line: `U${hex.slice(0, 32)}`,
    viber: `${hash.digest('base64').slice(0, 22)}==`,
    discord: `1${digits(17)}`,
    msteams: `29:${hex.slice(0, 30)}`,
    snapchat: hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  };
  return addresses[channel] ?? name;
}

/** Lets these creators write on Snapchat, where only those are heard whom the account names. */
export async function admitCreators(on: Stage, creatorProfileIds: string[]): Promise<void> {
  const { id, channel, webhookPath, settings, secrets } = on.account('snapchat');
  const named = { ...settings, creatorProfileIds };
  await on.control('accounts', { id, channel, webhookUrl: on.url + webhookPath, settings: named, secrets });
  await act(on, 'updateChannelAccount', { channelAccountId: id, settings: named }, 'channelAccount { id }');
}

/** Asks Snapchat now for what would be asked for within the half minute. */
export async function askSnapchat(on: Stage): Promise<void> {
  await act(on, 'checkChannelAccount', { channelAccountId: on.account('snapchat').id }, 'checks { ok }');
}

/** A message as the inbox shows it last, with where it stands. */
export interface Heard {
  text: string;
  messageId: string;
  identityId: string;
  channelId: string;
  dialogueId: string;
  customerId: string;
}

interface Page {
  edges: {
    node: {
      dialogue: { id: string };
      customer: { id: string };
      lastMessage: { id: string; text: string | null; identity: { id: string; channelId: string } } | null;
    };
  }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

const inbox = `query ($after: String) { inbox(first: 100, after: $after) { pageInfo { hasNextPage endCursor } edges { node {
  dialogue { id } customer { id } lastMessage { id text identity { id channelId } } } } } }`;

/** The latest message of every open conversation, by its text. */
export async function latest(on: Stage): Promise<Map<string, Heard>> {
  const found = new Map<string, Heard>();
  for (let after: string | null = null; ; ) {
    const { inbox: page }: { inbox: Page } = await on.graph(inbox, { after });
    for (const { node } of page.edges) {
      const { lastMessage: said, dialogue, customer } = node;
      if (!said?.text) continue;
      const { id: messageId, text, identity } = said;
      const words = text.trim();
      found.set(words, {
        text: words,
        messageId,
        identityId: identity.id,
        channelId: identity.channelId,
        dialogueId: dialogue.id,
        customerId: customer.id,
      });
    }
    if (!page.pageInfo.hasNextPage) return found;
    after = page.pageInfo.endCursor;
  }
}

/** Waits until all of these texts were heard; gives where each stands. */
export async function hearAll(on: Stage, texts: string[]): Promise<Map<string, Heard>> {
  let found = new Map<string, Heard>();
  await until(async () => {
    found = await latest(on);
    return texts.filter((text) => !found.has(text));
  }).toEqual([]);
  return found;
}

/** Does something for each, so many at a time. */
export async function each<T>(items: T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
}
