import type { Content } from '../../../schema/content.ts';
import { CodedError } from '../../../schema/errors.ts';
import { linkText, placeText, splitText } from '../adapters/words.ts';
import type { Capabilities } from '../capabilities.ts';
import type { Choice } from '../tables.ts';

/** What a part became because the channel cannot say it as asked. */
export interface Degradation {
  /** Index in the content asked for. */
  part: number;
  from: string;
  to: string;
  /** Why, in words for people. */
  reason: string;
}

/** Content that fits a channel. */
export interface Fitted {
  content: Content[];
  degradations: Degradation[];
  /** What a typed number or title stands for. */
  choices: Choice[];
}

/** What is to be said, by our message id. */
export interface Saying {
  id: string;
  content: Content[];
  /** First line of the message answered, for channels whose `replyTo` is `quote`. */
  quote?: string;
}

/** Content as the channel can say it, and what was lost on the way. Throws BAD_INPUT for what no channel can say. */
export function fit(saying: Saying, capabilities: Capabilities, _abilities: string[] | null): Fitted {
  const fitted: Fitted = { content: [], degradations: [], choices: [] };
  const say = (text: string) => {
    for (const piece of splitText(text, capabilities.text.limit)) fitted.content.push({ type: 'text', text: piece });
  };
  for (const item of saying.content) {
    if (item.type === 'text') say(item.text);
    else if (item.type === 'link') say(linkText(item));
    else if (item.type === 'location' && !capabilities.location) say(placeText(item));
    else if (item.type === 'choice' || item.type === 'form' || item.type === 'unsupported')
      throw new CodedError('BAD_INPUT', `Content of type ${item.type} cannot be sent.`);
    else fitted.content.push(item);
  }
  return fitted;
}
