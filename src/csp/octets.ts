/**
 * A Buffer as the plain Uint8Array that callers are promised: its `slice` copies, that of a Buffer does not.
 * The memory stays shared, which saves a copy that would cost more than writing a short message.
 */
export function plainOctets(buffer: Buffer, length = buffer.length): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, length);
}
