import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import type { ApiCall, Outbound } from '../../plan.ts';
import type { Fields } from '../read.ts';
import { notSendable } from '../words.ts';
import { sendCall, uuidOf } from './call.ts';
import { fileCalls } from './file.ts';
import { invitation, listPicker, quickReply, richLink } from './interactive.ts';

/** The calls for what is said or done: one a part, three for a file (apple-messages.md §2). */
export function renderApple(message: Outbound, account: Account): ApiCall[] {
  switch (message.kind) {
    case 'message':
      if (message.content.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
      return message.content.flatMap((item, index) => callsOf(item, message, account, index));
    case 'typing': {
      const call = sendCall(message, account, 0, { type: message.on ? 'typing_start' : 'typing_end' });
      return [{ ...call, gives: 'nothing', optional: true }];
    }
    default:
      throw notSendable(message.kind, 'Apple Messages');
  }
}

function callsOf(item: Content, message: Outbound, account: Account, index: number): ApiCall[] {
  const say = (body: Fields, headers?: ApiCall['headers'], to = message) => [sendCall(to, account, index, body, headers)];
  const request = uuidOf(`${message.id}:${index}`);
  switch (item.type) {
    case 'text':
      return say(wordsOf(item.text));
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return fileCalls(item, message, account, index);
    case 'quick_replies':
      return say(quickReply(item, request));
    case 'list':
      return say(listPicker(item, request));
    case 'template': {
      const phone = message.to.find(({ kind }) => kind === 'phone');
      if (!phone) throw new CodedError('BAD_INPUT', 'An invitation goes to a phone number, and this recipient has none.');
      return say(invitation(item, message.id, request), { 'message-type': 'notification' }, { ...message, to: [phone] });
    }
    default:
      throw notSendable(item.type, 'Apple Messages');
  }
}

/** A link on its own, or below its title, is shown as a rich link: Apple asks for one wherever there is an address (apple-messages.md). */
function wordsOf(text: string): Fields {
  const [, title, url] = /^(?:([^\n]{1,200})\n)?(https?:\/\/\S+)$/i.exec(text) ?? [];
  return url !== undefined && URL.canParse(url) ? richLink(url, title) : { type: 'text', body: text };
}
