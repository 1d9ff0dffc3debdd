import type { Parts } from '../../kit/service.ts';
import type { Store } from '../../kit/store/store.ts';
import type { Adapter } from './adapter.ts';
import type { Documents } from './ingress/documents.ts';
import type { Outside } from './sending/outside.ts';
import type { ChannelsTables } from './tables.ts';

/** The channels there are, by id. */
export type Adapters = ReadonlyMap<string, Adapter>;

/** What every part of channels works with. */
export interface ChannelsParts extends Parts<ChannelsTables> {
  adapters: Adapters;
  /** Where files are. */
  store: Store;
  /** The way out to the platforms. */
  outside: Outside;
  /** What platforms publish of themselves. */
  documents: Documents;
}
