import type { Json } from '../../../../kit/bus/bus.ts';
import type { Content } from '../../../../schema/content.ts';
import type { Account, WebhookRequest } from '../../adapter.ts';
import type { Contact, Inbound } from '../../inbound.ts';
import { type Draft, decimal, eventKey, type Fields, fields, id, known, link, text, unknown } from '../read.ts';
import { classOf } from './errors.ts';
import { numberIn } from './number.ts';

/** What a webhook of Twilio says: a message, or how far one of ours got (sms.md, Inbound). It tells no time: it is now. */
export function parseTwilio(body: Json, request: WebhookRequest, account: Account): Inbound[] {
  const given = fields(body);
  const sid = id(given.MessageSid) ?? id(given.SmsSid);
  const isStatus = given.MessageStatus !== undefined && given.MessageStatus !== 'received' && given.MessageStatus !== 'receiving';
  const [person, ours] = isStatus ? [given.To, given.From] : [given.From, given.To];
  const contact = contactOf(given, numberIn(person), numberIn(ours), account);
  const scene = { at: request.receivedAt, raw: body };
  const drafts: Draft[] =
    sid === undefined || !contact
      ? []
      : isStatus
        ? readStatus(given, sid, contact, scene, request.query.message)
        : readMessage(given, sid, contact, scene);
  const externalId = accountIn(given, numberIn(ours), account);
  return (drafts.length > 0 ? drafts : [unknown(body, request.receivedAt)]).map((draft) => ({ ...draft, externalId }));
}

/** A messaging service has many numbers, all of one account of ours. */
function accountIn(given: Fields, ours: string | undefined, { settings }: Account): string {
  const own = numberIn(settings.phoneNumber) ?? '';
  const service = id(given.MessagingServiceSid);
  return ours === undefined || (service !== undefined && service === id(settings.messagingServiceSid)) ? own : ours;
}

/** A person by their number; where they wrote to another number than the account's, the answer leaves from that one. */
function contactOf(given: Fields, number: string | undefined, ours: string | undefined, { settings }: Account): Contact | undefined {
  if (number === undefined) return undefined;
  const place = ours === undefined || ours === numberIn(settings.phoneNumber) ? undefined : { from: ours };
  return known({ addresses: [{ kind: 'phone', value: number }] as Contact['addresses'], name: text(given.ProfileName), place });
}

type Scene = Pick<Draft, 'at' | 'raw'>;

function readMessage(given: Fields, sid: string, contact: Contact, scene: Scene): Draft[] {
  const content = contentOf(given);
  const replyTo = id(given.OriginalRepliedMessageSid);
  const told: Draft = known({
    ...scene,
    key: eventKey('message', sid),
    kind: 'message' as const,
    platformId: sid,
    contact,
    content,
    replyTo,
  });
  const also: Draft[] = [];
  const referral = Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith('Referral')));
  if (Object.keys(referral).length > 0)
    also.push({ ...scene, key: eventKey('referral', sid), kind: 'event', name: 'referral', contact, data: referral });
  // Twilio itself stops and starts by its words, and says so (sms.md, OptOutType).
  const standing = given.OptOutType === 'STOP' ? 'opted_out' : given.OptOutType === 'START' ? 'open' : undefined;
  if (standing)
    also.push({ ...scene, key: eventKey('standing', sid), kind: 'standing', contact, standing, data: { word: text(given.Body) ?? null } });
  return [told, ...also];
}

function contentOf(given: Fields): Content[] {
  const title = text(given.ButtonText);
  const payload = text(given.ButtonPayload);
  const said = text(given.Body);
  const words: Content[] =
    payload !== undefined
      ? [{ type: 'choice', text: title ?? said ?? payload, payload }]
      : said !== undefined
        ? [{ type: 'text', text: said }]
        : [];
  const content = [...words, ...filesOf(given), ...placeOf(given)];
  return content.length > 0 ? content : [{ type: 'unsupported', reason: 'empty' }];
}

/** Ten files at most (sms.md, Fields). */
const mostFiles = 10;

function filesOf(given: Fields): Content[] {
  return Array.from({ length: mostFiles }, (_, index) => index).flatMap((index): Content[] => {
    const url = link(given[`MediaUrl${index}`]);
    if (url === undefined) return [];
    const mimeType = id(given[`MediaContentType${index}`]);
    return [known({ type: kindOf(mimeType), url, mimeType })];
  });
}

function kindOf(mimeType = ''): 'image' | 'video' | 'audio' | 'file' {
  const [kind] = mimeType.split('/');
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'file';
}

function placeOf(given: Fields): Content[] {
  const [latitude, longitude] = [decimal(given.Latitude, 90), decimal(given.Longitude, 180)];
  if (latitude === undefined || longitude === undefined) return [];
  return [known({ type: 'location' as const, latitude, longitude, name: text(given.Label), address: text(given.Address) })];
}

const states = new Map<string, 'sent' | 'delivered' | 'read' | 'failed'>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['undelivered', 'failed'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
]);

/** `reference`: our own id, which we wrote into the address that is told (render.ts). */
function readStatus(given: Fields, sid: string, contact: Contact, scene: Scene, reference: string | undefined): Draft[] {
  const status = id(given.MessageStatus) ?? '';
  const state = states.get(status);
  if (!state) return [];
  const code = id(given.ErrorCode);
  const message = text(given.ErrorMessage) ?? `Twilio says ${status}${code === undefined ? '' : `, error ${code}`}.`;
  const failure = { ok: false as const, ...classOf(code), code: code ?? status, message };
  return [
    known({
      ...scene,
      key: eventKey('status', sid, status),
      kind: 'delivery' as const,
      state,
      contact,
      platformIds: [sid],
      reference: /^msg_\w{1,64}$/.test(reference ?? '') ? reference : undefined,
      failure: state === 'failed' ? failure : undefined,
    }),
  ];
}
