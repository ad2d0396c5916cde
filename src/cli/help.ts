import { options } from '../config.ts'

const width = Math.max(...options.map(({ flag }) => flag.length)) + 2

const lines = options.map(
  ({ flag, description, variable }) =>
    `  --${flag.padEnd(width)}${description}\n    ${' '.repeat(width)}${variable}`,
)

/** What `sms-emulator help` prints. */
export const help = `Usage: sms-emulator <command> [options]

Commands
  start       run the emulator until it is stopped
  health      ask an emulator whether it is ready: exit 0 if it is, 1 if not (--url, or the settings of start)
  openapi     print the OpenAPI documents and the fixture schema (--out <folder>)
  help        this text
  --version   the version

Options of start, each also a variable of the environment (flag, variable, file, default)
${lines.join('\n')}
  --${'config'.padEnd(width)}JSON file with the same options, named as in the variables, in lower case
`
