import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { textOfUtf8 } from './text/utf8.ts'

/** Files as people and their tools leave them. */

/**
 * The YAML and JSON files of a folder in the order of their names; a file is itself. Hidden files are
 * not meant: macOS leaves `._a.yaml`, Kubernetes `..data`, editors `.a.yaml.swp`.
 */
export const filesIn = (path: string): string[] =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => /^[^.].*\.(ya?ml|json)$/.test(name))
        .sort()
        .map((name) => join(path, name))
        .filter((file) => !statSync(file).isDirectory())
    : [path]

/** Twelve million characters of UTF-8 at most: what is longer is not even read (src/domain/written.ts). */
const file_max_bytes = 4 * 12 * 1_048_576

/** The text of a file. @throws Error for one that cannot be read; the message completes "cannot be read:". */
export function textOfWrittenFile(path: string): string {
  const { size } = statSync(path)
  if (size > file_max_bytes) {
    throw new Error(`it has ${size} bytes, and at most ${file_max_bytes} are read`)
  }
  return textOfBytes(readFileSync(path))
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
