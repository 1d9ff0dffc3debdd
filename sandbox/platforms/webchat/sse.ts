/** One server-sent event. */
export interface ServerEvent {
  event: string;
  data: string;
}

/** The events of a stream, one by one; comments, which only keep a connection alive, are passed over. */
export async function* serverEvents(stream: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n');
      const event = valuesOf(lines, 'event').at(-1);
      const data = valuesOf(lines, 'data');
      if (event !== undefined || data.length > 0) yield { event: event ?? 'message', data: data.join('\n') };
    }
  }
}

function valuesOf(lines: string[], field: string): string[] {
  return lines.filter((line) => line.startsWith(`${field}:`)).map((line) => line.slice(field.length + 1).replace(/^ /, ''));
}
