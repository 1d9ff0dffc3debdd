import { expect, onTestFinished, test } from 'vitest';
import { act, mergeCustomers, refusal, undoMerge } from './desk.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { customers } from './timeline.ts';

interface Notice {
  by: string;
  on: boolean;
  agent: { id: string } | null;
  identity: { id: string };
}

const query = 'subscription ($id: ID!) { typing(dialogueId: $id) { by on at agent { id } identity { id } } }';

/** Follows who types in a dialogue. */
function watch(on: Stage, id: string, token?: string) {
  const following = on.subscribe<{ typing: Notice }>(query, { id }, token);
  onTestFinished(() => following.cut());
  return { ...following, seen: () => following.items.map(({ typing: { by, on: isOn } }) => `${by} ${isOn ? 'types' : 'stops'}`) };
}

/** Does it again until somebody is told: whoever subscribes is told from some moment on. */
async function begins(who: ReturnType<typeof watch>, again: () => Promise<unknown>): Promise<void> {
  const look = async () => {
    if (who.items.length === 0) await again();
    return [who.errors, who.items.length > 0];
  };
  await until(look).toEqual([[], true]);
}

const type = (on: Stage, dialogueId: string, isOn = true, more: object = {}) => act(on, 'setTyping', { dialogueId, on: isOn, ...more }, '');
const types = (on: Stage, from: string, isOn = true) =>
  on.control('webchat/typing', { account: on.account('webchat').id, from, more: { state: isOn ? 'start' : 'stop' } });

/** A visitor of the widget who has written. */
async function visitor(on: Stage, from: string) {
  const { sessionToken = '' } = await on.say('webchat', { from, text: `I am ${from}` });
  const find = async () =>
    (await customers(on)).find(({ dialogue }) => dialogue.entries.edges.some(({ node }) => node.text === `I am ${from}`));
  await until(find).toBeDefined();
  const { id, dialogue, identities } = (await find()) as NonNullable<Awaited<ReturnType<typeof find>>>;
  return { id, dialogueId: dialogue.id, identityId: identities[0]?.id, token: sessionToken, from };
}

story('typing', () => {
  test('of a customer is shown to staff as it happens, with the identity', async () => {
    const on = await stage('webchat');
    const ana = await visitor(on, 'ana');
    const staff = watch(on, ana.dialogueId);
    await begins(staff, () => types(on, 'ana'));
    await types(on, 'ana', false);
    await until(() => staff.seen().at(-1)).toBe('CUSTOMER stops');
    expect(staff.items[0]?.typing).toMatchObject({ agent: null, identity: { id: ana.identityId } });
  });

  test('of an agent is shown to other staff and to the customer it is for, and to nobody else', async () => {
    const on = await stage('webchat');
    const [ana, bob] = [await visitor(on, 'ana'), await visitor(on, 'bob')];
    const [staff, customer, other] = [
      watch(on, ana.dialogueId),
      watch(on, ana.dialogueId, ana.token),
      watch(on, bob.dialogueId, bob.token),
    ];
    await begins(staff, () => type(on, ana.dialogueId));
    await begins(customer, () => type(on, ana.dialogueId));
    await begins(other, () => type(on, bob.dialogueId));
    // A customer is not told of their own typing.
    await types(on, 'ana');
    await type(on, ana.dialogueId, false);
    await until(() => customer.seen().at(-1)).toBe('AGENT stops');
    await until(() => staff.seen()).toContain('CUSTOMER types');
    expect(customer.seen()).not.toContain('CUSTOMER types');
    expect(new Set(other.items.map(({ typing }) => typing.identity.id))).toEqual(new Set([bob.identityId]));
  });

  test('is followed through a merge and its undoing', async () => {
    const on = await stage('webchat');
    const [ana, bob] = [await visitor(on, 'ana'), await visitor(on, 'bob')];
    const staff = watch(on, ana.dialogueId);
    await begins(staff, () => types(on, 'ana'));
    const mergeId = await mergeCustomers(on, ana.id, bob.id);
    const heardOf = async (from: string, identityId: string | undefined) => {
      const before = staff.items.length;
      const look = async () => {
        await types(on, from);
        return staff.items.slice(before).some(({ typing }) => typing.identity.id === identityId);
      };
      await until(look).toBe(true);
    };
    await heardOf('bob', bob.identityId);
    await heardOf('ana', ana.identityId);
    await undoMerge(on, mergeId);
    await heardOf('ana', ana.identityId);
    expect(staff.errors).toEqual([]);
  });

  test('of an agent is shown on the platform where it can be, and reading is told there too', async () => {
    const on = await stage('messenger');
    await on.say('messenger', { text: 'Hello?' });
    await until(async () => (await customers(on)).length).toBe(1);
    const [customer] = await customers(on);
    const calls = async () => {
      const response = await fetch(`${on.sandboxUrl}/sandbox/messenger/calls`);
      const all = ((await response.json()) as { calls: { account: string; request: unknown }[] }).calls;
      return JSON.stringify(all.filter(({ account }) => account === on.account('messenger').id));
    };
    await type(on, customer?.dialogue.id ?? '');
    await until(calls).toContain('typing_on');
    await act(on, 'markRead', { dialogueId: customer?.dialogue.id }, '');
    await until(calls).toContain('mark_seen');
  });

  test('is of dialogues that are there, for who may see them', async () => {
    const on = await stage('webchat');
    const [ana, bob] = [await visitor(on, 'ana'), await visitor(on, 'bob')];
    expect(await refusal(on, 'setTyping', { dialogueId: 'dlg_none', on: true }, '')).toEqual(['NOT_FOUND']);
    const spy = watch(on, ana.dialogueId, bob.token);
    await until(() => spy.errors.flat()).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });
});
