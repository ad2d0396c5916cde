import { isMap, pathTo } from './shapes.ts'

/** Which id of the emulator is which of the recording. */

export type Id = string | number

/** Whether a place of a body has an id, by its name. */
export const isIdPath = (path: string): boolean => /(?:^|[._])ids?(?:\[\])?$/.test(path)

/** Numbers are counted for each kind of thing: those of disks are not those of sub-tasks. */
const scopeOf = (path: string, id: Id): string =>
  typeof id === 'string' ? '' : path.split('.').slice(-2).join('.')

/** Pairs of ids, one to one. */
export class Pairs {
  readonly #to_emulated = new Map<string, Id>()
  readonly #to_real = new Map<string, Id>()

  /** The emulated id of a recorded one; undefined where none is known. */
  find(path: string, real: Id): Id | undefined {
    return this.#to_emulated.get(keyOf(scopeOf(path, real), real))
  }

  /** @returns false where one of the two already has another partner. */
  pair(path: string, real: Id, emulated: Id): boolean {
    const scope = scopeOf(path, real)
    const [key, other] = [keyOf(scope, real), keyOf(scope, emulated)]
    const known = this.#to_emulated.get(key)
    const owner = this.#to_real.get(other)
    if (known !== undefined || owner !== undefined) return known === emulated && owner === real
    this.#to_emulated.set(key, emulated)
    this.#to_real.set(other, real)
    return true
  }

  /** A text with what it names as the emulator has it: the whole text, or UUIDs and 32 hex digits in it. */
  replaceText(text: string): string {
    const whole = this.find('', text)
    if (whole !== undefined) return String(whole)
    return text.replace(id_form, (id) => String(this.find('', id) ?? id))
  }

  /** A value with the ids of the emulator in the place of those of the recording. */
  replaceIn(value: unknown, path = ''): unknown {
    if (typeof value === 'string') return this.replaceText(value)
    if (typeof value === 'number') return isIdPath(path) ? (this.find(path, value) ?? value) : value
    if (Array.isArray(value)) return value.map((item) => this.replaceIn(item, `${path}[]`))
    if (!isMap(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, this.replaceIn(part, pathTo(path, name))]),
    )
  }
}

const keyOf = (scope: string, id: Id): string => `${scope} ${typeof id} ${id}`

const id_form = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32}\b/g
