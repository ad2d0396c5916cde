import async_hooks from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'
import { isMainThread } from 'node:worker_threads'
import type { Base } from 'tap'

/**
 * Loaded before tap: an uncaught error fails the test that runs. tap finds the test by a hook that Node calls
 * for every promise, which takes a fifteenth of the processor time of the tests. Those of a process run one after the
 * other: the one that runs is known. Of those that run at once, the last to begin fails; the place of the error is told as ever.
 */

/** The part of each test that was the last to begin. */
const last = new WeakMap<object, Base>()

type Watched = { on(event: 'subtestStart', listener: (part: unknown) => void): unknown }

function watchParts(test: Watched): void {
  test.on('subtestStart', (part) => {
    last.set(test, part as Base)
    watchParts(part as Watched)
  })
}

if (isMainThread) {
  const { createHook } = async_hooks
  async_hooks.createHook = () => createHook({})
  syncBuiltinESMExports()
  const { default: t } = await import('tap')
  async_hooks.createHook = createHook
  syncBuiltinESMExports()

  watchParts(t)
  process.on('uncaughtException', (error, origin) => {
    let running: Base = t
    for (let part = last.get(t); part && !part.results; part = last.get(part)) running = part
    running.hookDomain.onerror(error, origin)
  })
}
