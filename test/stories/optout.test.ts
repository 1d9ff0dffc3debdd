import { expect, test } from 'vitest';
import { attempt, hear, meet, type Person, send, timeline, untilSent } from './desk.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { conduct } from './timeline.ts';

const happened = async (on: Stage, { id }: Person) => (await timeline(on, id)).flatMap(({ name, text }) => name ?? text ?? []);
async function reason(on: Stage, { dialogueId }: Person): Promise<string | null | undefined> {
  const { replyOption } = await attempt<{ replyOption: { reason: string } | null }>(
    on,
    'sendMessage',
    { dialogueId, text: 'Are you sure?' },
    'replyOption { reason }',
  );
  return replyOption?.reason;
}

story('who wants no messages', () => {
  test('says so with a word, gets none, and gets them again with another word', async () => {
    const on = await stage('sms');
    const ana = await meet(on, 'sms', 'Hello?');
    await hear(on, ana, 'Stop.');
    await until(() => happened(on, ana)).toEqual(['Hello?', 'Stop.', 'opted_out']);
    expect(await reason(on, ana)).toBe('OPTED_OUT');
    await hear(on, ana, 'Where is my order?');
    expect(await reason(on, ana)).toBe('OPTED_OUT');
    await hear(on, ana, 'START');
    await until(async () => (await happened(on, ana)).at(-1)).toBe('opted_in');
    await send(on, { dialogueId: ana.dialogueId, text: 'Welcome back' });
    await untilSent(on, ana, ['Welcome back']);
  });

  test('is known by the platform’s refusal, until they write again', async () => {
    const on = await stage('messenger');
    const ana = await meet(on, 'messenger', 'Hello?');
    const error = { message: 'This person isn’t available right now.', type: 'OAuthException', code: 551, error_subcode: 1545041 };
    await conduct(on, 'messenger', { fault: { next: 1, status: 400, error } });
    await send(on, { dialogueId: ana.dialogueId, text: 'Hi' });
    await until(async () => (await happened(on, ana)).at(-1)).toBe('blocked');
    expect(await reason(on, ana)).toBe('BLOCKED');
    await hear(on, ana, 'Here I am');
    await until(async () => (await happened(on, ana)).at(-1)).toBe('unblocked');
    await send(on, { dialogueId: ana.dialogueId, text: 'Good' });
    await untilSent(on, ana, ['Good']);
  });
});
