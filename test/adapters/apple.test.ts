import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../kit/bus/bus.ts';
import type { Content } from '../../schema/content.ts';
import type { ApiCall, Outbound } from '../../services/channels/plan.ts';
import { its } from '../channels/apple.ts';
import { accountOf, bytes, contextAt, eventsOf, requestOf } from '../channels/suite/stand.ts';
import { codeOf, now, shape } from './setup.ts';

const { adapter } = its;
const account = accountOf(its);

function calls(part: object): ApiCall[] {
  return adapter.render({ id: 'msg_01J', to: [its.to], place: its.place, author: 'automation', ...part } as unknown as Outbound, account);
}

function say(content: Content[], part: object = {}): ApiCall[] {
  return calls({ kind: 'message', content, ...part });
}

function bodyOf(call: ApiCall | undefined): Json {
  return call?.body && 'json' in call.body ? call.body.json : null;
}

describe('apple: what arrives', () => {
  const told = async (body: object, headers: object = {}, at = now) => {
    const like = requestOf(its, 'text', at);
    const { body: recorded } = shape<{ body: object }>('apple/text');
    const plain = bytes(JSON.stringify({ ...recorded, ...body }));
    return eventsOf(its, { ...like, headers: { ...like.headers, ...headers } as { [name: string]: string }, body: plain });
  };
  const answer = (data: object) => told({ type: 'interactive', interactiveData: { data } });

  test('a form is its pages with what was put there', async () => {
    const selections = [
      { title: 'Size', items: [{ identifier: 'm', title: 'Medium' }] },
      { pageIdentifier: 'colours', items: [{ title: 'Red' }, { title: 'Blue' }] },
    ];
    expect(await answer({ dynamic: { template: 'messageForms', selections } })).toMatchObject([
      { content: [{ type: 'form', name: 'messageForms', fields: { Size: 'Medium', colours: ['Red', 'Blue'] } }] },
    ]);
  });

  test('an accepted invitation is a choice, an archived answer its words, a payment unsupported', async () => {
    const accepted = { notification: { displayContent: { determinateResponse: 'Yes, please' } } };
    expect(await answer(accepted)).toMatchObject([{ content: [{ type: 'choice', text: 'Yes, please' }] }]);
    const replyMessage = Buffer.from(JSON.stringify({ title: 'Tuesday' })).toString('base64');
    expect(await answer({ $objects: ['$null', `data:?a=1&replyMessage=${replyMessage}`] })).toMatchObject([
      { content: [{ type: 'text', text: 'Tuesday' }] },
    ]);
    expect(await answer({ payment: {} })).toMatchObject([{ content: [{ type: 'unsupported', reason: 'payment' }] }]);
  });

  test('a tap that is sent again under a new id is the same event', async () => {
    const { body } = shape<{ body: object }>('apple/quick-reply-response');
    const [first] = await told(body);
    const [again] = await told({ ...body, id: '0c316beb-0000-4000-8000-0000000000ff' });
    expect(again?.key).toBe(first?.key);
    const [chosenAnew] = await told({ ...body, id: '0c316beb-0000-4000-8000-0000000000fe' }, {}, now + 3_600_000);
    expect(chosenAnew?.key).not.toBe(first?.key);
  });

  test('a file whose key is none is told, never stored as it is', async () => {
    const attachments = [{ 'mime-type': 'image/png', url: 'u', owner: 'o', signature: '81ff', key: '00ab' }];
    expect(await told({ body: '\ufffc', attachments })).toMatchObject([{ content: [{ type: 'unsupported', reason: 'attachment' }] }]);
  });

  test('files are found under the other names too', async () => {
    const attachments = [
      {
        'mime-type': 'video/mp4',
        'mmcs-url': 'u',
        'mmcs-owner': 'o',
        'mmcs-signature-hex': '81ff',
        'decryption-key': `00${'cd'.repeat(32)}`,
      },
    ];
    expect(await told({ body: '\ufffc', attachments })).toMatchObject([
      { content: [{ type: 'video', source: { url: 'u', owner: 'o', signature: 'gf8=', key: 'cd'.repeat(32) } }] },
    ]);
  });

  test('what is no message is kept', async () => {
    expect(await told({ type: 'of tomorrow', body: '' })).toMatchObject([{ kind: 'unknown' }]);
  });
});

describe('apple: the door', () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const knock = (claims: object, head: object = { alg: 'HS256' }) => {
    const signed = `${part(head)}.${part({ aud: 'msp-id-example', iat: now / 1000, ...claims })}`;
    const signature = createHmac('sha256', Buffer.from(its.secrets.mspSecret ?? '', 'base64'))
      .update(signed)
      .digest('base64url');
    const request = { ...requestOf(its, 'text'), headers: { authorization: `Bearer ${signed}.${signature}` } };
    return codeOf(adapter.verify(request, account, contextAt(now)));
  };

  test('a token for another provider, of another hour, or of another kind is turned away', async () => {
    expect(await knock({})).toBe('nothing thrown');
    expect(await knock({ aud: ['other', 'msp-id-example'] })).toBe('nothing thrown');
    expect(await knock({ aud: 'other' })).toBe('UNAUTHENTICATED');
    expect(await knock({ iat: now / 1000 - 3_700 })).toBe('UNAUTHENTICATED');
    expect(await knock({ iat: now / 1000 + 3_700 })).toBe('UNAUTHENTICATED');
    expect(await knock({ iat: 'now' })).toBe('UNAUTHENTICATED');
    expect(await knock({}, { alg: 'none' })).toBe('UNAUTHENTICATED');
  });
});

