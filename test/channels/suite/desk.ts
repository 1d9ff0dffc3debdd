import { onTestFinished } from 'vitest';
import type { Platform } from '../../../sandbox/platform.ts';
import type { Content } from '../../../schema/content.ts';
import type { Account, Poll, WebhookRequest } from '../../../services/channels/adapter.ts';
import type { Contact, Inbound } from '../../../services/channels/inbound.ts';
import type { ApiCall, Failed, Sent } from '../../../services/channels/plan.ts';
import { filled, type Kept, keptFrom } from '../../../services/channels/sending/kept.ts';
import { isFailed, type Outside, openOutside } from '../../../services/channels/sending/outside.ts';
import { played, type Taken } from '../../sandbox/played.ts';
import type { Case } from '../case.ts';

/** Somebody at the business who writes back to a person on a platform at play: renders and makes the calls, nothing between. */
export interface Desk {
  /** The person, as their last webhook named them. */
  contact: Contact;
  nextId(): string;
  /** Makes the calls that say this, until one is refused; each with what came of it. */
  say(content: Content[]): Promise<{ call: ApiCall; outcome: Sent | Failed }[]>;
}

/** A small file for whatever a call carries. */
const file = async () => ({ bytes: new Uint8Array(2_048).fill(65), mimeType: 'image/jpeg', name: 'box.jpg' });

/** A platform at play where a person has just written, and the one who answers; for one test. */
export async function deskOn({ adapter, to }: Case, platform: Platform): Promise<Desk> {
  // Who writes faster than the platform allows waits: its clock runs on.
  let ahead = 0;
  const stage = await played(platform, () => Date.now() + ahead);
  const outside = openOutside(file);
  onTestFinished(() => outside.close());
  const settings = adapter.settings.parse(stage.account.settings) as Account['settings'];
  const { secrets, webhookUrl } = stage.account;
  const closed: Account = { id: 'acc_1', workspaceId: 'wsp_1', channel: adapter.channel, settings, secrets, webhookUrl };
  const told = await stage.deed('say', { text: 'Hello' });
  const heard: Inbound[] = [];
  for (const taken of stage.got) {
    const request = requestOf(webhookUrl, taken);
    heard.push(...adapter.parse(await adapter.decode(request), request, closed));
  }
  if (adapter.listen?.kind === 'poll') heard.push(...(await polled(adapter.listen, closed, outside)));
  const said = heard.find((event) => event.kind === 'message');
  // Over a socket nothing is heard here: the person is written to as one who never wrote.
  const known: Contact = { addresses: [{ kind: to.kind, value: String(told.body.from ?? to.value) }], place: null };
  const contact = said?.contact ?? known;
  let count = 0;
  return {
    contact,
    nextId: () => `msg_01J${String(++count).padStart(23, '0')}`,
    async say(content) {
      const head = { id: `msg_01K${String(++count).padStart(23, '0')}`, to: contact.addresses, place: contact.place ?? null };
      const last = said?.platformId === undefined ? {} : { lastInbound: said.platformId };
      const account = await outside.tokens.give(adapter, closed);
      if (isFailed(account)) throw new Error(`no token: ${account.message}`);
      const done: { call: ApiCall; outcome: Sent | Failed }[] = [];
      let kept: Kept = {};
      for (const planned of adapter.render({ ...head, ...last, author: 'person', kind: 'message', content }, account)) {
        const call = filled(planned, kept);
        if (!call) throw new Error('a value that an earlier call should have kept is not there');
        let reply = await outside.call(account, call);
        let outcome = adapter.read(reply, call);
        while (!outcome.ok && outcome.class === 'rate_limited') {
          ahead += outcome.retryAfter ?? 6_000;
          reply = await outside.call(account, call);
          outcome = adapter.read(reply, call);
        }
        done.push({ call, outcome });
        if (!outcome.ok) break;
        kept = { ...kept, ...keptFrom(call, reply) };
      }
      return done;
    },
  };
}

/** One round of asking a platform that does not call. */
async function polled(poll: Poll, account: Account, outside: Outside): Promise<Inbound[]> {
  const events: Inbound[] = [];
  let step = poll.step(null, null, account, Date.now());
  for (;;) {
    events.push(...step.events);
    if (!step.call) return events;
    step = poll.step(step.state, await outside.call(account, step.call), account, Date.now());
  }
}

function requestOf(webhookUrl: string, { method, url, headers, body }: Taken): WebhookRequest {
  const whole = new URL(url, webhookUrl);
  const query = Object.fromEntries(whole.searchParams);
  return { method: method === 'GET' ? 'GET' : 'POST', url: whole.href, query, headers, body, receivedAt: Date.now() };
}
