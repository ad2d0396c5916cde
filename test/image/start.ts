import { once } from 'node:events'
import type { Test } from 'tap'
import { leafOf, storage } from './container.ts'
import { begin, freePort, must } from './tools.ts'

const rounds = 5

/**
 * How long `node -e 0` takes in a container, and how long the emulator takes to be ready, both by `buildah run`.
 * @returns milliseconds: of each the least of several rounds in turns, since others use the machine, too
 */
export async function timeStarts(t: Test, container: string) {
  const command = [...storage, 'run', '--isolation', 'chroot', container, '--', 'node']
  const measured: { bare: number; ready: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now()
    await must('buildah', [...command, '-e', '0'])
    const bare = performance.now() - begun
    measured.push({ bare, ready: await timeToReady(t, command) })
  }
  return {
    bare: Math.min(...measured.map(({ bare }) => bare)),
    ready: Math.min(...measured.map(({ ready }) => ready)),
  }
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
