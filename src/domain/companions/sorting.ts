/** Tested by: test/companions/images.test.ts, test/companions/volumes.test.ts */

/** Lists as IMS and EVS sort them. */

/** Sorted by one field; those of equal rank stay in their order. */
export function sortBy<Key extends string, Item extends Record<Key, string | number>>(
  items: readonly Item[],
  { sort_key, sort_dir }: { sort_key: Key; sort_dir: 'asc' | 'desc' },
): Item[] {
  const sign = sort_dir === 'asc' ? 1 : -1
  return items.toSorted((one, other) => sign * compare(one[sort_key], other[sort_key]))
}

const compare = <Value extends string | number>(one: Value, other: Value): number =>
  one < other ? -1 : one > other ? 1 : 0
