import { createHash } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { type DocumentNode, Kind, type OperationDefinitionNode, print, visit } from 'graphql';
import type { Log } from '../../kit/log.ts';
import { type RecordedOperation, readRecorded } from '../../schema/recorded.ts';
import type { ReadOperation } from './read.ts';

/** Keeps a record of what is asked, for `npm run schema:check`. */
export interface Recorder {
  /** Notes an operation that is valid; nobody waits for it. */
  record(operation: ReadOperation): void;
  /** Waits until all is written. */
  close(): Promise<void>;
}

/** Different operations, and characters of them, after which nothing is recorded any more. */
const mostOperations = 10_000;
const mostCharacters = 50_000_000;
/** Operations that wait to be written; what comes on top is recorded when it comes again. */
const mostWaiting = 1_000;

/** Records each different operation once in a file of lines of JSON. Several gateways may write one file. */
export function createRecorder(file: string, log: Log): Recorder {
  const seen = new WeakSet<OperationDefinitionNode>();
  const known = new Set<string>();
  let characters = 0;
  let waiting: ReadOperation[] = [];
  let writing: Promise<void> | undefined;
  let open = true;

  async function load(): Promise<void> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return '';
    });
    for (const { hash } of readRecorded(text)) known.add(hash);
    characters = text.length;
    // A line that was cut off must not spoil the next one.
    if (text !== '' && !text.endsWith('\n')) await appendFile(file, '\n');
  }

  async function write(): Promise<void> {
    try {
      await loading;
      while (waiting.length > 0) {
        const lines = waiting.splice(0).flatMap(lineOf);
        if (lines.length > 0) await appendFile(file, lines.join(''), { mode: 0o600 });
      }
    } catch (error) {
      open = false;
      waiting = [];
      log.error({ file, error: String(error) }, 'operations can no longer be recorded');
    }
    writing = undefined;
  }

  /** Its line, unless it is there. */
  function lineOf({ document, definition }: ReadOperation): string[] {
    if (known.size >= mostOperations || characters >= mostCharacters) return full();
    const recorded = recordOf(document, definition);
    if (known.has(recorded.hash)) return [];
    known.add(recorded.hash);
    const line = `${JSON.stringify(recorded)}\n`;
    characters += line.length;
    return [line];
  }

  function full(): [] {
    if (open) log.warn({ file, operations: known.size }, 'the record of operations is full');
    open = false;
    return [];
  }

  const loading = load();
  writing = write();
  return {
    record: (operation) => {
      if (!open || seen.has(operation.definition) || waiting.length >= mostWaiting) return;
      seen.add(operation.definition);
      waiting.push(operation);
      writing ??= write();
    },
    close: async () => {
      await writing;
      open = false;
    },
  };
}

/** What is recorded of an operation: people's words and numbers may stand in its text, and are nobody's business. */
function recordOf(document: DocumentNode, definition: OperationDefinitionNode): RecordedOperation {
  const bare = visit(document, {
    StringValue: () => ({ kind: Kind.STRING, value: '' }),
    IntValue: () => ({ kind: Kind.INT, value: '0' }),
    FloatValue: () => ({ kind: Kind.FLOAT, value: '0' }),
    OperationDefinition: (node) => (node.loc === definition.loc ? undefined : null),
  });
  const query = print(bare);
  const operationName = definition.name?.value ?? null;
  return { hash: createHash('sha256').update(query).digest('hex'), operationName, query, firstSeen: new Date().toISOString() };
}
