import { hash } from 'node:crypto'

/**
 * Ids that look like chance and are not: a hash of the seed, the account and a counter, so that
 * the same calls give the same ids (design.md, promise 4).
 */

/** Numbers and ids for what is being made, in the order it is made. */
export type IdSource = {
  /** The next of the account's one rising sequence: sub-tasks, checks, disks (behaviour.md §1). */
  number(): number
  /** An id as servers, tasks and disks have it: 36 characters. */
  uuid(): string
}

/** 32 lower-case hex digits, as IAM's ids are. */
export const hex32 = (...parts: (string | number)[]): string =>
  hash('sha256', parts.join('\n')).slice(0, 32)

/** A UUID in the form of version 4, made from `parts`. */
export function uuidOf(...parts: (string | number)[]): string {
  const hex = hex32(...parts)
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-')
}
