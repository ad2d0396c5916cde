import { checkArguments, type Usage } from './arguments.ts'
import { LibraryError } from './errors.ts'

/**
 * Errors are shown at the line of the user's program that called the library, not at one of the library's own, which
 * is a line of a bundle: in the stack, and where Node prints the line of an uncaught error.
 */

/** Which errors are moved to the call: those that the library makes. Others keep their place. */
type IsOurs = (error: unknown) => error is Error

/**
 * Where an error is shown follows from where its stack was captured. So an error made at the call takes over
 * everything of the thrown one but its stack.
 */
function moveTo(site: Error, error: Error): Error {
  const { stack: _, ...properties } = Object.getOwnPropertyDescriptors(error)
  Object.setPrototypeOf(site, Object.getPrototypeOf(error))
  return Object.defineProperties(site, properties)
}

/**
 * Wraps a function of the library that users call.
 *
 * @returns one that does the same, but its errors point to its caller: those that it throws, rejects with, or
 *   that come while its result is iterated.
 */
export function withCallSite<Arguments extends unknown[], Result>(
  isOurs: IsOurs,
  method: (...args: Arguments) => Result,
): (...args: Arguments) => Result {
  return function called(...args) {
    const site = new Error()
    Error.captureStackTrace(site, called)
    const fail = (error: unknown): never => {
      throw isOurs(error) ? moveTo(site, error) : error
    }
    try {
      const result = method(...args)
      if (result instanceof Promise) return result.catch(fail) as Result
      return isGenerator(result) ? (iterate(result, fail) as Result) : result
    } catch (error) {
      return fail(error)
    }
  }
}

const isGenerator = (value: unknown): value is AsyncGenerator =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

async function* iterate(generator: AsyncGenerator, fail: (error: unknown) => never) {
  try {
    yield* generator
  } catch (error) {
    fail(error)
  }
}

/** `withCallSite` for errors of the client. */
export const withOwnCallSite = <Arguments extends unknown[], Result>(
  method: (...args: Arguments) => Result,
): ((...args: Arguments) => Result) =>
  withCallSite((error) => error instanceof LibraryError, method)

/** A function that checks its arguments before it does anything. */
export const withCheckedArguments = <Arguments extends unknown[], Result>(
  usage: Usage,
  method: (...args: Arguments) => Result,
): ((...args: Arguments) => Result) =>
  withOwnCallSite((...args) => {
    checkArguments(usage, args)
    return method(...args)
  })

/** As `withCheckedArguments`, but a wrong argument rejects the promise that the function gives. */
export const withCheckedPromise = <Arguments extends unknown[], Result>(
  usage: Usage,
  method: (...args: Arguments) => Promise<Result>,
): ((...args: Arguments) => Promise<Result>) =>
  withOwnCallSite(async (...args) => {
    checkArguments(usage, args)
    return method(...args)
  })

/** Methods that do not give a promise: a wrong argument is thrown at once. */
const throwing: ReadonlySet<string> = new Set(['account', 'events', 'follow'])

/**
 * Has every method of an object check its arguments and point with its errors to the call, and binds the methods, so
 * that `const { advance } = client.clock` works. To be called by the constructor.
 *
 * @param usages of the methods of the library's own class; those of classes that extend it take what they like.
 */
export function wrapMethods(object: object, usages: Readonly<Record<string, Usage>>): void {
  const known = new Map(Object.entries(usages))
  for (let owner = object; owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    const isOwn = Object.getPrototypeOf(owner) === Object.prototype
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      if (name === 'constructor' || typeof value !== 'function' || Object.hasOwn(object, name)) {
        continue
      }
      const usage = isOwn ? known.get(name) : undefined
      const wrapped = wrap(name, value.bind(object), usage)
      // As a method of a class: tests may put another in its place.
      Object.defineProperty(object, name, { value: wrapped, writable: true, configurable: true })
    }
  }
}

function wrap(name: string, method: (...args: unknown[]) => unknown, usage: Usage | undefined) {
  if (usage === undefined) return withOwnCallSite(method)
  if (throwing.has(name)) return withCheckedArguments(usage, method)
  return withCheckedPromise(usage, async (...args) => method(...args))
}
