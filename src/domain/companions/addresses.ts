/** Tested by: test/domain/addresses.test.ts */

/** IPv4 addresses and their ranges, as numbers. */

/** The first and the last address of a range. */
export type Range = { first: number; last: number }

/** @param address such as `192.168.0.1`. */
export const numberOfAddress = (address: string): number =>
  address.split('.').reduce((number, part) => number * 256 + Number(part), 0)

export const addressOfNumber = (number: number): string =>
  [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.')

/** @param cidr such as `192.168.0.0/24`; bits beyond the prefix do not count. */
export function rangeOf(cidr: string): Range {
  const [address = '', bits = '32'] = cidr.split('/')
  const size = 2 ** (32 - Number(bits))
  const first = Math.floor(numberOfAddress(address) / size) * size
  return { first, last: first + size - 1 }
}

export const isWithin = (inner: Range, outer: Range): boolean =>
  outer.first <= inner.first && inner.last <= outer.last

export const overlap = (one: Range, other: Range): boolean =>
  one.first <= other.last && other.first <= one.last

/** The lowest address of a network that hosts can have and nobody has; undefined where it is full. */
export function lowestFree(
  { first, last }: Range,
  taken: { has(address: string): boolean },
): string | undefined {
  for (let number = first + 1; number < last; number++) {
    const address = addressOfNumber(number)
    if (!taken.has(address)) return address
  }
  return undefined
}

/** Whether a host of a network can have an address: the first and the last are those of the network itself. */
export function isHostIn(address: string, { first, last }: Range): boolean {
  const number = numberOfAddress(address)
  return first < number && number < last
}
