import { createHmac } from 'node:crypto';
import { deriveKeys } from '../../kit/secret.ts';
import { type Dev, foundWorkspace } from '../../seed.ts';

/** The front door of a workspace of its own: as frontends and platforms come in. */
export interface Door extends Dev {
  /** The data of an operation by the admin; fails on any error. */
  graph<D>(query: string, variables?: object): Promise<D>;
  /** Posts a signed webhook to the Messenger account; true when it was acknowledged. Never fails: a platform just posts again. */
  post(body: string, headers?: Record<string, string>): Promise<boolean>;
  /** The page's id on Messenger. */
  pageId: string;
}

/** Where the product and the platforms it talks to are. */
export interface Where {
  url: string;
  sandboxUrl: string;
  secret: string;
}

/** Platforms wait this long for an answer. */
const patience = 10_000;

/** Founds a workspace, and connects its accounts to the sandbox where one runs: the usual ones, or one for each channel given. */
export async function openDoor({ secret, ...where }: Where, channels?: string[]): Promise<Door> {
  const dev = await foundWorkspace(where, deriveKeys(secret), channels);
  const { url, agentToken, accounts } = dev;
  const messenger = accounts.find(({ channel }) => channel === 'messenger')!;
  return {
    ...dev,
    pageId: String(messenger.settings.pageId),
    graph: async <D>(query: string, variables: object = {}) => {
      const response = await send(`${url}/graphql`, JSON.stringify({ query, variables }), { authorization: `Bearer ${agentToken}` });
      const { data, errors } = (await response.json()) as { data?: D; errors?: object };
      if (errors || !data) throw new Error(`the graph answered ${response.status}: ${JSON.stringify(errors)}`);
      return data;
    },
    post: async (body, headers) => {
      const signature = createHmac('sha256', messenger.secrets.appSecret!).update(body).digest('hex');
      try {
        const response = await send(url + messenger.webhookPath, body, { 'x-hub-signature-256': `sha256=${signature}`, ...headers });
        await response.arrayBuffer();
        return response.ok;
      } catch {
        return false;
      }
    },
  };
}

function send(url: string, body: string, headers: Record<string, string>): Promise<Response> {
  const signal = AbortSignal.timeout(patience);
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body, signal });
}
