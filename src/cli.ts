#!/usr/bin/env node
import { run } from './cli/main.ts'

/** The command of this package: argv to exit code. */

/** These go on when the reader of their output goes away; a command that only prints is done then. */
const isServer = process.argv.slice(2).some((word) => word === 'start' || word === 'record')

// The reader of the output may close it early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (isServer) return
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const { env: environment, stdout, stderr } = process

run(process.argv.slice(2), { environment, stdout, stderr }).then((code) => {
  process.exitCode = code
})
