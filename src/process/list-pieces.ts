import { ownValue } from '../text/own-value.ts'

/**
 * A value in pieces, for another thread: to take a large one apart, or to put it together, holds a thread up. The first
 * piece is the value without what is in its long lists; the others are some of their items each, in order.
 */
export type Piece = { value: unknown } | { path: readonly string[]; items: readonly unknown[] }

/** How many items of a list are in a piece. */
const items_max = 250
/** How deep long lists are looked for: `content.accounts.0.companions.saved` is the deepest. */
const depth_max = 5

/** @param value of JSON. */
export function cutLists(value: unknown): Piece[] {
  const lists: Piece[] = []
  const cut = (one: unknown, path: readonly string[]): unknown => {
    if (typeof one !== 'object' || one === null || path.length > depth_max) return one
    if (Array.isArray(one) && one.length > items_max) {
      for (let begin = 0; begin < one.length; begin += items_max) {
        lists.push({ path, items: one.slice(begin, begin + items_max) })
      }
      return []
    }
    const parts = Object.entries(one).map(
      ([key, part]) => [key, cut(part, [...path, key])] as const,
    )
    return Array.isArray(one) ? parts.map(([, part]) => part) : Object.fromEntries(parts)
  }
  return [{ value: cut(value, []) }, ...lists]
}

/** Puts a piece to those before it. @returns the value, as far as it is there */
export function addPiece(value: unknown, piece: Piece): unknown {
  if ('value' in piece) return piece.value
  const list = piece.path.reduce<unknown>(
    (one, key) => ownValue(one as Record<string, unknown>, key),
    value,
  )
  ;(list as unknown[]).push(...piece.items)
  return value
}
