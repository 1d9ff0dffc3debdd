import { expect, test } from 'vitest';
import { unlucky, virus } from '../worlds/scanner.ts';
import { act, meet, type Person, refusal } from './desk.ts';
import { filesOf, partFields, picture, serving, upload, uploaded } from './files.ts';
import { type Stage, stage, story, until } from './stage.ts';
import { says, visit } from './visitor.ts';

type Attachment = { type: string; url: string; name?: string; mimeType?: string };

/** Somebody sends a file; resolves when the message stands in the dialogue. */
async function shows(on: Stage, channel: 'messenger' | 'whatsapp', attachment: Attachment): Promise<Person> {
  const person = await meet(on, channel, 'Look at this');
  await on.say(channel, { from: person.from, attachment });
  await until(() => filesOf(on, person)).toHaveLength(1);
  return person;
}

async function untilState(on: Stage, person: Pick<Person, 'id'>, mediaState: string) {
  await until(async () => (await filesOf(on, person)).at(-1)?.mediaState).toBe(mediaState);
  return (await filesOf(on, person)).at(-1)!;
}

const bytesAt = async (url: string | null) => Buffer.from(await (await fetch(url!)).arrayBuffer());

story('a file that a customer sends', () => {
  test('from WhatsApp, which only our token may fetch, is fetched, kept and shown by a link of ours', async () => {
    const on = await stage();
    const { accessToken } = on.account('whatsapp').secrets;
    const origin = await serving({ 'photo.jpg': picture }, accessToken);
    const person = await meet(on, 'whatsapp', 'Look at this');
    const seen = on.subscribe<{ dialogueChanged: { kind: string } }>(
      'subscription ($id: ID!) { dialogueChanged(dialogueId: $id) { kind } }',
      { id: person.dialogueId },
    );
    await on.say('whatsapp', { from: person.from, attachment: { type: 'image', url: `${origin.url}/photo.jpg`, mimeType: 'image/jpeg' } });
    await until(() => seen.items.map(({ dialogueChanged }) => dialogueChanged.kind)).toContain('MEDIA');
    const file = await untilState(on, person, 'STORED');
    // The platform said JPEG.
    expect(file).toMatchObject({ type: 'image', mimeType: 'image/png', size: picture.length, reason: null });
    expect(file.url).toContain(`${on.url}/media/`);
    expect(JSON.stringify(file)).not.toContain(origin.url);
    expect((await bytesAt(file.url)).equals(picture)).toBe(true);
    seen.cut();
    await origin.close();
  });

  test('from Messenger, by a link that everybody may follow, is kept all the same', async () => {
    const on = await stage();
    const origin = await serving({ cat: picture });
    const person = await shows(on, 'messenger', { type: 'image', url: `${origin.url}/cat` });
    const file = await untilState(on, person, 'STORED');
    await origin.close();
    expect((await bytesAt(file.url)).equals(picture)).toBe(true);
    expect(file.data.url).toBeUndefined();
  });

  test.each([
    ['too large', 'REFUSED', { large: Buffer.alloc(1_048_577, 'a') }, 'large'],
    ['a program', 'REFUSED', { program: Buffer.from('#!/bin/sh\n') }, 'program'],
    ['infected', 'INFECTED', { infected: Buffer.from(virus) }, 'infected'],
  ])('is not kept, and says why: %s', async (_name, state, files, path) => {
    const on = await stage();
    const origin = await serving(files);
    const person = await shows(on, 'messenger', { type: 'file', url: `${origin.url}/${path}` });
    const file = await untilState(on, person, state);
    expect(file).toMatchObject({ type: 'file', url: null, reason: expect.stringMatching(/\w+/) });
    await origin.close();
  });

  test('is not fetched from within our network', async () => {
    const on = await stage();
    const origin = await serving({ secret: 'of the network' });
    const person = await shows(on, 'messenger', { type: 'file', url: `http://localhost:${origin.port}/secret` });
    expect(await untilState(on, person, 'REFUSED')).toMatchObject({ url: null, reason: expect.stringContaining('no public address') });
    expect(origin.asked).toEqual([]);
    await origin.close();
  });

  test('waits for the virus scanner, unseen', async () => {
    const on = await stage();
    const origin = await serving({ letter: `${unlucky} ${on.workspaceId}` });
    const person = await shows(on, 'whatsapp', { type: 'file', url: `${origin.url}/letter`, name: 'letter.txt' });
    expect((await filesOf(on, person))[0]).toMatchObject({ mediaState: 'WAITING', url: null, name: 'letter.txt' });
    const file = await untilState(on, person, 'STORED');
    expect(String(await bytesAt(file.url))).toContain(unlucky);
    await origin.close();
  });

  test('goes when the customer takes the message back', async () => {
    const on = await stage();
    const origin = await serving({ photo: picture });
    const person = await meet(on, 'whatsapp', 'Look at this');
    const { messageId } = await on.say('whatsapp', { from: person.from, attachment: { type: 'image', url: `${origin.url}/photo` } });
    await until(() => filesOf(on, person)).toHaveLength(1);
    const { url } = await untilState(on, person, 'STORED');
    expect((await fetch(url!)).status).toBe(200);
    await on.control('whatsapp/unsend', { account: on.account('whatsapp').id, from: person.from, messageId });
    await until(async () => (await fetch(url!)).status).toBe(404);
    expect(await filesOf(on, person)).toEqual([]);
    await origin.close();
  });
});

const send = (dialogueId: string, mediaId: string) => ({ dialogueId, content: [{ image: { mediaId, caption: 'Here it is' } }] });

