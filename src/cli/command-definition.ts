/** What the table of commands says of each. */

export type CommandOption = {
  flags: string
  description: string
  /** The only words that it takes, in any case. */
  choices?: readonly string[]
  /** What completion offers, where something else says what is wrong with a value. */
  suggested?: readonly string[]
  /** Not shown by help and completion: another spelling. */
  hidden?: boolean
}

export type CommandDefinition = {
  /** Words: a second one is a sub-command. */
  name: string
  /** As help shows them: `<must>`, `[may]`, `<many...>`. */
  args?: string
  summary: string
  options?: readonly CommandOption[]
  /**
   * client: calls an emulator about an account, with --url, --account, --token and --json. emulator: the same, but
   * about the emulator as a whole, so without --account. settings: takes the settings of `start`. offline: needs
   * no emulator; with --json.
   */
  kind: 'client' | 'emulator' | 'settings' | 'offline'
}

export const option = (
  flags: string,
  description: string,
  choices?: readonly string[],
): CommandOption => ({ flags, description, ...(choices ? { choices } : {}) })
