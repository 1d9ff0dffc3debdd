import type { Adapter } from '../adapter.ts';
import { messenger } from './messenger/adapter.ts';
import { webchat } from './webchat/adapter.ts';
import { whatsapp } from './whatsapp/adapter.ts';

/** Every channel there is. A new one is one line here, and nothing else changes. */
const list: Adapter[] = [messenger, whatsapp, webchat];

/** The adapter of a channel, by its id. */
export const adapters: ReadonlyMap<string, Adapter> = new Map(list.map((adapter) => [adapter.channel, adapter]));
