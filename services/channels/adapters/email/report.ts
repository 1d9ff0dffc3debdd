import type { Account } from '../../adapter.ts';
import type { Inbound } from '../../inbound.ts';
import { type Draft, digest, eventKey } from '../read.ts';
import { failureOf } from './answer.ts';
import { addressIn, idsIn, type Mail } from './mail.ts';
import { messageOf } from './thread.ts';

type State = Extract<Inbound, { kind: 'delivery' }>['state'];

/** What a mail server or a provider tells of one mail of ours to one person. */
export interface Told {
  state: State;
  recipient: string;
  /** Ids it may be known by: ours, the provider's. */
  ids: string[];
  /** The server's last words, with a code; only with `failed`. */
  status?: number;
  words?: string;
}

/** The delivery event of what was told; `key` is the report's own. */
export function deliveryOf(
  { state, recipient, ids, status = 550, words = '' }: Told,
  key: string,
  at: number,
  raw: Draft['raw'],
  account: Account,
): Draft {
  const reference = ids.map((one) => messageOf(one, account)).find((one) => one !== undefined);
  const failure = state === 'failed' ? { failure: failureOf(status, words) } : {};
  const contact = { addresses: [{ kind: 'email', value: recipient }] as [{ kind: string; value: string }] };
  return {
    key: eventKey('report', state, recipient, key),
    at,
    raw,
    kind: 'delivery',
    state,
    contact,
    platformIds: ids,
    ...(reference === undefined ? {} : { reference }),
    ...failure,
  };
}

/** A report of a mail server (RFC 3464): a mail with a part for programs, and the mail it is about, or its head. Nothing for other mails. */
export function reportsIn(mail: Mail, at: number, raw: Draft['raw'], account: Account): Draft[] {
  const part = mail.files.find(({ mimeType }) => mimeType === 'message/delivery-status');
  if (!part) return [];
  const [, ...groups] = blocksOf(textOf(part.data));
  const original = mail.files.find(({ mimeType }) => mimeType === 'message/rfc822' || mimeType === 'text/rfc822-headers');
  const head = original ? textOf(original.data).split(/\r?\n\r?\n/)[0] : undefined;
  const ids = idsIn(/^message-id:\s*(<[^<>\s]+>)/im.exec(head?.slice(0, 65_536) ?? '')?.[1]);
  return groups.flatMap((group): Draft[] => {
    const recipient = addressIn(/^(?:final|original)-recipient:\s*(?:[^;\n]{0,40};)?\s*([^\s]+)/im.exec(group)?.[1]);
    const state = stateOf(/^action:\s*(\w+)/im.exec(group)?.[1]?.toLowerCase());
    if (recipient === undefined || state === undefined) return [];
    const code = /^status:\s*(\d\.\d{1,3}\.\d{1,3})/im.exec(group)?.[1] ?? '';
    const said = /^diagnostic-code:\s*(?:[^;\n]{0,40};)?\s*([^\n]+)/im.exec(group)?.[1]?.trim() ?? '';
    const status = Number(/^(\d{3})\b/.exec(said)?.[1] ?? (code.startsWith('4') ? 450 : 550));
    const words = said.includes(code) ? said : `${code} ${said}`.trim();
    return [deliveryOf({ state, recipient, ids, status, words }, ids[0] ?? digest(raw), at, raw, account)];
  });
}

/** A delay is no end; a relay or an expansion says no more than that the next server has it. */
function stateOf(action: string | undefined): State | undefined {
  if (action === 'failed') return 'failed';
  return action === 'delivered' ? 'delivered' : undefined;
}

function blocksOf(text: string): string[] {
  return text
    .slice(0, 262_144)
    .replaceAll('\r\n', '\n')
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n\s*\n/)
    .filter((block) => block.trim() !== '');
}

function textOf(base64: string): string {
  return Buffer.from(base64.slice(0, 1_048_576), 'base64').toString('utf8').replaceAll('\u0000', '').toWellFormed();
}
