import { type SandboxAccount, secret, setting } from '../../account.ts';
import { type Answer, type ApiRequest, json, jsonBody, tokenOf } from '../../api.ts';
import type { Api, Failing, World } from '../../platform.ts';
import { GraphError } from './refusal.ts';

/** What differs between Meta's platforms on the host they share. */
export interface GraphPart {
  channel: string;
  /** The setting that names the account in API paths. */
  object: string;
  /** Whether `me` means this kind of account: what the token belongs to (messenger.md §2). */
  me?: true;
  /** The status of an answer to a wrong token. */
  unauthorized: number;
  /** What it says when it is called too often, and when its token is good no more. */
  refusals: Pick<Failing, 'rate_limit' | 'token_revoked'>;
  /** Answers `POST .../messages`, or throws a GraphError. */
  send(account: SandboxAccount, body: unknown): object;
  /** Answers `GET .../<id>`: a profile, a media file; `<id>/message_templates`; undefined when the account sees no such thing. */
  look(account: SandboxAccount, id: string): object | undefined;
}

const paths = /^\/v\d+\.\d+\/[^/]+(\/(messages|message_templates))?$/;

/** The Graph API of Meta: its platforms share a host, and are told apart by whose id the path names. */
export function graphApi(world: World, part: GraphPart): Api {
  const accounts = () => world.memory.accountsOn(part.channel);
  const holds = (request: ApiRequest) => (account: SandboxAccount) => secret(account, 'accessToken') === graphToken(request);
  return {
    paths,
    whose(request) {
      const { object, isSend } = parsed(request);
      if (!isSend)
        return accounts()
          .filter(holds(request))
          .find((account) => part.look(account, object));
      if (object === 'me' && !part.me) return undefined;
      const named = object === 'me' ? accounts() : accounts().filter((account) => setting(account, part.object) === object);
      const mine = named.find(holds(request));
      if (!mine && (named.length > 0 || object === 'me')) throw badToken(part.unauthorized);
      return mine;
    },
    answer(request, account): Answer {
      const { object, isSend } = parsed(request);
      if (!isSend) return json(200, part.look(account, object));
      const body = request.body.length === 0 ? {} : jsonBody(request);
      if (body === undefined) throw new GraphError({ code: 100, message: '(#100) The request body is not JSON' });
      return json(200, part.send(account, body));
    },
    stranger(request): Answer {
      const { object, isSend } = parsed(request);
      const known = [...world.memory.accounts.values()].some(holds(request));
      throw isSend || known ? unknownObject(request.method, object) : badToken(400);
    },
    failing: {
      ...part.refusals,
      server_error: transient,
      wrap: (error) => ('error' in error ? error : { error }),
    },
  };
}

/** samples/messenger/error-transient.json. */
const transient: Answer = json(500, {
  error: {
    message: 'An unexpected error has occurred. Please retry your request later.',
    type: 'OAuthException',
    code: 2,
    is_transient: true,
    fbtrace_id: 'SandboxFault',
  },
});

function parsed({ method, path }: ApiRequest): { object: string; isSend: boolean } {
  const [, , object = '', edge] = path.split('/');
  const isSend = method === 'POST' && edge === 'messages';
  return { object: isSend || edge === undefined ? object : `${object}/${edge}`, isSend };
}

/** From the header, or the query, as Graph takes it (messenger.md §2). */
function graphToken(request: ApiRequest): string | undefined {
  return tokenOf(request) ?? request.query.get('access_token') ?? undefined;
}

/** samples/messenger/error-invalid-token.json with status 400, samples/whatsapp/error-invalid-token.json with 401. */
function badToken(status: number): GraphError {
  if (status === 400)
    return new GraphError({
      code: 190,
      subcode: 467,
      message: 'Error validating access token: The access token is not valid for this page.',
    });
  return new GraphError({ status, code: 190, message: '(#190) Error validating access token', details: 'The access token is not valid.' });
}

function unknownObject(method: string, object: string): GraphError {
  const why = 'does not exist, cannot be loaded due to missing permissions, or does not support this operation';
  return new GraphError({
    code: 100,
    subcode: 33,
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${object}' ${why}`,
  });
}
