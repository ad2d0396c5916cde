import { once } from 'node:events'
import type { Test } from 'tap'
import { leafOf, storage } from './container.ts'
import { begin, freePort, must } from './tools.ts'

/** A quiet machine needs the least, one with other work more to have a quiet moment. */
const rounds = { least: 3, most: 15 }

/**
 * How long `node -e 0` takes in a container, and how long the emulator takes to be ready, both by `buildah run`.
 * Rounds in turns go on until the two are within `limit_ms` of each other.
 * @returns milliseconds: of each the least of all rounds, since others use the machine, too
 */
export async function timeStarts(t: Test, container: string, limit_ms: number) {
  const command = [...storage, 'run', '--isolation', 'chroot', container, '--', 'node']
  let [bare, ready] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let round = 1; round <= rounds.most; round += 1) {
    const begun = performance.now()
    await must('buildah', [...command, '-e', '0'])
    bare = Math.min(bare, performance.now() - begun)
    ready = Math.min(ready, await timeToReady(t, command))
    if (round >= rounds.least && ready - bare <= limit_ms) break
  }
  return { bare, ready }
}

async function timeToReady(t: Test, command: readonly string[]): Promise<number> {
  const port = String(await freePort())
  const begun = performance.now()
  const { child, log } = begin(t, 'buildah', [
    ...command,
    ...['/app/dist/cli.cjs', 'start', '--port', port],
  ])
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}/_emulator/ready`
  while ((await fetch(url).catch(() => undefined))?.status !== 200) {
    if (child.exitCode !== null) throw new Error(`it ended: ${log.text}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const took = performance.now() - begun
  process.kill(leafOf(child.pid ?? 0), 'SIGTERM')
  await ended
  return took
}
