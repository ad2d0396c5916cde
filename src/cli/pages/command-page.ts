import { renderTable } from '../../formats/markdown.ts'
import type { CommandDefinition, CommandOption } from '../command-definition.ts'
import { client_options } from '../command-options.ts'
import { commands } from '../commands.ts'

/** `docs/command-line.md`, printed from the table of commands. */

/** In a table of Markdown, two of them would be emphasis. */
const escapeStars = (text: string): string => text.replaceAll('*', '\\*')

const optionLine = ({ flags, description, choices }: CommandOption): string =>
  `\`${flags}\` ${escapeStars(description)}${choices ? ` (${choices.join(', ')})` : ''}`

const rowOf = ({ name, args, summary, options = [] }: CommandDefinition): string[] => [
  `\`${[name, args].filter(Boolean).join(' ')}\``,
  [summary, ...options.map(optionLine)].join('<br>'),
]

/** What no table says. */
const how_to = `## Examples

\`\`\`sh
export SMS_EMULATOR_URL=http://127.0.0.1:7670

sms-emulator load fixtures/fleet.yaml
sms-emulator tasks --watch                                                # Ctrl-C ends it
sms-emulator clock --mode frozen
sms-emulator clock advance --task lin-05 --subtask MIGRATE_LINUX_FILE --percent 90
sms-emulator clock advance --idle --json | jq '.events | length'
sms-emulator requests --status 4xx                                        # then: sms-emulator explain <id>
sms-emulator accounts create worker-1 --clock frozen --json > worker-1.json
sms-emulator snapshot save before && sms-emulator snapshot restore before
sms-emulator validate my-fixture.yaml my-scenarios.yaml
\`\`\`

## A run that failed

An emulator that was started with \`--record\` (in the library: \`start({ record: true })\`) keeps every call and its answer.
\`sms-emulator bundle -o failure.json\` writes them with the seed, the settings, the accounts and the scenarios of the start, and
\`sms-emulator replay failure.json\` repeats the run anywhere, by itself, and compares every answer byte for byte. The first one that differs is
shown. The file holds no secrets, no values that the contract does not have and no comments of YAML: placeholders take their places, and signatures, passcodes
and hashes are made anew to fit them. Answers have \`<hidden>\` there, which is not compared. What is public, or made by the emulator from the seed, stays
([decision 025](decisions/025-failure-bundle.md)).

## Completion

| shell | what to add |
| --- | --- |
| bash | \`source <(sms-emulator completion bash)\` in \`~/.bashrc\` |
| zsh | \`source <(sms-emulator completion zsh)\` in \`~/.zshrc\`, after \`compinit\` |
| fish | \`sms-emulator completion fish > ~/.config/fish/completions/sms-emulator.fish\` |
`

export const commandPage = (): string => `# The command line

Everything that the control API does for an account, as commands for people and for scripts.

\`\`\`sh
sms-emulator sources --limit 1
\`\`\`

\`\`\`text
name          state    cycle    connected  task            ip             os       id
win-18-ready  waiting  setting  yes        win-18 (READY)  192.168.0.118  WINDOWS  468c038f-3644-4756-925e-87572ac42870
… and 19 more; --limit shows more
clock frozen at 2026-01-01 00:00:00 UTC, pace 60
\`\`\`

\`sms-emulator help\` lists the commands, \`sms-emulator <command> --help\` says what one takes. Every command but \`start\`, \`validate\`,
\`replay\`, \`openapi\` and \`completion\` asks a running emulator by its control API:

${renderTable(
  ['option', 'meaning'],
  client_options.map(({ flags, description }) => [`\`${flags}\``, escapeStars(description)]),
)}

A command looks for the emulator at the first of these that is given: \`--url\`; \`SMS_EMULATOR_URL\`; \`SMS_EMULATOR_HOST\` and
\`SMS_EMULATOR_PORT\`, or the file of \`SMS_EMULATOR_CONFIG\`; \`http://127.0.0.1:7670\`. When no emulator answers there, the message says which of them gave the
address. Durations are \`10m\`, \`90s\`, \`1h30m\` or ISO 8601, such as \`PT10M\`.

| exit code | meaning |
| --- | --- |
| 0 | success |
| 1 | refused, or the condition does not hold: an advance *until* that did not come true, an invalid file |
| 2 | wrong usage, a file that cannot be read, or no emulator answers |

An error is one line on the standard error. Control characters in names, files and answers are shown as \`\\u001b\`. Tables and pictures are as wide as the terminal, or as \`COLUMNS\` says, and name the columns that they leave out; in a pipe without \`COLUMNS\` nothing is left out. Colors are used on terminals only; \`NO_COLOR\` turns them off, \`FORCE_COLOR\` turns them on also
in a pipe. Without a terminal \`tasks --watch\` prints a line for each change instead of a picture. Every command has \`--json\` but \`help\` and
\`completion\`, whose output is for people and for shells; \`start --json\` prints endpoints and credentials as one line.

## Commands

${renderTable(['command', 'what it does, and its options'], commands.map(rowOf))}

The settings of \`start\` are listed in [options.md](options.md). The table is printed from \`src/cli/commands.ts\` by \`npm run openapi\`.

${how_to}`
