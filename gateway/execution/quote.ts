/** JSON text of a leaf, a list or an object as it came from JSON. */
export function jsonText(value: unknown): string {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return `${value}`;
    default:
      // Looking at a string for something to escape takes longer than this does.
      return value === null || value === undefined ? 'null' : JSON.stringify(value);
  }
}
