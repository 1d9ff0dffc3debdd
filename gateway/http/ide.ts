import { renderGraphiQL } from '@graphql-yoga/render-graphiql';
import type { FastifyReply } from 'fastify';

/** What the page offers to begin with, one tab each. */
export const examples = [
  `# Without a token in the address (npm start prints one with it), put yours into the Headers tab below.
query Inbox {
  viewer {
    kind
    workspace { id name }
  }
  inbox(first: 10) {
    edges {
      node {
        id
        status
        customer { id name }
        lastMessage { at direction text }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  `# Everything that happens in the inbox, as it happens. Pass the last cursor as \`after\` to go on where you left off.
subscription Live($after: String) {
  inboxChanged(after: $after) {
    cursor
    kind
    at
    conversation {
      id
      customer { id name }
      lastMessage { at direction text }
    }
  }
}
`,
];

/** All that the page needs is in it: nothing is loaded from anywhere, and it may only talk to this gateway. */
const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * A token in the fragment of the page's address (`/graphql#token=...`) is used wherever the Headers tab gives no other. The fragment never
 * leaves the browser; the token is taken out of the address and kept for as long as the tab is open.
 */
const tokenOfFragment = `<script>{
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? sessionStorage.getItem('parlor-token');
  if (token) {
    sessionStorage.setItem('parlor-token', token);
    history.replaceState(null, '', location.pathname + location.search);
    const send = window.fetch;
    window.fetch = (input, init = {}) => {
      const headers = new Headers(init.headers);
      if (!headers.get('authorization') || headers.get('authorization').endsWith('<token>')) headers.set('authorization', 'Bearer ' + token);
      return send(input, { ...init, headers });
    };
  }
}</script>`;

/** Serves GraphiQL, which works without the internet. */
export function createIde(): (reply: FastifyReply) => FastifyReply {
  let page: string | undefined;
  return (reply) => {
    page ??= render();
    return reply.headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }).send(page);
  };
}

function render(): string {
  const [query] = examples;
  const options = {
    title: 'Parlor',
    endpoint: '/graphql',
    // On a reload the page looks for the tab with this query, and would open an empty one if there were none.
    query,
    defaultTabs: examples.map((example) => ({ query: example })),
    headers: JSON.stringify({ authorization: 'Bearer <token>' }, null, 2),
    defaultEditorToolsVisibility: 'headers' as const,
    shouldPersistHeaders: true,
    subscriptionsProtocol: 'SSE' as const,
    method: 'POST' as const,
  };
  return renderGraphiQL(options).replace('<head>', () => `<head>${tokenOfFragment}`);
}
