import { createLocalJWKSet, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { msteams } from '../../sandbox/platforms/msteams/msteams.ts';
import { played, type Taken } from './played.ts';

const robin = '29:1exampleUserId';
const activityIn = ({ body }: Taken) => JSON.parse(String(body));
const submit = { type: 'Action.Submit', title: 'Track', data: { payload: 'flow:track' } };
const card = (actions: object[]) => ({
  type: 'message',
  attachments: [
    { contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard', version: '1.5', body: [], actions } },
  ],
});

/** A clock that stands still, so that what is too fast is so on a slow machine too. */
function standing(): () => number {
  const now = Date.now();
  return () => now;
}

async function world(now?: () => number) {
  const it = await played(msteams, now);
  const { appId = '', tenantId, loginBaseUrl, openidUrl } = it.account.settings as { [name: string]: string };
  const login = (part: Record<string, string> = {}) =>
    fetch(`${loginBaseUrl}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: appId,
        client_secret: it.account.secrets.clientSecret ?? '',
        scope: 'https://api.botframework.com/.default',
        ...part,
      }),
    });
  const { access_token } = (await (await login()).json()) as { access_token: string };
  const ask = async (method: string, path: string, body?: object, token = access_token) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await it.call(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const words = await response.text();
    return { status: response.status, headers: response.headers, body: words === '' ? null : JSON.parse(words) };
  };
  const chat = async () => {
    const { body } = await ask('POST', '/v3/conversations', { bot: { id: `28:${appId}` }, members: [{ id: robin }], isGroup: false });
    return `/v3/conversations/${encodeURIComponent(body.id)}/activities`;
  };
  return { ...it, appId, openidUrl: openidUrl ?? '', login, ask, chat };
}

describe('msteams', () => {
  test('activities are proven by the keys that the connector publishes, for this bot and this service', async () => {
    const { deed, got, appId, openidUrl } = await world();
    const told = await deed('say', { text: 'Hello' });
    const activity = activityIn(got[0]!);
    expect(activity).toMatchObject({ type: 'message', id: told.body.messageId, text: 'Hello', from: { id: robin }, channelId: 'msteams' });
    const { jwks_uri, issuer } = (await (await fetch(openidUrl)).json()) as { jwks_uri: string; issuer: string };
    const keys = (await (await fetch(jwks_uri)).json()) as Parameters<typeof createLocalJWKSet>[0];
    expect(keys.keys[0]).toMatchObject({ kty: 'RSA', endorsements: expect.arrayContaining(['msteams']) });
    const token = got[0]?.headers.authorization?.replace('Bearer ', '') ?? '';
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), { issuer, audience: appId });
    expect(payload.serviceurl).toBe(activity.serviceUrl);
  });

  test('a token costs the right secret, and nothing goes without one', async () => {
    const { login, ask } = await world();
    expect(await (await login({ client_secret: 'wrong' })).json()).toMatchObject({ error: 'invalid_client' });
    expect((await login({ client_id: 'nobody' })).status).toBe(400);
    expect((await login({ scope: 'https://graph.microsoft.com/.default' })).status).toBe(400);
    expect(await ask('POST', '/v3/conversations', {}, 'none')).toMatchObject({
      status: 401,
      body: { error: { code: 'BotNotRegistered' } },
    });
  });

  test('a chat is begun, written in, changed and cleared', async () => {
    const { deed, ask, chat, sent } = await world();
    await deed('install');
    const activities = await chat();
    expect((await ask('POST', activities, { type: 'typing' })).status).toBe(202);
    const { status, body } = await ask('POST', activities, { type: 'message', text: 'Hi', textFormat: 'markdown' });
    expect(status).toBe(201);
    expect((await ask('PUT', `${activities}/${body.id}`, { type: 'message', text: 'Ho' })).body).toEqual({ id: body.id });
    expect(await sent()).toMatchObject([{ to: robin, text: 'Ho', messageId: body.id }]);
    expect((await ask('DELETE', `${activities}/${body.id}`)).status).toBe(200);
    expect((await ask('DELETE', `${activities}/${body.id}`)).body.error.code).toBe('ActivityNotFoundInConversation');
  });

  test('a press comes as its kind of button says', async () => {
    const { deed, ask, chat, got } = await world();
    await deed('say');
    const activities = await chat();
    const { body } = await ask('POST', activities, card([submit, { type: 'Action.Execute', verb: 'flow:stop', data: {} }]));
    await deed('say', { payload: 'flow:track' });
    expect(activityIn(got[1]!)).toMatchObject({ type: 'message', replyToId: body.id, value: { payload: 'flow:track' } });
    await deed('say', { payload: 'flow:stop' });
    expect(activityIn(got[2]!)).toMatchObject({ type: 'invoke', name: 'adaptiveCard/action', value: { action: { verb: 'flow:stop' } } });
    const suggestedActions = { actions: [{ type: 'imBack', title: 'Yes', value: 'Yes' }] };
    await ask('POST', activities, { type: 'message', text: 'Sure?', suggestedActions });
    await deed('say', { payload: 'Yes' });
    expect(activityIn(got[3]!)).toMatchObject({ type: 'message', text: 'Yes' });
  });

  test.each<[string, object, number, string]>([
    ['nothing', { type: 'message' }, 400, 'BadSyntax'],
    ['29 KB', { type: 'message', text: 'x'.repeat(29 * 1024) }, 413, 'MessageSizeTooBig'],
    ['eleven cards', { ...card([]), attachments: Array(11).fill(card([]).attachments[0]) }, 400, 'BadSyntax'],
    ['an unknown type', { type: 'fax', text: 'x' }, 400, 'BadSyntax'],
  ])('refuses %s', async (_what, activity, status, code) => {
    const { deed, ask, chat } = await world();
    await deed('say');
    expect(await ask('POST', await chat(), activity)).toMatchObject({ status, body: { error: { code } } });
  });

  test('who blocks the bot or removes it is not written to; nobody is written to seven times a second', async () => {
    const { deed, ask, chat } = await world(standing());
    await deed('say');
    const activities = await chat();
    const send = () => ask('POST', activities, { type: 'message', text: 'Hi' });
    await deed('block');
    expect(await send()).toMatchObject({ status: 403, body: { error: { code: 'ConversationBlockedByUser' } } });
    await deed('uninstall');
    expect(await send()).toMatchObject({ status: 403, body: { error: { code: 'BotNotInConversationRoster' } } });
    await deed('install');
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    const late = answers.filter(({ status }) => status === 429);
    expect(late).toHaveLength(3);
    expect(late[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  test('edits, deletions, reactions, typing and files are told in their own way', async () => {
    const { deed, got, ask } = await world();
    const data = `data:image/png;base64,${Buffer.from('picture').toString('base64')}`;
    const said = await deed('say', { attachment: { type: 'image', url: data, mimeType: 'image/png' } });
    const { messageId } = said.body;
    await deed('edit', { messageId, text: 'Better' });
    await deed('react', { messageId, emoji: '👍' });
    await deed('react', { messageId });
    await deed('typing');
    await deed('unsend', { messageId });
    expect(got.slice(1).map(activityIn)).toMatchObject([
      { type: 'messageUpdate', id: messageId, text: 'Better', channelData: { eventType: 'editMessage' } },
      { type: 'messageReaction', replyToId: messageId, reactionsAdded: [{ type: 'like' }] },
      { type: 'messageReaction', reactionsRemoved: [{ type: 'like' }] },
      { type: 'typing' },
      { type: 'messageDelete', id: messageId, channelData: { eventType: 'softDeleteMessage' } },
    ]);
    const [file] = activityIn(got[0]!).attachments;
    expect(file).toMatchObject({ contentType: 'image/png' });
    const { pathname } = new URL(file.contentUrl);
    expect((await ask('GET', pathname.replace('/msteams', ''), undefined, 'none')).status).toBe(401);
  });
});
