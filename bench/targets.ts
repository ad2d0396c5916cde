import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { azurite } from './azurite.ts'
import { emulator, talkative } from './emulator-target.ts'
import { peersOf } from './peers.ts'
import { canned, type Data, head, type Target } from './works.ts'

/** Who is measured. */

/** One of the limits: compiled, as the emulator is. */
function limit(name: string, program: string, { folder, task }: Data, hasCreate: boolean): Target {
  const answer = join(folder, 'task.json')
  return {
    name,
    kind: 'limit',
    alive: head,
    command: (port) => {
      writeFileSync(answer, task)
      const file = join(folder, `${program}.db`)
      for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
      const args = [join('.build/bench/limits', `${program}.js`), `${port}`, answer, file]
      return { file: process.execPath, args }
    },
    calls: async () => {
      const { get, create } = canned()
      return hasCreate ? { get, create } : { get }
    },
  }
}

export const targetsOf = (data: Data): Target[] => [
  emulator(data),
  talkative(data),
  ...peersOf(data),
  azurite(data),
  limit('node:http', 'bare', data, false),
  limit('Fastify', 'fastify', data, true),
  limit('Fastify + SQLite row', 'sqlite', data, true),
]
