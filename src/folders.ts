import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

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

/**
 * The text of a file's bytes, without the byte-order mark that some editors and shells put before it.
 *
 * @throws Error when it is neither UTF-8 nor, by its mark, UTF-16; the message completes "cannot be read:".
 */
export function textOfBytes(bytes: Uint8Array): string {
  const [first, second] = bytes
  const isLittle = first === 0xff && second === 0xfe
  const isBig = first === 0xfe && second === 0xff
  const encoding = isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new Error('it is not text in UTF-8')
  }
}
