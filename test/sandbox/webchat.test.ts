import { describe, expect, test } from 'vitest';
import { type Body, freshJournal, type Got, world } from './world.ts';

/** A sandbox whose visitor has spoken, and whose widget is open. */
async function chat(journal?: string, before?: (on: Awaited<ReturnType<typeof world>>) => unknown) {
  const on = await world(journal);
  await before?.(on);
  await on.say('webchat', { from: 'robin' });
  await until(on.shop.graph.open).toBe(1);
  return { ...on, graph: on.shop.graph, ids: async () => (await on.sent('webchat')).map(({ messageId }: Body) => messageId) };
}

/** A widget comes back after a pause, so these wait longer than a second. */
const until = <T>(look: () => T) => expect.poll(look, { timeout: 10_000, interval: 20 });
const types = (got: Got[]) => got.map(({ body }) => body.type);

describe('a web-chat visitor', () => {
  test('starts one session, keeps it, and starts another when it is refused', async () => {
    const { shop, say } = await world();
    expect((await say('webchat', { from: 'robin', text: 'hi' })).body).toMatchObject({
      ok: true,
      messageId: 'msg_1',
      visitorId: 'vis_1',
      sessionToken: 'token_1',
    });
    await say('webchat', { from: 'robin' });
    expect(types(shop.got)).toEqual(['session.start', 'message.send', 'message.send']);
    expect(shop.got[1]).toMatchObject({
      headers: { authorization: 'Bearer token_1' },
      body: { text: 'hi', clientMsgId: expect.any(String), sentAt: expect.any(String) },
    });
    shop.answer = ({ headers }) => (headers.authorization === 'Bearer token_1' ? 401 : 200);
    expect((await say('webchat', { from: 'robin' })).body).toMatchObject({ ok: true, sessionToken: 'token_2' });
  });

  test('sees what is sent, and tells that it was delivered and read', async () => {
    const { shop, graph, sent, states, control } = await chat();
    graph.reply('msg_in', { direction: 'INBOUND' });
    graph.reply('msg_1', { text: 'Grüße 🫖', content: [{ type: 'image', url: 'https://a.example/b.png' }], replyTo: { id: 'msg_in' } });
    await until(() => states('webchat')).toEqual(['read']);
    const seen = { n: 1, account: 'c', to: 'robin', type: 'image', text: 'Grüße 🫖', messageId: 'msg_1', replyTo: 'msg_in', error: null };
    expect((await sent('webchat'))[0]).toMatchObject({ ...seen, at: expect.any(Number) });
    expect((await control('webchat/sent?to=robin&account=c&after=1')).body.sent).toEqual([]);
    const [, , delivered, read] = shop.got;
    expect(delivered).toMatchObject({ headers: { authorization: 'Bearer token_1' }, body: { type: 'delivered', messageIds: ['msg_1'] } });
    expect(read).toMatchObject({ headers: { authorization: 'Bearer token_1' }, body: { type: 'read', upToMessageId: 'msg_1' } });
  });

  test('sees what was there before the widget opened, and what a change does not name, page by page', async () => {
    const { graph, ids } = await chat(undefined, ({ shop }) => {
      for (const id of ['msg_1', 'msg_2', 'msg_3']) shop.graph.reply(id, {}, false);
    });
    await until(ids).toEqual(['msg_1', 'msg_2', 'msg_3']);
    graph.reply('msg_4', {}, false);
    graph.tell('MERGED', null);
    await until(ids).toEqual(['msg_1', 'msg_2', 'msg_3', 'msg_4']);
  });

  test('with receipts off only sees; and reads when told to, all before it too', async () => {
    const { shop, graph, control, states } = await chat(undefined, ({ control }) => control('webchat/settings', { receipts: 'none' }));
    for (const id of ['msg_1', 'msg_2', 'msg_3']) graph.reply(id);
    await until(() => states('webchat')).toEqual(['sent', 'sent', 'sent']);
    expect(await control('webchat/read', { from: 'robin', messageId: 'msg_2' })).toMatchObject({ body: { ok: true, messageId: 'msg_2' } });
    expect(await states('webchat')).toEqual(['read', 'read', 'sent']);
    expect(await control('webchat/read', { from: 'robin' })).toMatchObject({ body: { ok: true, messageId: 'msg_3' } });
    expect(await control('webchat/read', { from: 'robin' })).toMatchObject({ status: 404 });
    expect(await control('webchat/read', { from: 'robin', messageId: 'msg_unseen' })).toMatchObject({ body: { ok: true } });
    await control('webchat/react', { from: 'robin', emoji: '👍' });
    expect(types(shop.got).slice(2)).toEqual(['read', 'read', 'read', 'reaction']);
    expect(shop.got.at(-1)?.body).toMatchObject({ messageId: 'msg_3' });
  });

  test('comes back behind its cursor when the stream ends, and misses and doubles nothing', async () => {
    const { graph, ids } = await chat();
    graph.reply('msg_1');
    await until(ids).toEqual(['msg_1']);
    graph.refusal = 'UNAVAILABLE';
    graph.cut();
    graph.reply('msg_2');
    graph.refusal = undefined;
    await until(ids).toEqual(['msg_1', 'msg_2']);
    expect(graph.after).toEqual([undefined, '1']);
  });

  test('reads the dialogue again when its cursor is refused', async () => {
    const { graph, ids } = await chat();
    graph.reply('msg_1');
    await until(ids).toEqual(['msg_1']);
    graph.oldest = 2;
    graph.reply('msg_2', {}, false);
    graph.cut();
    await until(ids).toEqual(['msg_1', 'msg_2']);
    expect(graph.after).toEqual([undefined, '1', undefined]);
  });

  test('leaves when the session is refused, and follows again in a new one', async () => {
    const { shop, graph, say, ids, warned } = await chat();
    graph.refusal = 'UNAUTHENTICATED';
    graph.cut();
    graph.reply('msg_1');
    await until(() => warned).toMatchObject([{ account: 'c', visitor: 'robin', reason: 'No.' }]);
    graph.refusal = undefined;
    shop.answer = ({ headers }) => (headers.authorization === 'Bearer token_1' ? 401 : 200);
    await say('webchat', { from: 'robin' });
    await until(ids).toEqual(['msg_1']);
    expect(graph.after).toEqual([undefined, undefined]);
  });

  test('goes on after a restart: sees what came meanwhile, and gives the receipts it still owes', async () => {
    const journal = freshJournal();
    const { shop, graph, sandbox, states } = await chat(journal);
    shop.answer = () => 503;
    graph.reply('msg_1');
    await until(() => states('webchat')).toEqual(['sent']);
    await sandbox.close();
    await until(graph.open).toBe(0);
    graph.reply('msg_2');
    shop.answer = () => 200;

    const after = await world(journal, shop);
    await until(() => after.states('webchat')).toEqual(['read', 'read']);
    expect(graph.after).toEqual([undefined, '1']);
    expect(types(shop.got).slice(2).sort()).toEqual(['delivered', 'delivered', 'read', 'read']);
  });
});
