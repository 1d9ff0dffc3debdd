import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Account } from '../../services/channels/adapter.ts';
import { createDocuments } from '../../services/channels/ingress/documents.ts';

const url = 'https://platform.example/keys';
const minute = 60_000;
const account = (settings: Account['settings'] = {}): Account => ({
  id: 'acc_1',
  workspaceId: 'wsp_1',
  channel: 'x',
  settings,
  secrets: {},
});

/** Documents whose text counts how often they were fetched, and a clock to turn. */
function counted(fail = 0) {
  const fetched: string[] = [];
  let now = 0;
  const documents = createDocuments(
    () => now,
    async (asked) => {
      fetched.push(asked);
      if (fetched.length <= fail) throw new Error('away');
      return `text ${fetched.length}`;
    },
  );
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { documents, fetched, pass };
}

async function served(answer: (path: string) => { status: number; body: string }): Promise<string> {
  const server: Server = createServer((request, response) => {
    const { status, body } = answer(request.url ?? '');
    response.writeHead(status, status === 302 ? { location: body } : {}).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a document is fetched once for all who ask, and anew after a day', async () => {
  const { documents, fetched, pass } = counted();
  const all = await Promise.all(Array.from({ length: 10 }, () => documents.open(account()).document(url)));
  expect(new Set(all)).toEqual(new Set(['text 1']));
  pass(86_399_000);
  expect(await documents.open(account()).document(url)).toBe('text 1');
  pass(1_001);
  expect(await documents.open(account()).document(url)).toBe('text 2');
  expect(fetched).toHaveLength(2);
});

test('where the keys in it are not enough it is fetched once more, at most once a minute', async () => {
  const { documents, fetched, pass } = counted();
  const first = documents.open(account());
  await first.document(url);
  expect(await first.renew()).toBe(false);
  pass(minute);
  const later = documents.open(account());
  await later.document(url);
  expect(await later.renew()).toBe(true);
  expect(await later.document(url)).toBe('text 2');
  expect(await documents.open(account()).renew()).toBe(false);
  expect(fetched).toHaveLength(2);
});

test('what could not be fetched is tried again', async () => {
  const { documents } = counted(1);
  await expect(documents.open(account()).document(url)).rejects.toThrow('away');
  expect(await documents.open(account()).document(url)).toBe('text 2');
});

test('only https is read, and from hosts of the account’s own settings what they say; redirects are not followed', async () => {
  const base = await served((path) => (path === '/keys' ? { status: 200, body: 'keys' } : { status: 302, body: '/keys' }));
  const documents = createDocuments();
  await expect(documents.open(account()).document(`${base}/keys`)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(documents.open(account()).document('https://127.0.0.1/keys')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(documents.open(account()).document('file:///etc/passwd')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  const own = account({ apiBaseUrl: base });
  expect(await documents.open(own).document(`${base}/keys`)).toBe('keys');
  await expect(documents.open(own).document(`${base}/elsewhere`)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('a document that never ends is not read to its end', async () => {
  const base = await served(() => ({ status: 200, body: 'x'.repeat(2_000_000) }));
  await expect(
    createDocuments()
      .open(account({ apiBaseUrl: base }))
      .document(`${base}/keys`),
  ).rejects.toThrow();
});
