import { expect, test } from 'vitest';
import { type Stage, stage, story, until } from './stage.ts';
import { answer, conduct, delivery, entries, met } from './timeline.ts';

const said = async (on: Stage) => (await entries(on)).map(({ text, author }) => `${author?.kind}: ${text}`);

story('what was written on the phone', () => {
  test('stands in the dialogue as written outside Parlor; what Parlor sends stands there once, whichever of echo and answer is first', async () => {
    const on = await stage('instagram');
    const { dialogue, identities } = await met(on, 'instagram');
    const phone = (text: string) =>
      on.control('instagram/answer', { account: on.account('instagram').id, from: identities[0]?.value, text });
    await answer(on, dialogue.id, 'From the desk');
    await until(() => said(on)).toContain('AGENT: From the desk');
    await phone('From the phone');
    await until(() => said(on)).toContain('PLATFORM: From the phone');
    await conduct(on, 'instagram', { latency: 300 });
    const slow = await answer(on, dialogue.id, 'Slowly');
    await until(async () => ['SENT', 'DELIVERED', 'READ'].includes((await delivery(on, slow)).state)).toBe(true);
    await phone('Slowly');
    await until(async () => (await said(on)).filter((line) => line.endsWith('Slowly')).toSorted()).toEqual([
      'AGENT: Slowly',
      'PLATFORM: Slowly',
    ]);
    expect((await said(on)).toSorted()).toHaveLength(5);
  });

  test('does not stand in for an answer that was lost: its echo does', async () => {
    const on = await stage('instagram');
    const { dialogue } = await met(on, 'instagram');
    await conduct(on, 'instagram', { receipts: 'none', fault: { next: 1, lost: 'answer' } });
    const id = await answer(on, dialogue.id, 'Once');
    await until(() => delivery(on, id)).toMatchObject({ state: 'SENT', error: null });
    await answer(on, dialogue.id, 'Twice');
    await until(async () => (await on.sent('instagram')).map(({ text }) => text)).toEqual(['Once', 'Twice']);
    expect(await said(on)).toHaveLength(3);
  });
});
