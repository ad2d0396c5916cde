import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { isMainThread } from 'node:worker_threads'

/**
 * Loaded before every test file (.taprc): at its end nothing may be left open. What keeps a process
 * alive, a listener, a connection, a timer, a child, would make the file hang; a database that is
 * left open would be seen by nobody.
 */

/** What is on its way to its end, as a connection after its server has closed, gets so long. */
const patience_ms = 2_000

const active = (): string[] => process.getActiveResourcesInfo().sort()

/** Database files that this process has open; only Linux tells. */
function databases(): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const file = readlinkSync(`/proc/self/fd/${fd}`).replace(/ \(deleted\)$/, '')
      return /\.db(-wal|-shm|-journal)?$/.test(file) ? [`database ${file}`] : []
    } catch {
      // It was the one by which the folder was read.
      return []
    }
  })
}

/** What is open that was not open before the tests. */
function left(before: readonly string[]): string[] {
  const rest = [...before]
  const more = active().filter((name) => {
    const place = rest.indexOf(name)
    if (place >= 0) rest.splice(place, 1)
    return place < 0
  })
  return [...more, ...databases()]
}

if (isMainThread) {
  // Not at the top of this file: threads, which load it too, would load tap for nothing.
  const { default: t } = await import('tap')
  // Both are opened when they are first asked for.
  for (const stream of [process.stdout, process.stderr]) stream.writableLength
  const before = active()
  t.teardown(async () => {
    const deadline = performance.now() + patience_ms
    while (left(before).length > 0 && performance.now() < deadline) await wait(10)
    const open = left(before)
    if (open.length === 0) return
    process.stderr.write(`left open at the end of the tests: ${open.join(', ')}\n`)
    process.exit(1)
  })
}