story('a file that is uploaded', () => {
  test('can be sent, and the platform fetches it by a link of ours', async () => {
    const on = await stage();
    const person = await meet(on, 'messenger', 'What does it look like?');
    const file = await uploaded(on, picture, { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="kettle.png"' });
    expect(file).toMatchObject({ mimeType: 'image/png', size: picture.length, name: 'kettle.png' });
    expect((await bytesAt(file.url)).equals(picture)).toBe(true);
    const { message } = await act<{ message: { content: { url: string; mediaState: string; name: string }[] } }>(
      on,
      'sendMessage',
      send(person.dialogueId, file.mediaId),
      `message { content { ${partFields} } }`,
    );
    expect(message.content[0]).toMatchObject({ mediaState: 'STORED', name: 'kettle.png', size: picture.length });
    await until(() => on.sent('messenger', person.address)).not.toHaveLength(0);
    const sent = JSON.stringify(await on.sent('messenger', person.address));
    const link = sent.match(/http[^"\\]*\/media\/med_[^"\\]*/)?.[0] ?? null;
    expect((await bytesAt(link)).equals(picture)).toBe(true);
  });

  test('goes with the last message it is in, when that is taken back', async () => {
    const on = await stage();
    const { dialogueId } = await meet(on, 'webchat', 'What does it look like?');
    const { mediaId, url } = await uploaded(on, picture);
    const say = async () =>
      (await act<{ message: { id: string } }>(on, 'sendMessage', send(dialogueId, mediaId), 'message { id }')).message.id;
    const takeBack = (messageId: string) => act(on, 'unsendMessage', { messageId }, 'message { id }');
    const unsentAt = async (id: string) => {
      type Found = {
        customers: { edges: { node: { dialogue: { entries: { edges: { node: { id: string; unsentAt: string | null } }[] } } } }[] };
      };
      const { customers } = await on.graph<Found>(
        '{ customers { edges { node { dialogue { entries(last: 9) { edges { node { id ... on Message { unsentAt } } } } } } } } }',
      );
      return customers.edges[0]?.node.dialogue.entries.edges.find(({ node }) => node.id === id)?.node.unsentAt;
    };
    const [first, second] = [await say(), await say()];
    await takeBack(first);
    await until(() => unsentAt(first)).toEqual(expect.any(String));
    expect((await fetch(url)).status).toBe(200);
    await takeBack(second);
    await until(async () => (await fetch(url)).status).toBe(404);
  });

  test('may come as a part of a form', async () => {
    const on = await stage();
    const form = new FormData();
    form.append('note', 'for Ana');
    form.append('file', new Blob(['a,b\n1,2\n'], { type: 'text/csv' }), '../prices é.csv');
    const file = await uploaded(on, form);
    expect(file).toMatchObject({ mimeType: 'text/csv', size: 8, name: 'prices é.csv' });
    expect(String(await bytesAt(file.url))).toBe('a,b\n1,2\n');
  });

  test.each([
    ['too large', 413, 'BODY_TOO_LARGE', Buffer.alloc(1_048_577, 'a')],
    ['a program', 415, 'UNSUPPORTED_MEDIA_TYPE', Buffer.from('#!/bin/sh\n')],
    ['infected', 400, 'BAD_INPUT', Buffer.from(virus)],
    ['empty', 400, 'BAD_INPUT', Buffer.alloc(0)],
  ])('is refused when it is %s', async (_name, status, code, bytes) => {
    const on = await stage();
    const answer = await upload(on, bytes, { 'content-type': 'application/octet-stream' });
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
    const form = new FormData();
    form.append('file', new Blob([bytes]), 'x');
    const again = await upload(on, form);
    expect([again.status, again.body.error?.code]).toEqual([status, code]);
  });

  test('is refused from who brings no token, or no file', async () => {
    const on = await stage();
    const answer = await fetch(`${on.url}/media`, { method: 'POST', body: picture });
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: { code: 'UNAUTHENTICATED' } }]);
    const form = new FormData();
    form.append('note', 'no file');
    expect(await upload(on, form)).toMatchObject({ status: 400, body: { error: { code: 'BAD_INPUT' } } });
    expect(await upload(on, 'x', { 'content-type': 'multipart/form-data' })).toMatchObject({ status: 400 });
  });

  test('is of its workspace alone', async () => {
    const [here, there] = [await stage(), await stage()];
    const { mediaId } = await uploaded(there, picture);
    const { dialogueId } = await meet(here, 'messenger', 'Hello');
    expect(await refusal(here, 'sendMessage', send(dialogueId, mediaId), 'message { id }')).toEqual(['NOT_FOUND']);
  });

  test('by a customer is in a message of that customer alone', async () => {
    const on = await stage();
    const [mine, other] = [await visit(on), await visit(on)];
    const { mediaId } = await uploaded(on, picture, {}, mine.token);
    const attachments = [{ uploadId: mediaId }];
    await other.send(says('c_1', 'mine!', { attachments }));
    await mine.send(says('c_2', 'my receipt', { attachments }));
    const filesOfVisitor = async (visitorId: string) => {
      type Found = { customers: { edges: { node: { id: string } }[] } };
      const { customers } = await on.graph<Found>('query ($search: String!) { customers(search: $search) { edges { node { id } } } }', {
        search: visitorId,
      });
      const id = customers.edges[0]?.node.id;
      return id ? filesOf(on, { id }) : [];
    };
    await until(async () => (await filesOfVisitor(mine.visitorId))[0]?.mediaState).toBe('STORED');
    const [file] = await filesOfVisitor(mine.visitorId);
    expect(file).toMatchObject({ type: 'image', mimeType: 'image/png' });
    expect((await bytesAt(file!.url)).equals(picture)).toBe(true);
    await until(async () => (await filesOfVisitor(other.visitorId))[0]?.mediaState).toBe('GONE');
    expect((await filesOfVisitor(other.visitorId))[0]).toMatchObject({ url: null });
  });
});
