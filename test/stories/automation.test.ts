import { expect, test } from 'vitest';
import { act, attempt, hear, meet, openConversation, texts, timeline, untilSent } from './desk.ts';
import { type Stage, stage, story, until } from './stage.ts';

const save = (on: Stage, rule: object) =>
  act<{ automationRule: { id: string } }>(on, 'saveAutomationRule', { name: 'A rule', ...rule }, 'automationRule { id }').then(
    (saved) => saved.automationRule.id,
  );

const greeting = { condition: { on: 'CONVERSATION_OPENED' }, reply: 'Welcome!' };
const away = { condition: { on: 'MESSAGE_RECEIVED' }, reply: 'We are away.' };

/** Opening hours in which it is now, and such in which it is not. */
function hours() {
  const days = [1, 2, 3, 4, 5, 6, 7];
  const today = new Date().getUTCDay() || 7;
  const others = days.filter((day) => day !== today && day !== (today % 7) + 1);
  const whole = { timezone: 'Etc/UTC', from: '00:00', to: '23:59' };
  return { open: { ...whole, days: [today, (today % 7) + 1] }, closed: { ...whole, days: others } };
}

story('a rule', () => {
  test.each(['messenger', 'whatsapp', 'webchat'] as const)(
    'greets who opens a conversation, once, on %s, through the same way as anybody',
    async (channel) => {
      const on = await stage();
      await save(on, greeting);
      const ana = await meet(on, channel, 'Hi');
      await until(() => texts(on, ana.id)).toEqual(['Hi', 'Welcome!']);
      const [first, answer] = await timeline(on, ana.id);
      expect(answer).toMatchObject({
        direction: 'OUTBOUND',
        author: { kind: 'AUTOMATION' },
        replyTo: { id: first!.id },
        identity: { id: ana.identityId },
      });
      if (channel !== 'webchat') await untilSent(on, ana, ['Welcome!']);
      await hear(on, ana, 'Thanks');
      await act(on, 'closeConversation', { conversationId: await openConversation(on, ana) }, 'conversation { id }');
      await hear(on, ana, 'Hi again');
      // WhatsApp's clock counts whole seconds, so that what comes in one with an answer may stand before it.
      await until(async () => (await texts(on, ana.id)).toSorted()).toEqual(['Hi', 'Hi again', 'Thanks', 'Welcome!', 'Welcome!']);
    },
  );

  test('answers outside of opening hours only, and once an hour in a dialogue', async () => {
    const on = await stage();
    const { open, closed } = hours();
    await save(on, { ...away, condition: { ...away.condition, outside: open }, reply: 'Never said' });
    await save(on, { ...away, condition: { ...away.condition, outside: closed } });
    const ana = await meet(on, 'messenger', 'one');
    await until(() => texts(on, ana.id)).toEqual(['one', 'We are away.']);
    for (const text of ['two', 'three']) await hear(on, ana, text);
    const bob = await meet(on, 'messenger', 'one');
    await until(() => texts(on, bob.id)).toEqual(['one', 'We are away.']);
    const last = await save(on, { ...away, reply: 'The last' });
    await hear(on, ana, 'four');
    await until(() => texts(on, ana.id)).toEqual(['one', 'We are away.', 'two', 'three', 'four', 'The last']);
    expect(last).toMatch(/^rul_/);
  });

  test('answers once to what the platform tells again and again', async () => {
    const on = await stage();
    await save(on, greeting);
    const page = on.account('messenger');
    const pageId = page.settings.pageId;
    const ana = await meet(on, 'messenger', 'Hi');
    await act(on, 'closeConversation', { conversationId: await openConversation(on, ana) }, 'conversation { id }');
    const message = {
      sender: { id: ana.from },
      recipient: { id: pageId },
      timestamp: Date.now(),
      message: { mid: 'm_again', text: 'Again' },
    };
    const body = { object: 'page', entry: [{ id: pageId, time: Date.now(), messaging: [message] }] };
    const answers = await Promise.all(Array.from({ length: 10 }, () => on.post(page, body)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await save(on, { ...away, reply: 'The last' });
    await hear(on, ana, 'Done');
    await until(() => texts(on, ana.id)).toContain('The last');
    expect((await texts(on, ana.id)).toSorted()).toEqual(['Again', 'Done', 'Hi', 'The last', 'Welcome!', 'Welcome!']);
  });

  test('is silent when it is disabled, on other channels, and to what we say ourselves', async () => {
    const on = await stage();
    const disabled = await save(on, { ...greeting, enabled: false, reply: 'Disabled' });
    await save(on, { condition: { on: 'MESSAGE_RECEIVED', channelIds: ['whatsapp'] }, reply: 'On the phone' });
    const ana = await meet(on, 'messenger', 'Hi');
    await act(on, 'sendMessage', { dialogueId: ana.dialogueId, text: 'Hello' }, 'message { id }');
    const phone = await meet(on, 'whatsapp', 'Hi');
    await until(() => texts(on, phone.id)).toEqual(['Hi', 'On the phone']);
    await save(on, { ...away, reply: 'The last' });
    await hear(on, ana, 'Bye');
    await until(() => texts(on, ana.id)).toEqual(['Hi', 'Hello', 'Bye', 'The last']);
    await save(on, { ...greeting, id: disabled, enabled: true, reply: 'Enabled' });
    const bob = await meet(on, 'messenger', 'Hi');
    await until(() => texts(on, bob.id)).toEqual(['Hi', 'Enabled']);
  });

  test('that was taken away says nothing more', async () => {
    const on = await stage();
    const id = await save(on, greeting);
    await act(on, 'deleteAutomationRule', { automationRuleId: id }, 'deletedId');
    await save(on, { ...away, reply: 'The last' });
    const ana = await meet(on, 'messenger', 'Hi');
    await until(() => texts(on, ana.id)).toEqual(['Hi', 'The last']);
  });

  test('with a condition that cannot hold is refused, with what is wrong', async () => {
    const on = await stage();
    const { closed } = hours();
    const wrong: [object, string][] = [
      [{ outside: { ...closed, timezone: 'Mars/Olympus' } }, 'condition.outside.timezone'],
      [{ outside: { ...closed, days: [] } }, 'condition.outside.days'],
      [{ outside: { ...closed, days: [0, 8] } }, 'condition.outside.days'],
      [{ outside: { ...closed, from: '9' } }, 'condition.outside.from'],
      [{ outside: { ...closed, from: '17:00', to: '09:00' } }, 'condition.outside.to'],
      [{ outside: { ...closed, to: '24:30' } }, 'condition.outside.to'],
    ];
    for (const [condition, place] of wrong) {
      const input = { name: 'R', condition: { on: 'MESSAGE_RECEIVED', ...condition }, reply: 'x' };
      const { userErrors } = await attempt(on, 'saveAutomationRule', input, 'automationRule { id }');
      expect(userErrors).toEqual([{ code: 'BAD_INPUT', message: expect.stringContaining(`\`${place}`) }]);
    }
    for (const bad of [{ reply: ' ' }, { reply: 'x'.repeat(2_001) }, { name: '' }]) {
      const { userErrors } = await attempt(on, 'saveAutomationRule', { name: 'R', ...away, ...bad }, 'automationRule { id }');
      expect(userErrors).toMatchObject([{ code: 'BAD_INPUT' }]);
    }
    expect(await on.graph('{ automationRules { id } }')).toEqual({ automationRules: [] });
  });
});
