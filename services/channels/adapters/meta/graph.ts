import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Account } from '../../adapter.ts';
import type { ApiCall } from '../../plan.ts';
import { type Fields, text } from '../read.ts';

/** Where the Graph API is; the sandbox stands in by another `apiBaseUrl`. v21 ends in January 2027 (messenger.md). */
export const graphSettings = {
  apiBaseUrl: z.url().default('https://graph.facebook.com'),
  apiVersion: z
    .string()
    .regex(/^v\d+\.\d+$/)
    .default('v26.0'),
  /** Proves with every call that it comes from the app itself; needed where the app demands it (messenger.md §2). */
  appSecretProof: z.boolean().default(false),
};

/** The secrets of a Meta app: one app secret and verify token for all its pages and numbers, one access token for the account. */
export const metaSecrets = z.object({ appSecret: z.string().min(1), verifyToken: z.string().min(1), accessToken: z.string().min(1) });

/** The call that posts `json` to a node's edge, as `110200300400500/messages`. */
export function graphPost(account: Account, node: string, json: Fields): Omit<ApiCall, 'gives' | 'unanswered'> {
  return { protocol: 'http', method: 'POST', path: graphPath(account, node), headers: bearer(account), body: { json } };
}

/** The call that reads a node, with the fields to see. */
export function graphGet(account: Account, node: string, query: { [name: string]: string } = {}): ApiCall {
  const path = graphPath(account, node, query);
  return { protocol: 'http', method: 'GET', path, headers: bearer(account), body: null, gives: 'nothing', unanswered: 'repeat' };
}

/** The access token, in a header: it stays out of URLs, and so out of logs. */
export function bearer(account: Account): ApiCall['headers'] {
  return { authorization: `Bearer ${tokenOf(account)}` };
}

function graphPath(account: Account, node: string, query: { [name: string]: string } = {}): string {
  const version = text(account.settings.apiVersion) ?? 'v26.0';
  const names = node.split('/').map(encodeURIComponent).join('/');
  const search = new URLSearchParams(query);
  if (account.settings.appSecretProof === true) search.set('appsecret_proof', proofOf(account));
  const asked = search.toString();
  return `/${encodeURIComponent(version)}/${names}${asked === '' ? '' : `?${asked}`}`;
}

function proofOf(account: Account): string {
  return createHmac('sha256', account.secrets.appSecret ?? '')
    .update(tokenOf(account))
    .digest('hex');
}

function tokenOf(account: Account): string {
  return account.secrets.accessToken ?? '';
}
