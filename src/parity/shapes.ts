import { z } from 'zod'
import { ownValue } from '../text/own-value.ts'
import { isHidden } from './hidden.ts'

/** What a schema says of the fields of a value, for values that may have more or other ones. */

/** The part of JSON Schema that zod writes and that is looked at. */
export type Shape = {
  $ref?: string
  $defs?: Record<string, Shape>
  anyOf?: Shape[]
  oneOf?: Shape[]
  allOf?: Shape[]
  properties?: Record<string, Shape>
  additionalProperties?: boolean | Shape
  items?: Shape
  enum?: unknown[]
  const?: unknown
  type?: string | string[]
}

/** A schema, read once. */
export class Shapes {
  readonly #root: Shape
  readonly #definitions: Record<string, Shape>
  readonly #words = new Map<string, readonly unknown[] | undefined>()

  /** @param io whether what is sent is meant, before defaults, or what is answered. */
  constructor(schema: z.ZodType, io: 'input' | 'output' = 'output') {
    const root = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Shape
    this.#root = root
    this.#definitions = root.$defs ?? {}
  }

  /** The alternatives that a place may be: those of a union, and without references. */
  #alternatives(shape: Shape): Shape[] {
    if (shape.$ref !== undefined) {
      const found =
        shape.$ref === '#'
          ? this.#root
          : ownValue(this.#definitions, shape.$ref.split('/').at(-1) ?? '')
      return found ? this.#alternatives(found) : []
    }
    const several = shape.anyOf ?? shape.oneOf ?? shape.allOf
    return several ? several.flatMap((one) => this.#alternatives(one)) : [shape]
  }

  #propertyOf(shapes: readonly Shape[], name: string): Shape[] {
    return shapes.flatMap((shape) => {
      const property = ownValue(shape.properties ?? {}, name)
      return property ? this.#alternatives(property) : []
    })
  }

  readonly #itemsOf = (shapes: readonly Shape[]): Shape[] =>
    shapes.flatMap(({ items }) => (items ? this.#alternatives(items) : []))

  /**
   * The places of a value that its schema does not describe.
   *
   * @returns `tasks[].sub_tasks[].colour`: each once, without what is below it.
   */
  unknownFields(value: unknown): string[] {
    const found = new Set<string>()
    const walk = (part: unknown, shapes: readonly Shape[], path: string): void => {
      if (Array.isArray(part)) {
        const items = this.#itemsOf(shapes)
        if (items.length > 0) for (const item of part) walk(item, items, `${path}[]`)
        return
      }
      if (!isMap(part) || !shapes.some(({ properties }) => properties)) return
      for (const [name, inner] of Object.entries(part)) {
        const place = pathTo(path, name)
        const known = this.#propertyOf(shapes, name)
        if (known.length > 0) walk(inner, known, place)
        else if (!shapes.some(isOpen)) found.add(place)
      }
    }
    walk(value, this.#alternatives(this.#root), '')
    return [...found]
  }

  /** The words that a place may have, such as `tasks[].state`; undefined where it may have any. */
  wordsAt(path: string): readonly unknown[] | undefined {
    if (!this.#words.has(path)) this.#words.set(path, this.#findWords(path))
    return this.#words.get(path)
  }

  #findWords(path: string): readonly unknown[] | undefined {
    let shapes = this.#alternatives(this.#root)
    for (const step of path.split('.')) {
      const [name = '', ...lists] = step.split('[]')
      if (name !== '') shapes = this.#propertyOf(shapes, name)
      for (const _ of lists) shapes = this.#itemsOf(shapes)
    }
    const words = shapes.map((shape) => wordsOf(shape))
    return words.length > 0 && words.every((some) => some !== undefined) ? words.flat() : undefined
  }

  /** What of a value the schema describes, without null and what is hidden in a recording: the rest is left out. */
  pick(value: unknown): unknown {
    const walk = (part: unknown, shapes: readonly Shape[]): unknown => {
      if (Array.isArray(part)) {
        const items = this.#itemsOf(shapes)
        return part.map((item) => walk(item, items))
      }
      if (!isMap(part)) return part
      const kept = Object.entries(part).flatMap(([name, inner]) => {
        const known = this.#propertyOf(shapes, name)
        return inner === null || inner === undefined || isHidden(inner) || known.length === 0
          ? []
          : [[name, walk(inner, known)]]
      })
      return Object.fromEntries(kept)
    }
    return walk(value, this.#alternatives(this.#root))
  }
}

const isOpen = ({ additionalProperties, properties }: Shape): boolean =>
  properties !== undefined && additionalProperties !== undefined && additionalProperties !== false

/** null is the other half of a field that may be null. */
const wordsOf = (shape: Shape): readonly unknown[] | undefined =>
  shape.type === 'null' ? [null] : 'const' in shape ? [shape.const] : shape.enum

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `tasks[]` and `state` → `tasks[].state`. */
export const pathTo = (path: string, name: string): string =>
  path === '' ? name : `${path}.${name}`
