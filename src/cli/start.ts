import { loadConfig } from '../config.ts'
import { startServer } from '../server.ts'
import { banner } from './banner.ts'

/** `sms-emulator start`: runs until SIGTERM or SIGINT. */
export async function start(flags: Record<string, unknown>): Promise<void> {
  const { config, warnings } = loadConfig(flags, process.env)
  for (const warning of warnings) process.stderr.write(`sms-emulator: ${warning}\n`)

  const running = await startServer(config)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      running.close().then(
        () => process.exit(0),
        (error: Error) => {
          process.stderr.write(`sms-emulator: ${error.stack}\n`)
          process.exit(1)
        },
      )
    })
  }
  // JSON logs are read by programs: they get no prose between their lines.
  if (config.log_format === 'text') process.stdout.write(banner(running))
}
