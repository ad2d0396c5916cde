import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { azurite } from './azurite.ts'
import { emulator, emulatorWithoutLog } from './emulator-target.ts'
import { peersOf } from './peer-targets.ts'
import { canned, type Data, type Target } from './works.ts'

/** Who is measured. */

/** One of the limits. */
function limit(name: string, program: string, data: Data, hasCreate: boolean): Target {
  const { folder, task_id, texts } = data
  const answer = join(folder, 'task.json')
  return {
    name,
    kind: 'limit',
    alive: `/v3/tasks/${task_id}`,
    command: (port) => {
      writeFileSync(answer, texts.get)
      const file = join(folder, 'limit.db')
      for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
      const args = [program, `${port}`, answer, file]
      return { file: process.execPath, args }
    },
    calls: async () => {
      const { get, create } = canned(data)
      return hasCreate ? { get, create } : { get }
    },
  }
}

export const targetsOf = (data: Data): Target[] => [
  emulator(data),
  emulatorWithoutLog(data),
  ...peersOf(data),
  azurite(data),
  limit('node:http', 'bench/bare.mjs', data, false),
  limit('Fastify', '.build/bench/limits/fastify.js', data, true),
  limit('Fastify + SQLite row', '.build/bench/limits/sqlite.js', data, true),
]
