import type { Json } from '../../../../kit/bus/bus.ts';
import type { Content } from '../../../../schema/content.ts';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account } from '../../adapter.ts';
import { type ApiCall, kept, type Outbound } from '../../plan.ts';
import { type Fields, fields, id, link, text } from '../read.ts';
import { notSendable } from '../words.ts';
import { buttonCard, menuCard, slide } from './cards.ts';

/** Where to write: a conversation at a service. */
interface Room {
  service: string;
  conversation: string;
  opening: ApiCall[];
}

/** The Bot Connector calls for a message, or for a change of one (msteams.md, Outbound). */
export function renderTeams(message: Outbound, account: Account): ApiCall[] {
  const room = roomOf(message, account);
  const at = (platformId: string) => {
    const cut = platformId.lastIndexOf('|');
    return {
      conversation: encodeURIComponent(platformId.slice(0, Math.max(0, cut))),
      activity: encodeURIComponent(platformId.slice(cut + 1)),
    };
  };
  const path = (platformId: string) =>
    `${room.service}/v3/conversations/${at(platformId).conversation}/activities/${at(platformId).activity}`;
  switch (message.kind) {
    case 'message': {
      if (message.content.length === 0) throw new CodedError('BAD_INPUT', 'The message has nothing to send.');
      const under = message.replyTo ? `/${at(message.replyTo.platformId).activity}` : '';
      return [...room.opening, ...message.content.map((item) => say(room, under, activityOf(item), account))];
    }
    case 'edit': {
      if (message.content.length > message.target.length)
        throw new CodedError('BAD_INPUT', 'The new words take more messages than the old ones did.');
      return message.target.map(({ platformId }, index) => {
        const item = message.content[index];
        return item
          ? connector(account, 'PUT', path(platformId), { type: 'message', ...activityOf(item) })
          : connector(account, 'DELETE', path(platformId));
      });
    }
    case 'unsend':
      return message.target.map(({ platformId }) => connector(account, 'DELETE', path(platformId)));
    case 'typing':
      return message.on ? [...room.opening, { ...say(room, '', { type: 'typing' }, account), gives: 'nothing', optional: true }] : [];
    case 'reaction':
      throw notSendable('reaction', 'Microsoft Teams');
    case 'read':
      return [];
  }
}

/** Nothing tells later whether an activity was taken, and a second one is a second message. */
function say({ service, conversation }: Room, under: string, activity: Fields, account: Account): ApiCall {
  const call = connector(account, 'POST', `${service}/v3/conversations/${conversation}/activities${under}`, {
    type: 'message',
    ...activity,
  });
  return { ...call, gives: 'message', unanswered: 'lost' };
}

function connector(account: Account, method: ApiCall['method'], path: string, activity?: Fields): ApiCall {
  const headers = { authorization: `Bearer ${account.token ?? ''}` };
  return { protocol: 'http', method, path, headers, body: activity ? { json: activity } : null, gives: 'nothing', unanswered: 'repeat' };
}

function activityOf(item: Content): Fields {
  switch (item.type) {
    case 'text':
      return { text: item.text, textFormat: 'markdown' };
    case 'buttons':
      return { attachments: [buttonCard(item)] };
    case 'list':
      return { attachments: [menuCard(item)] };
    case 'carousel':
      return { attachmentLayout: item.cards.length > 1 ? 'carousel' : 'list', attachments: item.cards.map(slide) };
    case 'quick_replies': {
      // What is tapped is said: only its words come back.
      const actions = item.replies.map(({ title }): Json => ({ type: 'imBack', title, value: title }));
      return { text: item.text, textFormat: 'markdown', suggestedActions: { actions } };
    }
    case 'image': {
      const url = link(item.url);
      if (url === undefined) throw new CodedError('BAD_INPUT', 'The image has no http(s) address to fetch it from.');
      const image = { contentType: item.mimeType ?? 'image/png', contentUrl: url, ...(item.name === undefined ? {} : { name: item.name }) };
      return { ...(item.caption ? { text: item.caption, textFormat: 'markdown' } : {}), attachments: [image] };
    }
    default:
      throw notSendable(item.type, 'Microsoft Teams');
  }
}

/** The conversation the person last wrote in; a person who never did is written to in a new one, which is theirs and the bot's for ever. */
function roomOf({ to, place }: Outbound, account: Account): Room {
  const known = fields(place);
  const base = text(account.settings.apiBaseUrl) ?? '';
  const service = (link(known.serviceUrl) ?? base).replace(/\/+$/, '');
  const conversation = id(known.conversationId);
  if (conversation !== undefined) return { service, conversation: encodeURIComponent(conversation), opening: [] };
  const user = to.find(({ kind }) => kind === 'teams_user')?.value ?? to.find(({ kind }) => kind === 'aad')?.value.split(':')[1];
  if (user === undefined) throw new CodedError('BAD_INPUT', 'The recipient has no Teams address (teams_user).');
  const tenant = to.find(({ kind }) => kind === 'aad')?.value.split(':')[0] ?? text(account.settings.tenantId);
  const talk = {
    bot: { id: `28:${text(account.settings.appId) ?? ''}` },
    members: [{ id: user }],
    isGroup: false,
    ...(tenant === undefined ? {} : { tenantId: tenant, channelData: { tenant: { id: tenant } } }),
  };
  const open: ApiCall = { ...connector(account, 'POST', `${service}/v3/conversations`, talk), keep: { conversation: 'id' } };
  return { service, conversation: kept('conversation'), opening: [open] };
}