describe('apple: what is sent', () => {
  test('a text carries our own id in head and body, the same at every try', () => {
    const [call] = say([{ type: 'text', text: 'Yes, it is back today.' }]);
    const { url, headers, body } = shape<{ url: string; headers: object; body: object }>('apple/_out-text-request');
    const id = call?.headers.id;
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(`https://mspgw.push.apple.com${call?.path}`).toBe(url);
    expect(call?.headers).toEqual({ ...headers, id, authorization: `Bearer ${account.token}` });
    expect(bodyOf(call)).toEqual({ ...body, id });
    expect(say([{ type: 'text', text: 'Yes, it is back today.' }])).toEqual([call]);
    expect(adapter.read({ status: 200, headers: {}, body: '' }, call!)).toEqual({ ok: true, platformId: id });
  });

  test('a link alone or under its title is a rich link', () => {
    const linked = (text: string) => bodyOf(say([{ type: 'text', text }])[0]);
    expect(linked('Blue kettle\nhttps://shop.example/42')).toMatchObject({
      type: 'richLink',
      richLinkData: { url: 'https://shop.example/42', title: 'Blue kettle' },
    });
    expect(linked('https://shop.example/42')).toMatchObject({ richLinkData: { title: 'shop.example' } });
    expect(linked('See https://shop.example/42')).toMatchObject({ type: 'text' });
  });

  test('quick replies and lists come back by the id of their message', () => {
    const { body: quick } = shape<{ body: { interactiveData: { bid: string; data: object } } }>('apple/_out-quick-reply-request');
    const replies = [
      { title: 'Track order', payload: 'flow:track_order' },
      { title: 'Talk to a person', payload: 'handoff:human' },
    ];
    const [call] = say([{ type: 'quick_replies', text: 'How can we help?', replies }]);
    const data = { ...quick.interactiveData.data, requestIdentifier: call?.headers.id };
    expect(bodyOf(call)).toMatchObject({ type: 'interactive', interactiveData: { bid: quick.interactiveData.bid, data } });
    const sections = [{ title: 'Free slots', rows: [{ title: 'Monday 09:00', payload: 'slot_1', description: 'Main street store' }] }];
    expect(bodyOf(say([{ type: 'list', text: 'Pick a slot', button: 'Slots', sections }])[0])).toMatchObject({
      interactiveData: {
        data: { listPicker: { sections: [{ title: 'Free slots', items: [{ identifier: 'slot_1', subtitle: 'Main street store' }] }] } },
        receivedMessage: { title: 'Pick a slot' },
      },
    });
  });

  test('a file goes up enciphered first, then the message that names it with its key', () => {
    const image: Content = {
      type: 'image',
      url: 'https://files.example/a.jpg',
      mimeType: 'image/jpeg',
      name: 'a.jpg',
      size: 20,
      caption: 'Look',
    };
    const [ask, put, send] = say([image]);
    expect(ask).toMatchObject({ method: 'GET', path: '/v1/preUpload', headers: { size: '20' }, gives: 'nothing' });
    expect(put).toMatchObject({
      path: '\u0000file0.to\u0000',
      body: { file: { url: image.url }, cipher: { key: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    });
    const key = put?.body && 'cipher' in put.body ? put.body.cipher?.key : '';
    expect(bodyOf(send)).toMatchObject({
      body: '\ufffcLook',
      attachments: [{ name: 'a.jpg', 'mime-type': 'image/jpeg', size: '20', key: `00${key}`, owner: '\u0000file0.owner\u0000' }],
    });
    expect(say([image])).toEqual([ask, put, send]);
    const [unsized] = say([{ ...image, size: undefined } as Content]);
    expect(bodyOf(unsized)).toMatchObject({ type: 'richLink', richLinkData: { url: image.url, title: 'Look' } });
  });

  test('a file of theirs is asked for with its owner and signature', () => {
    const source = { url: 'u', owner: 'o', signature: 's', key: 'k' };
    const [ask, get] = adapter.fetchMedia({ type: 'image', source }, account);
    expect(ask).toMatchObject({
      path: '/v1/preDownload',
      headers: { url: 'u', owner: 'o', signature: 's' },
      keep: { from: 'download-url' },
    });
    expect(get).toMatchObject({ path: '\u0000from\u0000', headers: {} });
  });

  test('an invitation goes to a phone number only', () => {
    const template: Content = { type: 'template', name: 'order', language: 'en_US', parameters: { order: '9' } };
    const [call] = say([template], { to: [its.to, { kind: 'phone', value: '+15550002222' }] });
    expect(call?.headers).toMatchObject({ 'message-type': 'notification', 'destination-id': 'tel:+15550002222' });
    expect(bodyOf(call)).toMatchObject({ interactiveData: { data: { notification: { templateId: 'order', referenceId: 'msg_01J' } } } });
    expect(() => say([template])).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  test('typing is told, the rest is refused', () => {
    expect(calls({ kind: 'typing', on: true })).toMatchObject([
      { gives: 'nothing', optional: true, body: { json: { type: 'typing_start' } } },
    ]);
    for (const kind of ['edit', 'unsend', 'reaction', 'read'])
      expect(() => calls({ kind, target: [], emoji: null, content: [] })).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  test('our token is made of the provider id under the bytes of the secret', () => {
    const made = adapter.token && 'mint' in adapter.token ? adapter.token.mint(account, now) : undefined;
    const [head, claims, signature] = made?.token.split('.') ?? [];
    expect(JSON.parse(Buffer.from(claims ?? '', 'base64url').toString())).toEqual({ iss: 'msp-id-example', iat: now / 1000 });
    const expected = createHmac('sha256', Buffer.from(its.secrets.mspSecret ?? '', 'base64'))
      .update(`${head}.${claims}`)
      .digest('base64url');
    expect(signature).toBe(expected);
  });
});
