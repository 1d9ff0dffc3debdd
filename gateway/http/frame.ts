/** The first byte of a text message in one frame (RFC 6455 §5.2): it is the last one, and it is text. */
const text = 0x81;

/** WebSocket text messages as a server sends them, one for each payload between `head` and `tail`, all in one piece. */
export function textFrames(head: Buffer, payloads: readonly Buffer[], tail: Buffer): Buffer {
  const around = head.length + tail.length;
  let size = 0;
  for (const payload of payloads) size += headerSize(around + payload.length) + around + payload.length;
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  for (const payload of payloads) {
    at = writeHeader(frames, at, around + payload.length);
    at += head.copy(frames, at);
    at += payload.copy(frames, at);
    at += tail.copy(frames, at);
  }
  return frames;
}

function headerSize(length: number): number {
  return length < 126 ? 2 : length < 65_536 ? 4 : 10;
}

/** Writes how long the message is, and gives the place behind that. */
function writeHeader(frames: Buffer, at: number, length: number): number {
  frames[at] = text;
  if (length < 126) return frames.writeUInt8(length, at + 1);
  frames[at + 1] = length < 65_536 ? 126 : 127;
  return length < 65_536 ? frames.writeUInt16BE(length, at + 2) : frames.writeBigUInt64BE(BigInt(length), at + 2);
}
