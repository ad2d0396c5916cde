/* Starts an emulator from the bundle, calls it, and writes what was compiled: see scripts/build.ts. */
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { tmpdir } = require('node:os')
const { join, resolve } = require('node:path')
const { Script } = require('node:vm')

const folder = resolve(process.argv[2])
const filename = join(folder, 'bundle.cjs')
const source = readFileSync(filename)
if (source.some((byte) => byte > 127))
  throw new Error(`${filename} is not ASCII, as its loader reads it`)
const script = new Script(source.toString('latin1'), { filename })
const module_ = { exports: {} }
script.runInThisContext()(module_.exports, createRequire(filename), module_, filename, folder)

const scratch = mkdtempSync(join(tmpdir(), 'sms-emulator-'))
const endpoints = join(scratch, 'endpoints.json')

async function call() {
  const { url } = JSON.parse(readFileSync(endpoints, 'utf8'))
  const read = async (path, init) => (await fetch(url + path, init)).text()
  await read('/_emulator/ready')
  await read('/_emulator/info')
}

let hasAnswered = false
process.once('exit', () => {
  rmSync(scratch, { recursive: true, force: true })
  if (hasAnswered) {
    writeFileSync(join(folder, 'bundle.cache'), script.createCachedData())
  } else {
    process.stderr.write('The emulator in the bundle did not start, so nothing was kept.\n')
    process.exitCode ||= 1
  }
})
process.stdout.write = () => true
process.argv.splice(2, process.argv.length, 'start', '--port', '0', '--endpoints-file', endpoints)
module_.exports.command()

const timer = setInterval(async () => {
  try {
    readFileSync(endpoints)
  } catch {
    return
  }
  clearInterval(timer)
  await call()
  hasAnswered = true
  process.emit('SIGTERM')
}, 10)
// An emulator that cannot start leaves nothing to wait for, and the process ends.
timer.unref()
