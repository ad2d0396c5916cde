import { dirname, resolve } from 'node:path'

/** The environment variable that names the command which tests start as a process of its own. */
export const program_variable = 'TEST_PROGRAM'

/**
 * The command: `npm test` gives a bundle, which is what users start and takes a quarter of the processor time; a test
 * file alone starts what was compiled (docs/decisions/005-tests-run-compiled.md).
 */
export const program: string = resolve(process.env[program_variable] ?? '.build/src/cli.js')

/** The library that lies beside it. */
export const library: string = program.endsWith('.cjs')
  ? resolve(dirname(program), 'bundle.cjs')
  : resolve('.build/src/index.js')
