/** What the table of commands says of each. */

export type CommandOption = {
  flags: string
  description: string
  choices?: readonly string[]
  /** What completion offers, where the settings say themselves what is wrong. */
  suggested?: readonly string[]
}

export type CommandDefinition = {
  /** Words: a second one is a sub-command. */
  name: string
  /** As help shows them: `<must>`, `[may]`, `<many...>`. */
  args?: string
  summary: string
  options?: readonly CommandOption[]
  /**
   * client: asks an emulator, with --url, --account and --json. settings: takes the settings of
   * `start`. offline: needs no emulator; with --json.
   */
  kind: 'client' | 'settings' | 'offline'
}

export const option = (
  flags: string,
  description: string,
  choices?: readonly string[],
): CommandOption => ({ flags, description, ...(choices ? { choices } : {}) })
