import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Settings } from '../../kit/env.ts';
import type { Log } from '../../kit/log.ts';
import { CodedError } from '../../schema/errors.ts';
import { hashOf, sha256 } from './hash.ts';
import type { Operation } from './read.ts';
import { openSafelist } from './safelist.ts';

/** Operations that clients name instead of sending their text. */
export interface Persisted {
  /** The operation with its text, wherever that comes from. Throws what the client is to be told when it has none, or may not run it. */
  resolve(operation: Operation): Operation & { query: string };
  /** Keeps the text of a valid operation under the hash that came with it. */
  keep(operation: Operation): void;
  close(): void;
}

type PersistedSettings = Pick<Settings, 'PERSISTED_OPERATIONS' | 'SAFELIST_FILE'>;

const mostBytes = 33_554_432;

/** As PERSISTED_OPERATIONS says: APQ, only what is registered in SAFELIST_FILE, or none at all. A safelist that cannot be read is a SettingError. */
export function openPersisted({ PERSISTED_OPERATIONS, SAFELIST_FILE }: PersistedSettings, log: Log): Persisted {
  if (PERSISTED_OPERATIONS === 'safelist') return openSafelist(SAFELIST_FILE, log);
  return PERSISTED_OPERATIONS === 'auto' ? keepPersisted() : noPersisted;
}

/** Automatic persisted queries: the text comes once with its hash, from then on the hash is enough, for as long as there is room. */
function keepPersisted(): Persisted {
  const known = new LRUCache<string, string>({ maxSize: mostBytes, sizeCalculation: (query) => 2 * query.length + 200 });
  return {
    resolve: (operation) => {
      const { query } = operation;
      const named = hashOf(operation);
      if (query && named && sha256(query) !== named) throw new CodedError('BAD_INPUT', 'The hash is not the SHA-256 of `query`.');
      const text = query || (named && known.get(named));
      if (!text) throw persistedError('PersistedQueryNotFound', ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND);
      return { ...operation, query: text };
    },
    keep: (operation) => {
      const named = hashOf(operation);
      if (named) known.set(named, operation.query);
    },
    close: () => {},
  };
}

const noPersisted: Persisted = {
  resolve: (operation) => {
    if (hashOf(operation)) throw persistedError('PersistedQueryNotSupported', ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED);
    return operation;
  },
  keep: () => {},
  close: () => {},
};

/** In the words that clients of APQ know. */
function persistedError(message: string, code: ApolloServerErrorCode): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
