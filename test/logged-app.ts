import type { Emulator } from '../src/emulator.ts'
import { type App, buildApp } from '../src/http/app.ts'
import { logFor } from '../src/process/log.ts'

/** An app of an emulator that writes a log, of which each line is heard, without its line end. */
export const loggedApp = (
  emulator: Emulator,
  config: Parameters<typeof logFor>[0],
  hear: (line: string) => void,
): App => {
  const write = (lines: string): boolean => {
    for (const line of lines.trimEnd().split('\n')) hear(line)
    return true
  }
  return buildApp(emulator, logFor(config, { write }))
}
