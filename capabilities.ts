import { readFileSync, writeFileSync } from 'node:fs';
import type { Adapter } from './services/channels/adapter.ts';
import { all } from './services/channels/adapters/all.ts';
import type { Capabilities, MediaKind, ReplyAbility } from './services/channels/capabilities.ts';

const readme = new URL('README.md', import.meta.url);
const [start, end] = ['<!-- capabilities -->', '<!-- /capabilities -->'];
const units = { characters: '', utf16: ' UTF-16', bytes: ' bytes' };
const kinds: [MediaKind, string][] = [
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['file', 'file'],
  ['sticker', 'sticker'],
];

/** What each column tells of a channel. */
const columns: [title: string, cell: (can: Capabilities) => string][] = [
  ['text', ({ text }) => `${text.limit.toLocaleString('en')}${units[text.unit]}, ${text.markup}`],
  ['media', ({ media }) => listed(kinds.filter(([kind]) => media[kind]).map(([, name]) => name))],
  ['place, contact', ({ location, contact }) => listed([...(location ? ['place'] : []), ...(contact ? ['contact'] : [])])],
  ['buttons', ({ buttons }) => (buttons ? `${ofReplies(buttons)}${buttons.url ? ', links' : ''}` : '–')],
  ['quick replies', ({ quickReplies }) => (quickReplies ? ofReplies(quickReplies) : '–')],
  ['list', ({ list }) => (list ? `${list.rows} × ${list.title}` : '–')],
  ['cards', ({ carousel }) => (carousel ? range(carousel) : '–')],
  ['template', ({ template }) => yes(template)],
  ['typing', ({ hears, does }) => both(hears.typing, does.typing)],
  ['delivered', ({ receipts }) => yes(receipts.delivered)],
  ['read', ({ receipts, does }) => both(receipts.read, does.read)],
  ['reaction', ({ hears, does }) => both(hears.reaction, does.reaction)],
  ['edit', ({ hears, does }) => both(hears.edit, does.edit)],
  ['unsend', ({ hears, does }) => both(hears.unsend, does.unsend)],
  ['reply', ({ replyTo }) => (replyTo === 'native' ? 'yes' : 'quoted')],
  ['window', ({ window }) => (window ? `${window.hours} h${window.person ? `, a person ${window.person.hours} h` : ''}` : 'none')],
  ['who starts', ({ starts }) => starts],
];

/** The table of what each channel can do, and what is worth knowing of each, as Markdown. */
export function capabilityTable(adapters: readonly Adapter[]): string {
  const head = ['', ...columns.map(([title]) => title)];
  const rows = adapters.map(({ channel, capabilities }) => [channel, ...columns.map(([, cell]) => cell(capabilities))]);
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const notes = adapters.flatMap(({ name, capabilities }) => (capabilities.note ? [`- **${name}**: ${capabilities.note}`] : []));
  return [...table, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

/** The README with the table as it is now between its marks. */
export function withTable(text: string): string {
  const [before, after] = [text.indexOf(start), text.indexOf(end)];
  if (before === -1 || after < before) throw new Error(`README.md has no ${start} and ${end} to write the table between.`);
  return `${text.slice(0, before)}${start}\n${capabilityTable(all)}\n${text.slice(after)}`;
}

function listed(names: string[]): string {
  return names.length > 0 ? names.join(', ') : '–';
}

function yes(can: boolean): string {
  return can ? 'yes' : '–';
}

function both(heard: boolean, done: boolean): string {
  return `${heard ? 'in' : '–'}/${done ? 'out' : '–'}`;
}

function range({ least, most }: { least: number; most: number }): string {
  return least > 1 ? `${least}–${most}` : `${most}`;
}

function ofReplies(ability: ReplyAbility): string {
  return `${range(ability)} × ${ability.title}${ability.needs ? ` (${ability.needs})` : ''}`;
}

if (import.meta.main) {
  const text = readFileSync(readme, 'utf8');
  const fresh = withTable(text);
  if (!process.argv.includes('--check')) writeFileSync(readme, fresh);
  else if (fresh !== text) {
    process.stderr.write('The capability table in README.md is not what the adapters say: run npm run generate, and commit it.\n');
    process.exitCode = 1;
  }
}
