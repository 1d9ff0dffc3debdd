import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';
import { CodedError } from '../../../../schema/errors.ts';
import type { Account, AdapterContext, WebhookRequest } from '../../adapter.ts';
import { parseBody } from '../../decode.ts';
import { fields, text } from '../read.ts';

/** Seconds a clock may be wrong (msteams.md, Inbound). */
const skew = 300;

const metadata = z.object({ issuer: z.string(), jwks_uri: z.string() });
const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string().optional(), endorsements: z.array(z.string()).optional() })) });

/**
 * Checks the token that comes with an activity: signed by a key of the Bot Framework that may speak for Teams, made for our app, and for the
 * service URL that the activity names, as answers go there with our own token (msteams.md, Inbound). BAD_SIGNATURE.
 */
export async function verifyTeams(request: WebhookRequest, account: Account, { now, document }: AdapterContext): Promise<void> {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw new CodedError('BAD_SIGNATURE');
  const { issuer, jwks_uri } = await documentOf(metadata, text(account.settings.openidUrl) ?? '', document);
  const keys = await documentOf(keySet, jwks_uri, document);
  const serviceUrl = await serviceUrlOf(token, keys as JSONWebKeySet, {
    issuer,
    audience: text(account.settings.appId) ?? '',
    algorithms: ['RS256'],
    clockTolerance: skew,
    currentDate: new Date(now),
    requiredClaims: ['exp'],
  });
  const activity = fields(parseBody(request.body));
  const key = keys.keys.find(({ kid }) => kid === decodeProtectedHeader(token).kid);
  const endorsed = key?.endorsements?.includes(text(activity.channelId) ?? '') ?? true;
  if (!endorsed || serviceUrl === undefined || serviceUrl !== activity.serviceUrl) throw new CodedError('BAD_SIGNATURE');
}

async function serviceUrlOf(token: string, keys: JSONWebKeySet, options: Parameters<typeof jwtVerify>[2]): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), options);
    return payload.serviceurl;
  } catch {
    throw new CodedError('BAD_SIGNATURE');
  }
}

async function documentOf<S extends z.ZodType>(schema: S, url: string, document: AdapterContext['document']): Promise<z.infer<S>> {
  const words = await document(url);
  try {
    return schema.parse(JSON.parse(words));
  } catch {
    throw new CodedError('UNAVAILABLE', `What Microsoft publishes at ${url} cannot be read.`);
  }
}
