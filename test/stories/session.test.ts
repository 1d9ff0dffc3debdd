import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { asNobody, begin, deed, type Mine, mine, publicKey, type Session, say, seen, signed, type UserErrors, wish } from './customer.ts';
import { stage, story, until } from './stage.ts';
import { answer, customers, delivery, entriesOf } from './timeline.ts';

story('a customer speaks the graph', () => {
  test('without a token one begins a session and does nothing else', async () => {
    const on = await stage('webchat');
    const session = await begin(on, 'webchat');
    expect(session).toMatchObject({ verified: false, visitorId: expect.stringMatching(/^vis_/) });
    const nothing = [
      '{ channels { id } }',
      '{ viewer { kind } }',
      '{ __schema { types { name } } }',
      'mutation { postMessage(input: { clientMessageId: "1", text: "hi" }) { messageId } }',
      `mutation { startSession(input: { key: "x" }) { session { token } } again: startSession(input: { key: "y" }) { session { token } } }`,
      `query { startSession: channels { id } }`,
      `# startSession\n{ channels { id } }`,
      `mutation { startSession(input: { key: "x" }) { ...`,
    ];
    for (const query of nothing) {
      const { status, data, errors } = await asNobody(on, query);
      expect([query, data, errors?.length]).toEqual([query, undefined, 1]);
      expect([200, 400, 401]).toContain(status);
    }
    expect((await asNobody(on, '{ channels { id } }')).status).toBe(401);
  });

  test('what is asked without a token is remembered for nobody, and comes from no page of a mile’s length', async () => {
    const on = await stage('webchat');
    const query = `mutation { startSession(input: { key: "${publicKey(on, 'webchat')}" }) { session { verified } } }`;
    const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
    const asked = async (body: object, headers: Record<string, string> = {}) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
      return (await fetch(`${on.url}/graphql`, init)).json();
    };
    expect(await asked({ query, extensions })).toMatchObject({ data: { startSession: { session: { verified: false } } } });
    const byHash = await asked({ extensions }, { authorization: `Bearer ${on.agentToken}` });
    expect(byHash).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] });
    const input = { channelAccountId: on.account('webchat').id, settings: { allowedOrigins: [`https://${'a'.repeat(400)}.example`] } };
    await on.graph('mutation ($input: UpdateChannelAccountInput!) { updateChannelAccount(input: $input) { userErrors { code } } }', {
      input,
    });
    const far = await asked({ query }, { origin: `https://${'a'.repeat(400)}.example` });
    expect(far).toMatchObject({ data: { startSession: { session: null } } });
  });

  test('a wrong key, a forged identity and an app without one get no session, and are told why', async () => {
    const on = await stage('webchat', 'inapp');
    const refused = async (input: object) => {
      const { session, userErrors } = await wish(on, input);
      expect(session).toBeNull();
      return userErrors.map(({ code, message }) => `${code} ${message}`);
    };
    expect(await refused({ key: 'wk_of_nobody' })).toEqual([expect.stringContaining('NOT_FOUND')]);
    expect(await refused({ key: publicKey(on, 'inapp') })).toEqual([expect.stringContaining('identity_required')]);
    const [header, claims] = signed(on, 'inapp', { external_id: 'cust_1' }).split('.');
    const forged = `${header}.${claims}.${'A'.repeat(43)}`;
    expect(await refused({ key: publicKey(on, 'inapp'), userJwt: forged })).toEqual([
      expect.stringContaining('identity_signature_invalid'),
    ]);
    const old = signed(on, 'inapp', { external_id: 'cust_1', exp: 1 });
    expect(await refused({ key: publicKey(on, 'inapp'), userJwt: old })).toEqual([expect.stringContaining('identity_expired')]);
  });

  test('what is said stands in the dialogue once, however often it is sent; it can be changed and taken back; nobody else’s can', async () => {
    const on = await stage('webchat');
    const [session, other] = [await begin(on, 'webchat'), await begin(on, 'webchat')];
    const id = await say(on, session, 'Where is my ordre?', 'c_1');
    expect(await say(on, session, 'Where is my ordre?', 'c_1')).toBe(id);
    await until(() => seen(on, session)).toEqual(['Where is my ordre?']);
    await deed(on, session, 'reviseMessage', { messageId: id, text: 'Where is my order?' });
    await until(() => seen(on, session)).toEqual(['Where is my order?']);
    await deed(on, other, 'reviseMessage', { messageId: id, text: 'Mine now' });
    await deed(on, other, 'withdrawMessage', { messageId: id });
    await say(on, other, 'I am somebody else');
    await until(() => seen(on, other)).toEqual(['I am somebody else']);
    expect(await seen(on, session)).toEqual(['Where is my order?']);
    await deed(on, session, 'withdrawMessage', { messageId: id });
    await until(() => seen(on, session)).toEqual([null]);
    const wrong = await deed(on, session, 'postMessage', { clientMessageId: '', text: 'x' });
    expect(wrong.userErrors).toMatchObject([{ code: 'BAD_INPUT' }]);
  });

  test('a widget’s key is its own: nobody in another workspace takes its visitors, or turns them away', async () => {
    const [on, elsewhere] = await Promise.all([stage('webchat', 'inapp'), stage('inapp')]);
    const connect = (channelId: string, settings: object) => {
      const input = { channelId, name: 'Mine now', settings, secrets: { signingSecret: 'a-secret-of-somebody-else' } };
      const mutation =
        'mutation ($input: ConnectChannelAccountInput!) { connectChannelAccount(input: $input) { userErrors { code message } } }';
      return elsewhere.graph<{ connectChannelAccount: { userErrors: UserErrors } }>(mutation, { input });
    };
    const key = publicKey(on, 'webchat');
    const taken = { connectChannelAccount: { userErrors: [{ code: 'CONFLICT', message: expect.stringContaining('taken') }] } };
    expect(await connect('webchat', { widgetKey: key, allowedOrigins: [] })).toEqual(taken);
    expect(await connect('inapp', { appKey: key })).toEqual(taken);
    const update = 'mutation ($input: UpdateChannelAccountInput!) { updateChannelAccount(input: $input) { userErrors { code } } }';
    const input = { channelAccountId: elsewhere.account('inapp').id, settings: { appKey: key } };
    expect(await elsewhere.graph(update, { input })).toEqual({ updateChannelAccount: { userErrors: [{ code: 'CONFLICT' }] } });
    expect((await begin(on, 'webchat')).visitorId).toMatch(/^vis_/);
  });

  test('what led a customer here is told with their first words, once', async () => {
    const on = await stage('webchat');
    const session = await begin(on, 'webchat', { ref: 'snap_summer' });
    await say(on, session, 'Hello');
    await say(on, session, 'Anybody there?');
    await until(() => seen(on, session)).toEqual(['Hello', 'Anybody there?']);
    const referrals = async () => entriesOf((await customers(on))[0]!).filter(({ name }) => name === 'referral');
    await until(referrals).toMatchObject([{ data: { ref: 'snap_summer', source: 'snapchat', campaign: 'summer' } }]);
  });

  test('whatever led here, the session is good; what is too long to be said is refused', async () => {
    const on = await stage('webchat');
    for (const ref of ['', 'r'.repeat(300)]) {
      const session = await begin(on, 'webchat', { ref });
      await say(on, session, 'Hello');
      await until(() => seen(on, session)).toEqual(['Hello']);
    }
    const session = await begin(on, 'webchat');
    const long = 'x'.repeat(70_000);
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`f${index}`, 1]));
    const place = { latitude: 1, longitude: 1 };
    for (const said of [
      { form: { name: 'f', fields: { long } } },
      { form: { name: 'f', fields: many } },
      { location: { ...place, name: long } },
    ])
      expect((await deed(on, session, 'postMessage', { clientMessageId: 'c', ...said })).userErrors).toMatchObject([{ code: 'BAD_INPUT' }]);
  });

  test('at an account that is disconnected a session can do nothing any more', async () => {
    const on = await stage('webchat');
    const session = await begin(on, 'webchat');
    await say(on, session, 'Hello');
    const input = { channelAccountId: on.account('webchat').id };
    await on.graph(
      'mutation ($input: DisconnectChannelAccountInput!) { disconnectChannelAccount(input: $input) { userErrors { code } } }',
      {
        input,
      },
    );
    const { session: none } = await wish(on, { key: publicKey(on, 'webchat') });
    const post = 'mutation { postMessage(input: { clientMessageId: "c_2", text: "Still here" }) { messageId } }';
    const { errors } = await on.ask(post, {}, session.token);
    const headers = { authorization: `Bearer ${session.token}`, 'content-type': 'text/plain' };
    const { status } = await fetch(`${on.url}/media`, { method: 'POST', headers, body: 'a file' });
    expect([none, errors, status]).toMatchObject([null, [{ extensions: { code: 'FORBIDDEN' } }], 403]);
  });

  test('an answer is delivered and read as the customer’s client tells, and a choice is a choice', async () => {
    const on = await stage('webchat');
    const session = await begin(on, 'webchat');
    await say(on, session, 'Hello');
    await until(() => seen(on, session)).toEqual(['Hello']);
    const [customer] = await customers(on);
    const id = await answer(on, customer!.dialogue.id, 'Hello to you');
    await until(async () => (await delivery(on, id)).state).toBe('SENT');
    await deed(on, session, 'postReceipt', { deliveredIds: [id] });
    await until(async () => (await delivery(on, id)).state).toBe('DELIVERED');
    await deed(on, session, 'postReceipt', { readUpToId: id });
    await until(async () => (await delivery(on, id)).state).toBe('READ');
    await deed(on, session, 'postReaction', { messageId: id, emoji: '👍' });
    await deed(on, session, 'postMessage', { clientMessageId: 'c_9', text: 'Yes', payload: 'confirm:yes', replyTo: id }, 'messageId');
    await until(async () => entriesOf((await customers(on))[0]!)).toMatchObject([
      { text: 'Hello' },
      { text: 'Hello to you', reactions: [{ emoji: '👍', by: 'CUSTOMER' }] },
      { text: 'Yes', content: [{ type: 'choice', data: { payload: 'confirm:yes' } }], replyTo: { id } },
    ]);
  });

  test('all devices of one customer of the app are in step, live', async () => {
    const on = await stage('inapp');
    const userJwt = () => signed(on, 'inapp', { external_id: 'cust_881', name: 'Ana Berg' });
    const [phone, tablet] = [await begin(on, 'inapp', { userJwt: userJwt() }), await begin(on, 'inapp', { userJwt: userJwt() })];
    expect([phone.verified, tablet.verified, phone.visitorId === tablet.visitorId]).toEqual([true, true, false]);
    await say(on, phone, 'From the phone');
    await until(() => seen(on, tablet)).toEqual(['From the phone']);
    const { data } = await on.ask(mine, {}, tablet.token);
    const { dialogue } = (data as unknown as Mine).viewer.customer;
    const watch = 'subscription ($id: ID!) { dialogueChanged(dialogueId: $id) { entry { ... on Message { text } } } }';
    type Change = { dialogueChanged: { entry: { text: string } | null } };
    const live = on.subscribe<Change>(watch, { id: dialogue.id }, tablet.token);
    await until(async () => {
      await say(on, phone, 'Knock');
      return live.items.length;
    }).toBeGreaterThan(0);
    live.cut();
    const id = await say(on, tablet, 'From the tablte');
    await until(async () => (await seen(on, phone)).at(-1)).toBe('From the tablte');
    await deed(on, phone, 'reviseMessage', { messageId: id, text: 'From the tablet' });
    await until(async () => (await seen(on, tablet)).at(-1)).toBe('From the tablet');
    const stranger = await begin(on, 'inapp', { userJwt: signed(on, 'inapp', { external_id: 'cust_88' }) });
    await deed(on, stranger, 'withdrawMessage', { messageId: id });
    await say(on, stranger, 'I am somebody else');
    await until(() => seen(on, stranger)).toEqual(['I am somebody else']);
    expect((await seen(on, phone)).at(-1)).toBe('From the tablet');
    expect((await customers(on)).filter(({ name }) => name === 'Ana Berg')).toMatchObject([
      { identities: [{ kind: 'external_id', value: 'cust_881' }] },
    ]);
  });

  test('a visitor who says who they are stays the same customer, and is the same in another browser', async () => {
    const on = await stage('webchat');
    const before = await begin(on, 'webchat');
    await say(on, before, 'I have not said who I am');
    await until(() => seen(on, before)).toHaveLength(1);
    const userJwt = signed(on, 'webchat', { external_id: 'cust_881' });
    const { session } = await deed<{ session: Session }>(on, before, 'identify', { userJwt }, 'session { token visitorId verified }');
    expect(session).toMatchObject({ visitorId: before.visitorId, verified: true });
    const elsewhere = await begin(on, 'webchat', { userJwt });
    await until(() => seen(on, elsewhere)).toEqual(['I have not said who I am']);
    await say(on, elsewhere, 'It is me again');
    await until(() => seen(on, session)).toEqual(['I have not said who I am', 'It is me again']);
    const another = signed(on, 'webchat', { external_id: 'cust_882' });
    const { userErrors } = await deed(on, session, 'identify', { userJwt: another });
    expect(userErrors).toMatchObject([{ code: 'BAD_INPUT', message: expect.stringContaining('identity_differs') }]);
  });

  test('two people who say who they are in one browser, one after the other, stay two', async () => {
    for (const isKnown of [false, true]) {
      const on = await stage('webchat');
      const [ana, ben] = ['cust_ana', 'cust_ben'].map((external_id) => signed(on, 'webchat', { external_id }));
      if (isKnown) for (const userJwt of [ana, ben]) await say(on, await begin(on, 'webchat', { userJwt }), 'From elsewhere');
      const browser = await begin(on, 'webchat');
      const as = async (userJwt: string | undefined) =>
        (await deed<{ session: Session }>(on, browser, 'identify', { userJwt }, 'session { token visitorId verified }')).session;
      const first = await as(ana);
      await say(on, first, 'My card was stolen');
      await until(async () => (await seen(on, first)).at(-1)).toBe('My card was stolen');
      const second = await as(ben);
      await say(on, second, 'Hello');
      await until(async () => (await seen(on, second)).at(-1)).toBe('Hello');
      expect(await seen(on, second)).not.toContain('My card was stolen');
      expect(await seen(on, first)).not.toContain('Hello');
      expect(await customers(on)).toHaveLength(2);
    }
  });
});
