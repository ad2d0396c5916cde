import { alternatives } from '../text/lists.ts'
import { EmulatorError } from './errors.ts'

/** Checks what users give to the functions of the library, before a call is made of it. */

/** One parameter of a function. */
type Parameter = {
  /** As the function calls it. */
  name: string
  takes: 'an object' | 'a text' | 'an object or a text' | 'a function'
  /** Whether it may be absent. */
  optional?: boolean
  /** The names that an object can have; absent where the emulator checks them. */
  keys?: readonly string[]
  /** The names that an object must have. */
  required?: readonly string[]
}

/** How a function of the library is called. */
export type Usage = {
  /** A call that works: `clock.advance({ by: '10m' })`. */
  example: string
  parameters: readonly Parameter[]
}

/** A usage for every method of a class. */
export type UsagesOf<Class> = {
  [Name in keyof Class as Class[Name] extends (...args: never[]) => unknown
    ? Name extends symbol
      ? never
      : Name
    : never]: Usage
}

/** @returns the error for a call that makes no sense. */
export const invalidCall = (message: string): EmulatorError =>
  new EmulatorError(400, { code: 'EMULATOR.0400', message })

/** A value as a message shows it. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 64))
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'function' || (typeof value === 'object' && value !== null)
    ? `${typeof value === 'object' ? 'an object' : 'a function'}`
    : String(value)
}

function fits(value: unknown, takes: Parameter['takes']): boolean {
  if (takes === 'a function') return typeof value === 'function'
  if (typeof value === 'string') return takes !== 'an object'
  // A list is an object where a document may be one.
  const isObject = typeof value === 'object' && value !== null
  return isObject && takes !== 'a text' && (takes !== 'an object' || !Array.isArray(value))
}

/**
 * Checks the arguments of a call.
 *
 * @throws EmulatorError 400 for one of another type, a missing one, or an object with a name that is not known: it
 *   says what was given and what to write instead.
 */
export function checkArguments({ example, parameters }: Usage, given: readonly unknown[]): void {
  for (const [place, parameter] of parameters.entries()) {
    checkArgument(parameter, given[place], example)
  }
}

function checkArgument(parameter: Parameter, value: unknown, example: string): void {
  const { name, takes, optional = false, keys, required = [] } = parameter
  if (value === undefined) {
    if (optional) return
    throw invalidCall(`${name} is missing; write ${example}.`)
  }
  if (!fits(value, takes)) {
    throw invalidCall(`${name}: ${shown(value)} is not ${takes}; write ${example}.`)
  }
  if (typeof value !== 'object' || value === null) return
  const unknown = keys && Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined) {
    throw invalidCall(`${name}: "${unknown}" is unknown; use ${alternatives(keys ?? [])}.`)
  }
  const missing = required.find((key) => !Object.hasOwn(value, key))
  if (missing !== undefined) throw invalidCall(`${name}.${missing} is missing; write ${example}.`)
}
