import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

/** The repository's folder, with a slash at the end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A node of the syntax tree; its further keys depend on its type. */
export interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

/** An import, export-from, `import()` or type import. */
export interface Import {
  from: string;
  typeOnly: boolean;
}

/** A TypeScript file of ours. */
export interface Source {
  /** From the root, without `./`. */
  path: string;
  text: string;
  lines: number;
  statements: Node[];
  /** All nodes of the syntax tree, in order. */
  nodes: Node[];
  imports: Import[];
}

/** Files of a folder and all below, by path from the root; what is installed there is not ours. */
export function files(folder: string): string[] {
  return readdirSync(root + folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name === 'node_modules') return [];
    return entry.isDirectory() ? files(path) : [path];
  });
}

/** Text of a file by its path from the root. */
export function read(path: string): string {
  return readFileSync(root + path, 'utf8');
}

/** Everything we wrote in TypeScript, parsed; what is generated is left out. */
export function readSources(): Source[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name),
  );
  const top = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isFile());
  return [...top.map(({ name }) => name), ...folders.flatMap(({ name }) => files(name))]
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.generated.ts'))
    .sort()
    .map(readSource);
}

/** One file of ours, parsed. */
export function readSource(path: string): Source {
  const text = read(path);
  const { body } = parseAst(text, { lang: 'ts' }, path);
  const statements = body as unknown as Node[];
  const nodes: Node[] = [];
  collect(statements, nodes);
  const imports = nodes.flatMap((node) => {
    const from = specifier(node);
    return from === undefined ? [] : [{ from, typeOnly: onlyTypes(node) }];
  });
  return { path, text, lines: text.split('\n').length - 1, statements, nodes, imports };
}

/** Puts all nodes below into the list, in order. */
function collect(value: unknown, into: Node[]): void {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value && typeof value.type === 'string' && 'start' in value) into.push(value as Node);
  for (const key in value) collect(value[key as keyof typeof value], into);
}

/** Where a node imports from. */
function specifier(node: Node): string | undefined {
  if (!/^(Import(Declaration|Expression)|Export(Named|All)Declaration|TSImportType)$/.test(node.type)) return undefined;
  const from = (node.source ?? undefined) as { value?: unknown } | undefined;
  return typeof from?.value === 'string' ? from.value : undefined;
}

function onlyTypes(node: Node): boolean {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true;
  const named = (node.specifiers ?? []) as { importKind?: string; exportKind?: string }[];
  return named.length > 0 && named.every((each) => each.importKind === 'type' || each.exportKind === 'type');
}

/** True when a doc comment stands right above the place. */
export function documented(text: string, start: number): boolean {
  const before = text.slice(0, start).trimEnd();
  return before.endsWith('*/') && before.startsWith('/**', before.lastIndexOf('/*'));
}

/** The settings there are, and whether each is described, as kit/env.ts writes them. */
export function settingsOf(source: Source): Map<string, boolean> {
  const settings = new Map<string, boolean>();
  for (const node of source.nodes) {
    const name = (node.key as { name?: string } | undefined)?.name;
    if (node.type === 'Property' && /^[A-Z][A-Z0-9_]+$/.test(name ?? '') && !node.shorthand)
      settings.set(name!, documented(source.text, node.start));
  }
  return settings;
}
