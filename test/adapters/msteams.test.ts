import { describe, expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import type { Content } from '../../schema/content.ts';
import { type ApiCall, kept, type Outbound } from '../../services/channels/plan.ts';
import { its } from '../channels/msteams.ts';
import { accountOf, bytes, contextAt, eventsOf, messageTo, requestOf } from '../channels/suite/stand.ts';
import { codeOf, now, shape } from './setup.ts';

const { adapter } = its;
const account = accountOf(its);
const talk = 'a:1exampleConversationId';

function told(part: object): ReturnType<typeof eventsOf> {
  return eventsOf(its, { ...requestOf(its, 'message'), body: bytes({ ...shape<object>('msteams/message'), ...part } as Json) });
}

describe('microsoft teams: what arrives', () => {
  test('an activity for another service than its token is refused, and one with a key that may not speak for Teams', async () => {
    const request = requestOf(its, 'message');
    const other = bytes({ ...shape<object>('msteams/message'), serviceUrl: 'https://evil.example/' } as Json);
    expect(await codeOf(adapter.verify({ ...request, body: other }, account, contextAt(now, its.documents)))).toBe('BAD_SIGNATURE');
    const foreign = bytes({ ...shape<object>('msteams/message'), channelId: 'webchat' } as Json);
    expect(await codeOf(adapter.verify({ ...request, body: foreign }, account, contextAt(now, its.documents)))).toBe('BAD_SIGNATURE');
  });

  test('reactions are emoji, by name or by code points', async () => {
    const activity = {
      type: 'messageReaction',
      replyToId: '1789000000100',
      reactionsAdded: [{ type: 'like' }, { type: '1f44b_wavinghand' }],
      reactionsRemoved: [{ type: 'sad' }],
    };
    const target = `${talk}|1789000000100`;
    expect(await told(activity)).toMatchObject([
      { kind: 'reaction', target, emoji: null },
      { kind: 'reaction', target, emoji: '👍' },
      { kind: 'reaction', target, emoji: '👋' },
    ]);
  });

  test('a receipt, typing, a removed app, a file and a form are what they are', async () => {
    const receipt = { type: 'event', name: 'application/vnd.microsoft.readReceipt', value: { lastReadMessageId: '1789000000200' } };
    expect(await told(receipt)).toMatchObject([
      { kind: 'delivery', state: 'read', until: 1_789_000_000_200, platformIds: [`${talk}|1789000000200`] },
    ]);
    expect(await told({ type: 'typing' })).toMatchObject([{ kind: 'typing', on: true }]);
    expect(await told({ type: 'installationUpdate', action: 'remove' })).toMatchObject([{ kind: 'standing', standing: 'blocked' }]);
    const info = {
      contentType: 'application/vnd.microsoft.teams.file.download.info',
      name: 'a.pdf',
      content: { downloadUrl: 'https://x.sharepoint.com/a', fileType: 'pdf' },
    };
    expect(await told({ text: '', attachments: [info] })).toMatchObject([
      { content: [{ type: 'file', name: 'a.pdf', url: 'https://x.sharepoint.com/a' }] },
    ]);
    expect(await told({ text: undefined, value: { payload: 'order', number: '1042' } })).toMatchObject([
      { content: [{ type: 'form', name: 'order', fields: { number: '1042' } }] },
    ]);
  });

  test('a press that waits for an answer gets it', () => {
    expect(JSON.parse(adapter.accepted({ type: 'invoke', name: 'adaptiveCard/action' }).body)).toMatchObject({ statusCode: 200 });
  });
});

test('microsoft teams: the bot’s token fetches files of the service alone, whatever a file says of where it is', () => {
  const headersAt = (url: string) =>
    adapter.fetchMedia({ type: 'image', url }, { ...account, token: 'ours' }).map(({ headers }) => headers);
  const proof = [{ authorization: 'Bearer ours' }];
  expect(headersAt('https://smba.trafficmanager.net/emea/v3/attachments/1/views/original')).toEqual(proof);
  for (const host of ['anybody.trafficmanager.net', 'smba.trafficmanager.net.example.com', 'example.com', 'notskype.com'])
    expect(headersAt(`https://${host}/v3/attachments/1/views/original`)).toEqual([{}]);
});

describe('microsoft teams: what leaves', () => {
  const calls = (part: object) => adapter.render({ ...messageTo(its, []), ...part } as Outbound, account);
  const say = (content: Content[], part: object = {}) => calls({ kind: 'message', content, ...part });
  const jsonOf = (call: ApiCall | undefined) => (call?.body && 'json' in call.body ? call.body.json : undefined);
  const service = 'https://smba.trafficmanager.net/emea/11111111-2222-3333-4444-555555555555';

  test('an answer goes to the conversation at its own service, with the token of the moment', () => {
    const [call] = say([{ type: 'text', text: 'Hello' }]);
    expect(call?.path).toBe(`${service}/v3/conversations/${encodeURIComponent(talk)}/activities`);
    expect(call?.headers.authorization).toBe('Bearer token-of-the-moment');
    expect(adapter.read({ status: 201, headers: {}, body: { id: '1789000000200' } }, call as ApiCall)).toEqual({
      ok: true,
      platformId: `${talk}|1789000000200`,
    });
  });

  test('who never wrote is written to in a new conversation', () => {
    const [open, post] = say([{ type: 'text', text: 'Hello' }], { place: null });
    expect(jsonOf(open)).toMatchObject({
      members: [{ id: '29:1exampleUserId' }],
      isGroup: false,
      bot: { id: '28:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee' },
    });
    expect(post?.path).toBe(`https://smba.trafficmanager.net/teams/v3/conversations/${kept('conversation')}/activities`);
  });

  test('a row picked from a list comes back as the choice it was', async () => {
    const rows = [{ title: 'Returns', payload: 'row:1' }];
    const [call] = say([{ type: 'list', text: 'Pick', button: 'Send', sections: [{ rows }] }]);
    const card = jsonOf(call) as { attachments: [{ content: { body: { choices?: { value: string }[] }[] } }] };
    const choice = card.attachments[0].content.body[1]?.choices?.[0]?.value;
    expect(await told({ text: undefined, value: { list: true, choice } })).toMatchObject([
      { content: [{ type: 'choice', text: 'Returns', payload: 'row:1' }] },
    ]);
  });

  test('edits and deletions name the activity in its own conversation', () => {
    const target = [{ platformId: '19:x@thread.tacv2;messageid=1|7', place: null }];
    const paths = [...calls({ kind: 'edit', target, content: [{ type: 'text', text: 'New' }] }), ...calls({ kind: 'unsend', target })];
    const path = `${service}/v3/conversations/${encodeURIComponent('19:x@thread.tacv2;messageid=1')}/activities/7`;
    expect(paths.map((call) => [call.method, call.path])).toEqual([
      ['PUT', path],
      ['DELETE', path],
    ]);
  });
});
