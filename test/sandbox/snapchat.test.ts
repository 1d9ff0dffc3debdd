import { describe, expect, test } from 'vitest';
import { snapchat } from '../../sandbox/platforms/snapchat.ts';
import { played } from './played.ts';

/** What its answers may hold. */
interface Body {
  request_status: string;
  conversation: { conversation_id: string; token: string };
  group_conversation_messages: { group_conversation_message: { text_message: string } }[];
}
type Stage = Awaited<ReturnType<typeof played>>;

async function token({ call, account }: Stage): Promise<string> {
  const { clientId = '', clientSecret = '', refreshToken = '' } = account.secrets;
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken,
  });
  const response = await call('/login/oauth2/access_token', { method: 'POST', body });
  return ((await response.json()) as { access_token: string }).access_token;
}

async function stand() {
  const on = await played(snapchat);
  const bearer = await token(on);
  const profile = `/public_profiles/${on.account.settings.profileId}`;
  const [creator = ''] = on.account.settings.creatorProfileIds as string[];
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await on.call(`${profile}/${path}`, { ...init, headers: { authorization: `Bearer ${bearer}` } });
    return { status: response.status, body: (await response.json()) as Body };
  };
  const { conversation } = (await ask(`group_conversation?creator_profile_id=${creator}`)).body;
  const query = new URLSearchParams({ conversation_id: conversation.conversation_id, token: conversation.token, limit: '10' });
  return { on, ask, creator, conversation, read: () => ask(`group_conversation_messages?${query}`) };
}

describe('snapchat in the sandbox', () => {
  test('what a creator writes is there for who asks, the latest first, beside what was answered; nobody is called', async () => {
    const { on, ask, creator, conversation, read } = await stand();
    await on.deed('say', { from: creator, text: 'one' });
    const group_conversation_messages = [{ type: 'TEXT', text_message: 'two' }];
    const sent = await ask('group_conversation_messages', {
      method: 'POST',
      body: JSON.stringify({ ...conversation, group_conversation_messages }),
    });
    expect(sent).toMatchObject({ status: 200, body: { request_status: 'SUCCESS' } });
    const { body } = await read();
    const texts = body.group_conversation_messages;
    expect(texts.map(({ group_conversation_message: { text_message } }) => text_message).toSorted()).toEqual(['one', 'two']);
    expect(await on.sent()).toMatchObject([{ to: creator, text: 'two' }]);
    expect(on.got).toEqual([]);
  });

  test('a wrong token, another profile, an unknown creator, a wrong conversation and a picture are refused in its envelope', async () => {
    const { on, ask, conversation } = await stand();
    expect((await on.call('/public_profiles/x/group_conversation', { headers: { authorization: 'Bearer no' } })).status).toBe(401);
    expect(await ask('group_conversation?creator_profile_id=nobody')).toMatchObject({ status: 404, body: { request_status: 'ERROR' } });
    expect((await ask('group_conversation_messages?conversation_id=x&token=y')).status).toBe(404);
    const picture = { ...conversation, group_conversation_messages: [{ type: 'IMAGE', url: 'https://x.example' }] };
    expect((await ask('group_conversation_messages', { method: 'POST', body: JSON.stringify(picture) })).status).toBe(400);
    expect((await on.deed('say', { from: 'nobody', text: 'Hi' })).status).toBe(400);
    const grant = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'guessed' });
    expect((await on.call('/login/oauth2/access_token', { method: 'POST', body: grant })).status).toBe(400);
  });
});
