/**
 * What is known of the strings that came: which lengths those have that JSON must write with an escape. In the text of a reply such a string
 * has a backslash, which is found much sooner than each string is looked at; a string of any other length is written as it is.
 */
export interface Escapes {
  lengths: Uint8Array;
  /** Strings noted so far; behind some, all are taken for such. */
  noted: number;
}

const longest = 1_023;
const most = 256;

/** Nothing is known yet of any string. */
export function createEscapes(): Escapes {
  return { lengths: new Uint8Array(longest + 1), noted: 0 };
}

/** Takes note of the strings of a text that was valid JSON. */
export function noteEscapes(escapes: Escapes, text: string): void {
  let at = text.indexOf('\\');
  while (at >= 0 && escapes.noted <= most) {
    // The first backslash of a string: the quote before it opens the string.
    const start = text.lastIndexOf('"', at);
    const end = endOf(text, at);
    const string = JSON.parse(text.slice(start, end)) as string;
    escapes.lengths[Math.min(string.length, longest)] = 1;
    escapes.noted++;
    at = text.indexOf('\\', end);
  }
}

/** The place behind the quote that closes the string. */
function endOf(text: string, backslash: number): number {
  let at = backslash;
  while (text[at] !== '"') {
    const quote = text.indexOf('"', at);
    const next = text.indexOf('\\', at);
    at = next >= 0 && next < quote ? next + 2 : quote;
  }
  return at + 1;
}

/** JSON text of a string that came. */
export function quote({ lengths, noted }: Escapes, text: string): string {
  return noted > most || lengths[Math.min(text.length, longest)] === 1 ? JSON.stringify(text) : `"${text}"`;
}
