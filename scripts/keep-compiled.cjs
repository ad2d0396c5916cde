/* Starts an emulator from the bundle, calls it, and writes what was compiled: see scripts/bundle.ts. */
const { spawnSync } = require('node:child_process')
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { tmpdir } = require('node:os')
const { join, resolve } = require('node:path')
const { setFlagsFromString } = require('node:v8')
const { Script } = require('node:vm')

// Settings of somebody's own emulator would have this one write to their file.
for (const name of Object.keys(process.env)) {
  if (name.startsWith('SMS_EMULATOR_')) delete process.env[name]
}

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

/** The first example of a request in a document. */
function exampleOf(document, path) {
  const { paths } = JSON.parse(readFileSync(`openapi/${document}.json`, 'utf8'))
  const [{ value }] = Object.values(
    paths[path].post.requestBody.content['application/json'].examples,
  )
  return JSON.stringify(value)
}

/** What clients begin with: they wait, log in, and register a source. */
async function call() {
  const { url } = JSON.parse(readFileSync(endpoints, 'utf8'))
  const send = async (path, init) => {
    const response = await fetch(url + path, init)
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
    return response
  }
  const post = (document, path, more) =>
    send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...more },
      body: exampleOf(document, path),
    })
  await send('/_emulator/ready')
  await send('/_emulator/info')
  const login = await post('iam', '/v3/auth/tokens')
  await post('sms', '/v3/sources', { 'x-auth-token': login.headers.get('x-subject-token') })
}

const kept = join(folder, 'bundle.cache')

/** Whether a fresh process takes what was kept: V8 refuses it without a word where one of its flags differs. */
const is_taken = `
  const [source, cachedData] = process.argv.slice(1).map((file) => fs.readFileSync(file))
  const { cachedDataRejected } = new vm.Script(source.toString('latin1'), { filename: process.argv[1], cachedData })
  process.exitCode = cachedDataRejected ? 1 : 0`

function keepCompiled() {
  // The command may have set these flags (src/process/garbage.ts); now they are as V8 begins with again.
  setFlagsFromString('--semi-space-growth-factor=2')
  setFlagsFromString('--heap-growing-percent=0')
  writeFileSync(kept, script.createCachedData())
  if (spawnSync(process.execPath, ['-e', is_taken, filename, kept]).status === 0) return
  process.stderr.write(
    'V8 would not take the code that was kept: a flag of V8 is set as it is not at a start.\n',
  )
  process.exitCode ||= 1
}

let hasAnswered = false
process.once('exit', () => {
  rmSync(scratch, { recursive: true, force: true })
  if (hasAnswered) {
    keepCompiled()
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
