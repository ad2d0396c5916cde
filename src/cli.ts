#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { help } from './cli/help.ts'
import { options } from './config.ts'
import { version } from './version.ts'

/** argv to command; a command is loaded when it is called for. Wrong arguments and settings end with one sentence and exit 2. */

/** The arguments make no sense; the sentence says why. */
class UsageRefused extends Error {
  override readonly name = 'UsageRefused'
}

async function main(argv: string[]): Promise<void> {
  const [command = 'help', ...rest] = argv
  switch (command) {
    case 'start': {
      const { start } = await import('./cli/start.ts')
      return start(settingsOf(rest, startOptions))
    }
    case 'health': {
      const { health } = await import('./cli/health.ts')
      return health(settingsOf(rest, { ...startOptions, url: { type: 'string' } }))
    }
    case 'openapi':
      return openapi(String(argumentsOf(rest, { out: { type: 'string', default: '.' } }).out))
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(help)
      return
    case '--version':
    case '-v':
      process.stdout.write(`${version}\n`)
      return
    default:
      throw new UsageRefused(`There is no command "${command}"; see sms-emulator help.`)
  }
}

async function openapi(folder: string): Promise<void> {
  const { printOpenapi } = await import('./cli/openapi.ts')
  return printOpenapi(folder)
}

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options']

const startOptions: Options = {
  ...Object.fromEntries(
    options.map(({ flag, many, bare }) => [
      flag,
      { type: bare ? ('boolean' as const) : ('string' as const), multiple: many },
    ]),
  ),
  config: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
}

/** Flags as settings are named: `--endpoints-file` is `endpoints_file`. */
const settingsOf = (args: string[], known: Options): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(argumentsOf(args, known)).map(([flag, value]) => [
      flag.replaceAll('-', '_'),
      value,
    ]),
  )

function argumentsOf(args: string[], known: Options): Record<string, unknown> {
  try {
    const { values } = parseArgs({ args, options: known, strict: true, allowPositionals: false })
    if ('help' in values) {
      process.stdout.write(help)
      process.exit(0)
    }
    return values
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // Node's own sentence goes on with advice about dashes that helps nobody here.
    throw new UsageRefused(`${error.message.split(/\.\s/)[0]}; see sms-emulator help.`)
  }
}

/** These are thrown for the person who typed the command: they need no stack. */
const expected = [
  'UsageRefused',
  'ConfigRefused',
  'DatabaseRefused',
  'NativePartMissing',
  'ApiError',
]

main(process.argv.slice(2)).catch((error: NodeJS.ErrnoException) => {
  // So are those of the system: a port that is taken, a folder that is not there.
  const isExpected = expected.includes(error.name) || error.syscall !== undefined
  process.stderr.write(`sms-emulator: ${isExpected ? advised(error) : error.stack}\n`)
  process.exitCode = isExpected ? 2 : 1
})

function advised({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return `${message}; take another port, or --port 0 for a free one.`
  return message
}
