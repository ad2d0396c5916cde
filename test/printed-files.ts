import { printedFiles } from '../src/cli/commands/openapi.ts'

/** What `sms-emulator openapi` prints, once for all tests of a process. */
export const printed_files: Readonly<Record<string, string>> = await printedFiles()
