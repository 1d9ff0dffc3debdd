import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { CodedError } from '../../../schema/errors.ts';

/** Which private places may be reached all the same: `host` or `host:port`, as URLs write them. */
export type Allowed = readonly string[];

/** A link that may be followed: http or https, without credentials, not to a private address that is written out. BAD_INPUT otherwise. */
export function checkLink(text: string, allowed: Allowed): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw new CodedError('BAD_INPUT', 'The link is not http or https.');
  if (url.username !== '' || url.password !== '') throw new CodedError('BAD_INPUT', 'The link has credentials in it.');
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !isPublic(literal) && !isAllowed(url, allowed)) throw refusal(url.hostname);
  return url;
}

/** Whether a private place is one that may be reached. */
export function isAllowed({ host, hostname }: URL, allowed: Allowed): boolean {
  return allowed.includes(host) || allowed.includes(hostname);
}

/**
 * Connections to public addresses only. Names are looked up by the connection itself and what comes of it is checked there: the address that
 * is checked is the one that is connected to, whatever the name leads to a moment later.
 */
export function publicConnections(lookup?: LookupFunction): Dispatcher {
  const connect = buildConnector({ timeout: 5_000, lookup: publicLookup(lookup) });
  return new Agent({
    ...times,
    connect: (options, done) => (isPrivate(options.hostname) ? done(refusal(options.hostname), null) : connect(options, done)),
  });
}

/** Connections to wherever they are asked. */
export function anyConnections(): Dispatcher {
  return new Agent({ ...times, connect: { timeout: 5_000 } });
}

const times = { headersTimeout: 15_000, bodyTimeout: 15_000 };

/** An address that the whole internet can reach, and nothing else: not one of ours, and no other way to write one of ours. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  // Of IPv6 only 2000::/3 is given out at all.
  const given = !('parts' in parsed) || (parsed.parts[0]! & 0xe000) === 0x2000;
  return given && parsed.range() === 'unicast';
}

function isPrivate(hostname: string): boolean {
  const literal = hostname.replace(/^\[|\]$/g, '');
  return isIP(literal) !== 0 && !isPublic(literal);
}

/** Looks names up as the system does, unless told, and finds none that leads to a private address. */
export function publicLookup(lookup: LookupFunction = systemLookup as LookupFunction): LookupFunction {
  return (hostname, options, done) =>
    lookup(hostname, options, (error, found, family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address);
      if (!error && !addresses.every(isPublic)) return done(refusal(hostname), []);
      done(error, found, family);
    });
}

function refusal(host: string): CodedError {
  return new CodedError('BAD_INPUT', `The link leads to ${host}, which is no public address.`);
}
