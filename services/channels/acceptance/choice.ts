import type { Transaction } from 'kysely';
import type { Content } from '../../../schema/content.ts';
import type { Account } from '../adapter.ts';
import type { Inbound } from '../inbound.ts';
import { recipientOf } from '../recipient.ts';
import { newestOffer, offerOf } from '../store/offers.ts';
import type { ChannelsTables, Choice } from '../tables.ts';

type Tx = Transaction<ChannelsTables>;
type Said = Extract<Inbound, { kind: 'message' }>;

const week = 604_800_000;
/** How far the platform's clock may be behind ours, in milliseconds; some count in seconds. */
const behind = 5_000;
/** Nobody types more to choose something. */
const longestTitle = 300;
/** What stands for a payload that is too long for the channel: our message, and which of its choices, counted from 1 (fit/). */
const token = /^~(msg_[0-9A-Za-z]+)\.(\d+)$/;

/** What a message says, with what was typed or pressed turned to what we offered; `offeredIn` is the message of ours that offered it. */
export async function chosen(tx: Tx, account: Account, event: Said): Promise<{ content: Content[]; offeredIn?: string }> {
  const { content } = event;
  const recipients = event.contact.addresses.map(recipientOf);
  const [only] = content;
  if (content.length === 1 && only?.type === 'text' && only.text.length <= longestTitle) {
    const offer = await newestOffer(tx, account.id, recipients);
    const age = offer ? event.at - offer.at.getTime() : Number.POSITIVE_INFINITY;
    const choice = age <= week && age >= -behind ? choiceTyped(only.text, countable(offer!)) : undefined;
    return choice ? { content: [choiceContent(choice)], offeredIn: offer!.message_id } : { content };
  }
  const [, messageId, number] = token.exec(content.find((item) => item.type === 'choice')?.payload ?? '') ?? [];
  const offer = messageId ? await offerOf(tx, account.id, messageId) : undefined;
  const choice = offer?.choices[Number(number) - 1];
  if (!offer || !choice || !recipients.includes(offer.recipient)) return { content };
  const pressed = content.map((item) => (item.type === 'choice' && token.test(item.payload) ? choiceContent(choice) : item));
  return { content: pressed, offeredIn: offer.message_id };
}

/** After something else that we said, a number may answer that: only titles count. */
function countable({ choices, isPast }: { choices: Choice[]; isPast: boolean }): Choice[] {
  return isPast ? choices.map((choice) => ({ ...choice, number: null })) : choices;
}

/** The choice that somebody typed: its title whatever the case, or its number as `2`, `2)` or `2.`. */
export function choiceTyped(text: string, choices: Choice[]): Choice | undefined {
  const typed = text.trim().toLowerCase();
  const titled = choices.find(({ title }) => title.trim().toLowerCase() === typed);
  const number = /^(\d{1,3})[).]?$/.exec(typed)?.[1];
  return titled ?? (number === undefined ? undefined : choices.find((choice) => choice.number === Number(number)));
}

function choiceContent({ title, payload }: Choice): Content {
  return { type: 'choice', text: title, payload };
}
