/** JSON text of a leaf, a list or an object as it came from JSON. */
export function jsonText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
    case 'boolean':
      return `${value}`;
    default:
      return value === null || value === undefined ? 'null' : JSON.stringify(value);
  }
}

const mostLooked = 48;

/** JSON text of a string. Most strings are short and have nothing to escape, which is sooner seen than stringified. */
export function quote(text: string): string {
  if (text.length > mostLooked) return JSON.stringify(text);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code === 34 || code === 92 || code > 126) return JSON.stringify(text);
  }
  return `"${text}"`;
}
