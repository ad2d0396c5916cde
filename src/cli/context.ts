import type { EmulatorClient } from '../client/client.ts'
import type { Address } from './address.ts'
import type { Output } from './output.ts'
import type { Options } from './usage.ts'

/** What a command is given. */
export type Context = {
  /** Where the emulator is. @throws UsageRefused or ConfigRefused when it is read and no address can be */
  readonly address: Address
  /** Of the emulator at that address, for the account of `--account`. @throws as `address` */
  readonly client: EmulatorClient
  out: Output
  args: string[]
  options: Options
}

/** Does the command. @returns false when what was asked for is not so: exit 1. */
export type Run = (context: Context) => Promise<boolean> | Promise<void>
