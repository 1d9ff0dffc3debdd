import { readFileSync } from 'node:fs';
import { SettingError, type Settings } from '../../kit/env.ts';
import { lint } from '../../schema/lint.ts';
import { generated } from '../../schema/sdl.ts';
import type { Operation } from '../document/read.ts';
import { followFile } from './file.ts';
import { createGeneration, type Generation, type GenerationOptions } from './generation.ts';

/** The supergraph that is served, whichever it is now. */
export interface Served {
  current(): Generation;
  /** Calls back when another generation has taken over, with the one before; the result stops it. */
  onChange(listener: (next: Generation, before: Generation) => void): () => void;
  close(): void;
}

export interface ServedOptions extends GenerationOptions {
  settings: Pick<Settings, 'SUPERGRAPH_FILE'> & GenerationOptions['settings'];
}

/** Operations that are made ready before a new generation takes over: those asked for most often. */
const mostReady = 50;

/**
 * The supergraph of the setting, followed as its file changes, or the one that comes with Parlor. A new one takes over when it is ready to
 * answer; one that is wrong changes nothing, but at the start, where it is a SettingError.
 */
export async function openSupergraph(options: ServedOptions): Promise<Served> {
  const { settings, log } = options;
  const file = settings.SUPERGRAPH_FILE;
  const listeners = new Set<Parameters<Served['onChange']>[0]>();
  const sdl = file === undefined ? readFileSync(generated('supergraph.graphql'), 'utf8') : readSetting(file);
  let current = await begin(sdl);
  let closed = false;
  const unfollow = file !== undefined && followFile({ path: file, text: sdl, onText: change, onLost: keep });

  async function begin(text: string): Promise<Generation> {
    try {
      return await load(text);
    } catch (error) {
      throw file === undefined ? error : new SettingError(`SUPERGRAPH_FILE: ${message(error)}`);
    }
  }

  async function load(text: string): Promise<Generation> {
    const generation = await createGeneration(text, options);
    if (file !== undefined) warn(text);
    return generation;
  }

  /** Whoever else composed it: what the planner would get wrong is refused operation by operation. */
  function warn(text: string): void {
    for (const { level, at, message } of lint(text)) if (level === 'error') log.warn({ at, reason: message }, 'the supergraph is unsound');
  }

  async function change(text: string): Promise<void> {
    const next = await load(text).catch(keep);
    if (!next) return;
    const ready = await makeReady(next, current.hottest(mostReady));
    if (closed || next.id === current.id) return next.close();
    const before = current;
    current = next;
    log.info({ id: next.id, before: before.id, ready }, 'another supergraph is served');
    for (const listener of listeners) tell(() => listener(next, before));
    before.close();
  }

  /** One who cannot follow keeps nobody else from it. */
  function tell(follow: () => void): void {
    try {
      follow();
    } catch (error) {
      log.error({ reason: message(error), id: current.id }, 'a part of the gateway cannot follow the new supergraph');
    }
  }

  function keep(error: unknown): void {
    log.error({ file, reason: message(error), id: current.id }, 'the supergraph cannot be used; the one before is still served');
  }

  return {
    current: () => current,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      closed = true;
      if (unfollow) unfollow();
      current.close();
    },
  };
}

/** How many of the operations are ready on a generation. What is not valid there, or cannot be planned, is left for whoever asks. */
async function makeReady({ read, prepare }: Generation, operations: readonly Operation[]): Promise<number> {
  const valid = operations.map((operation) => read(operation)).filter((found) => 'document' in found);
  const tried = await Promise.allSettled(valid.map(prepare));
  return tried.filter(({ status }) => status === 'fulfilled').length;
}

function readSetting(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingError(`SUPERGRAPH_FILE: ${message(error)}`);
  }
}

/** What the libraries say over several lines, in one. */
function message(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').slice(0, 500);
}
