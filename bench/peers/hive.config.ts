/** Hive Gateway, with the caller's token forwarded to the subgraphs and nothing else changed; HIVE_DEDUPE=off turns its in-flight sharing off. */
export const gatewayConfig = {
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }: { request: Request }) => ({ authorization: request.headers.get('authorization') }),
  },
  ...(process.env.HIVE_DEDUPE === 'off' && { transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } } }),
};
