import type { LiveField } from '../../kit/graph.ts';
import type { SubgraphName } from '../../schema/sdl.ts';

const at = new Date('2026-11-01T10:00:00Z');
const account = { id: 'acc_1', name: 'Kettles', channel: { id: 'messenger', name: 'Messenger' } };
const identity = { id: 'idn_1', value: '49170000001', channelId: 'messenger', channelAccount: account };
const delivery = { id: 'dly_1', state: 'DELIVERED', attempts: [{ id: 'att_1', outcome: 'ACCEPTED' }] };
const message = {
  __typename: 'Message',
  id: 'msg_1',
  at,
  direction: 'OUTBOUND',
  text: 'Yes: two of them came in this morning. Shall I put one aside for you?',
  dialogue: { id: 'dlg_1', customer: { id: 'cus_1' } },
  identity: { id: 'idn_1' },
  delivery: { id: 'dly_1', state: 'DELIVERED' },
};

const reference = (value: object) => ({ __resolveReference: () => value });

/** What the four subgraphs say: always the same. */
export const resolvers: Record<SubgraphName, object> = {
  identity: {
    Query: { viewer: () => ({ kind: 'AGENT' }) },
    Customer: reference({ id: 'cus_1', name: 'Ana Berg', identities: [identity] }),
    ChannelIdentity: reference(identity),
  },
  conversations: {
    Dialogue: reference({ id: 'dlg_1', customer: { id: 'cus_1' } }),
    Message: reference(message),
    Delivery: reference(delivery),
  },
  channels: { ChannelAccount: reference(account), Delivery: reference(delivery) },
  automation: {},
};

const show: LiveField<object>['show'] = async (item, args) => ({
  cursor: `${item.topic}@${item.position}`,
  kind: item.name === 'lagged' ? 'LAGGED' : 'APPENDED',
  at: new Date(item.at),
  dialogue: { id: args.dialogueId, customer: { id: 'cus_1' } },
  entry: message,
  late: false,
});
const open: LiveField<object>['open'] = async () => {
  throw new Error('the scripted feeds say where subscriptions begin');
};

/** The subscription that is measured. */
export const live: Record<SubgraphName, Record<string, LiveField<object>>> = {
  identity: {},
  conversations: { dialogueChanged: { open, show } },
  channels: {},
  automation: {},
};
