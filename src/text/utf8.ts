import { isUtf8 } from 'node:buffer'

/**
 * The longest file that is read, and the longest body that may hold one: an export of a full account is longer than
 * the bodies that the services take.
 */
export const file_max_bytes = 64 * 1_048_576

/** Bytes that were to be UTF-8 text and are not; the message is for people, without a full stop. */
export class NotUtf8 extends Error {
  override readonly name = 'NotUtf8'
}

/**
 * The text of UTF-8 bytes. Node's own decoders put U+FFFD in the place of what they cannot read, so that a
 * name in another encoding would be stored as something that nobody wrote.
 *
 * @throws NotUtf8 naming the first byte that is not part of a UTF-8 text.
 */
export function textOfUtf8(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (isUtf8(bytes)) return text
  const { offset, byte } = firstForeignByte(bytes, text)
  throw new NotUtf8(`it is not UTF-8: byte ${offset} is 0x${byte.toString(16).padStart(2, '0')}`)
}

/** @param text the bytes as Node decodes them, with U+FFFD for what is not UTF-8. */
function firstForeignByte(bytes: Buffer, text: string): { offset: number; byte: number } {
  const genuine = Buffer.from('\ufffd')
  let offset = 0
  for (const part of text.split('\ufffd')) {
    offset += Buffer.byteLength(part)
    if (!bytes.subarray(offset, offset + genuine.length).equals(genuine)) break
    offset += genuine.length
  }
  return { offset, byte: bytes[offset] ?? 0 }
}

/**
 * The text of a file's bytes, without the byte-order mark that some editors and shells put before it.
 *
 * @throws NotUtf8 when it is neither UTF-8 nor, by its mark, UTF-16; the message completes "cannot be read:".
 */
export function textOfBytes(bytes: Buffer): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return textOfUtf8(bytes).replace(/^\ufeff/, '')
}
