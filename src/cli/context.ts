import type { EmulatorClient } from '../client/client.ts'
import type { Output } from './output.ts'
import type { Options } from './usage.ts'

/** What a command is given. */
export type Context = {
  /** Of the emulator at `--url`, for the account of `--account`. */
  client: EmulatorClient
  out: Output
  args: string[]
  options: Options
}

/** Does the command. @returns false when what was asked for is not so: exit 1. */
export type Run = (context: Context) => Promise<boolean> | Promise<void>
