/** What the Terraform provider reads of an answer, and what it cannot do without. */

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** The statuses that the provider's client takes for a success, unless a resource wants one exactly. */
export const successes: Record<Method, readonly number[]> = {
  GET: [200],
  POST: [200, 201, 202],
  PUT: [200, 201, 202],
  DELETE: [200, 202, 204],
}

const typeOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'missing'
  return Array.isArray(value) ? 'array' : typeof value
}

/** A part of an answer's body, which knows where it is from. */
export class Part {
  readonly from: string
  readonly value: unknown

  constructor(from: string, value: unknown) {
    this.from = from
    this.value = value
  }

  /** The part below some keys; a missing one holds undefined. */
  at(...keys: string[]): Part {
    let { from, value } = this
    for (const key of keys) {
      from = `${from}.${key}`
      value = typeOf(value) === 'object' ? (value as Record<string, unknown>)[key] : undefined
    }
    return new Part(from, value)
  }

  text(...keys: string[]): string {
    return this.at(...keys).as<string>('string')
  }

  number(...keys: string[]): number {
    return this.at(...keys).as<number>('number')
  }

  flag(...keys: string[]): boolean {
    return this.at(...keys).as<boolean>('boolean')
  }

  list(...keys: string[]): Part[] {
    const { from, value } = this.at(...keys)
    const items = new Part(from, value).as<unknown[]>('array')
    return items.map((item, index) => new Part(`${from}[${index}]`, item))
  }

  /** The members of an object whose keys are data. */
  members(...keys: string[]): [key: string, Part][] {
    const { from, value } = this.at(...keys)
    const members = new Part(from, value).as<Record<string, unknown>>('object')
    return Object.entries(members).map(([key, one]) => [key, new Part(`${from}.${key}`, one)])
  }

  /** A field that may be absent, but not be of another type. */
  optional<Type extends keyof Scalars>(type: Type, ...keys: string[]): Scalars[Type] | undefined {
    const part = this.at(...keys)
    return typeOf(part.value) === 'missing' ? undefined : part.as<Scalars[Type]>(type)
  }

  private as<Type>(type: string): Type {
    const found = typeOf(this.value)
    if (found === type) return this.value as Type
    throw new Error(
      found === 'missing'
        ? `${this.from} is missing`
        : `${this.from} is of type ${found}, and the provider reads type ${type}`,
    )
  }
}

type Scalars = { string: string; number: number; boolean: boolean; array: unknown[] }

/** The answer to a call: its status and its body. */
export class Answer extends Part {
  readonly status: number

  constructor(call: string, status: number, body: unknown) {
    super(call, body)
    this.status = status
  }

  /** This answer, if its status is one of those; otherwise the provider stops with an error. */
  expect(statuses: readonly number[]): this {
    if (statuses.includes(this.status)) return this
    const body = JSON.stringify(this.value)
    throw new Error(`${this.from}: expected ${statuses.join(' or ')}, got ${this.status} ${body}`)
  }

  /**
   * The items of a list: the pager merges only one array at the top of an answer, and does not count links.
   *
   * @throws if there is another array, or this one is missing.
   */
  items(key: string): Part[] {
    const arrays = this.members()
      .filter(([name, { value }]) => Array.isArray(value) && !name.endsWith('links'))
      .map(([name]) => name)
    if (arrays.length === 1 && arrays[0] === key) return this.list(key)
    const found = arrays.join(' and ') || 'no array'
    throw new Error(`${this.from}: the one array ${key} is expected, found ${found}`)
  }
}
