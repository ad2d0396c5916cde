import { Writable } from 'node:stream'
import type { Emulator } from '../src/emulator.ts'
import { buildApp } from '../src/http/app.ts'
import type { AppOptions } from '../src/http/service-app.ts'
import { logFor } from '../src/process/log.ts'

/**
 * An app of an emulator that writes a log. What pino-pretty prints is its own affair: here each line is
 * JSON in both formats, which differ in what is said.
 */
export function loggedApp(
  emulator: Emulator,
  { log_level, log_format }: Parameters<typeof logFor>[0],
  hear: (line: string) => void,
) {
  const stream = new Writable({
    write: (line, _, done) => {
      hear(String(line))
      done()
    },
  })
  const { logController } = logFor({ log_level, log_format })
  const { logger } = logFor({ log_level, log_format: 'json' })
  const options: AppOptions = { logger: { ...(logger as object), stream } }
  return buildApp(emulator, logController ? { ...options, logController } : options)
}
