import { existsSync } from 'node:fs'
import { ConfigRefused, loadConfig, variable } from '../../config.ts'
import { filesIn } from '../../process/files.ts'
import { boundGarbage } from '../../process/garbage.ts'
import { standard_output } from '../../process/line-writer.ts'
import type { Running } from '../../process/server.ts'
import type { Output } from '../output.ts'
import { untilStopped } from '../until-stopped.ts'

/** Where a container finds fixtures that were mounted or copied in: loaded first, in the order of their names. */
const fixtures_folder = '/etc/sms-emulator/fixtures.d'

/** `sms-emulator start`: runs until SIGTERM, SIGINT, SIGHUP or SIGQUIT. */
export async function start(
  { json: _, ...flags }: Record<string, unknown>,
  out: Output,
): Promise<void> {
  // With --json nothing but the one line is printed, unless the log is asked for.
  const asked = flags.log_level ?? variable(process.env, 'LOG_LEVEL')
  const quiet = out.json && asked === undefined ? { log_level: 'silent' } : {}
  const { config, warnings, places } = loadConfig({ ...flags, ...quiet }, process.env)
  for (const warning of warnings) out.problem(warning)
  const mounted = existsSync(fixtures_folder) ? filesIn(fixtures_folder) : []

  // Listened to before anything is started: as the first process of a container it gets no default.
  const stopped = untilStopped()
  let running: Running | undefined
  endWhenBroken(out, () => running?.log)
  // Loaded only now: a bad flag is told at once.
  const { startServer } = await import('../../process/server.ts')
  const { banner, credentialsOf } = await import('../banner.ts')
  running = await startServer({ ...config, fixture: [...mounted, ...config.fixture] }).catch(
    (error: unknown) => {
      if (error instanceof ConfigRefused) error.message = asGiven(error.message, places)
      throw error
    },
  )
  boundGarbage()
  // What is printed beside the log comes after what the log has said by then.
  standard_output.flush()
  // JSON logs are read by programs: they get no prose between their lines.
  if (out.json) {
    const { endpoints } = running
    out.line(JSON.stringify({ endpoints, credentials: credentialsOf(running) ?? null }))
  } else if (config.log_format === 'text') out.lines(banner(running))
  await stopped
  await running.close()
  process.exit(0)
}

/** What is wrong with a setting, by the name with which it was given: `SMS_EMULATOR_PORT 7670 is in use`. */
export function asGiven(message: string, places: ReadonlyMap<string, string>): string {
  const [flag = '', name = ''] = /^--([a-z][a-z-]*)/.exec(message) ?? []
  const setting = name.replaceAll('-', '_')
  const place = places.get(setting) ?? (name.endsWith('port') ? `The default ${name}` : flag)
  if (place === flag) return message
  const variable_name = `SMS_EMULATOR_${setting.toUpperCase()}`
  return message
    .replace(flag, place)
    .replace(
      `use another port, or ${flag} 0 for a free one`,
      `choose another with ${flag} or ${variable_name}; 0 takes a free one`,
    )
}

/**
 * After an error that nobody has caught, or a rejection that nobody has handled, nothing can be
 * relied on: it is said, and the process ends with 1. What was acknowledged is in the file.
 */
function endWhenBroken(out: Output, log: () => Running['log'] | undefined): void {
  const end = (error: unknown, origin: string): void => {
    log()?.fatal({ err: error, origin }, 'ended by an error of its own')
    standard_output.flush()
    const what = error instanceof Error ? String(error.stack) : String(error)
    out.problem(...`ended by an ${origin}: ${what}`.split('\n'))
    process.exit(1)
  }
  process.on('uncaughtException', (error) => end(error, 'uncaught exception'))
  process.on('unhandledRejection', (reason) => end(reason, 'unhandled rejection'))
}
