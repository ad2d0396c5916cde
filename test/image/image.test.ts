import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { askedBy, filesWithCommands } from '../examples/asked.ts'
import {
  build,
  buildah,
  inspect,
  makeBases,
  mount,
  type RunOptions,
  runContainer,
  tools_needed,
} from './container.ts'
import { contentsOf, testBillOfMaterials, testFiles, testLicenses, testSize } from './contents.ts'
import { timeStarts } from './start.ts'
import { environment, folderOf, freePort, missing, must, untilReady } from './tools.ts'

/** The image, built from the Dockerfile as it is and run as an engine would. */

const tag = 'huaweicloud-sms-emulator:test'
/** A program for Node: whether it takes the compiled bundle that is kept beside it. */
const is_kept_code_used = `
  const [source, cachedData] = ['bundle.cjs', 'bundle.cache'].map((name) => fs.readFileSync('/app/dist/' + name))
  !new vm.Script(source.toString('latin1'), { filename: '/app/dist/bundle.cjs', cachedData }).cachedDataRejected`
const tag_debian = 'huaweicloud-sms-emulator:test-debian'

const lacking = process.getuid?.() === 0 ? missing(tools_needed) : ['root']
if (lacking.length > 0) {
  const reason = `${lacking.join(', ')} is missing`
  if (process.env.CI === 'true') t.fail(`in CI the image must be built, but ${reason}`)
  else t.pass('the image', { skip: `the image is not built: ${reason}` })
} else {
  await makeBases()
  await buildah('rmi', '--prune', '--force')
  await build(tag)
  const image = await inspect(tag)
  const root = await mount(t, tag)

  /** A container with a port of its own. */
  const start = async (t: Test, { env = {}, ...options }: RunOptions = {}) => {
    const port = await freePort()
    const variables = { SMS_EMULATOR_PORT: String(port), ...env }
    const running = await runContainer(t, root, image, { ...options, env: variables })
    return { ...running, url: `http://127.0.0.1:${port}`, variables }
  }

  t.test('it says what it is, who runs in it, and how its health is asked', async (t) => {
    const { config } = image
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    t.equal(config.User, '65532:65532', 'not root, and by number')
    t.strictSame(config.Entrypoint, ['node', '/app/dist/cli.cjs'])
    t.strictSame(config.Cmd, ['start', '--host', '0.0.0.0'])
    t.strictSame(config.Healthcheck.Test, ['CMD', 'node', '/app/dist/cli.cjs', 'health'])
    t.strictSame(Object.keys(config.ExposedPorts), ['7670/tcp'])
    t.match(config.Labels, {
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.title': 'huaweicloud-sms-emulator',
    })
  })

  const contents = contentsOf(root)
  testFiles(t, contents, image)
  testSize(t, contents, tag)
  testBillOfMaterials(t, contents)
  testLicenses(t, contents)

  t.test('a builder runs it as its user', async (t) => {
    const container = await buildah('from', '--pull-never', tag)
    t.teardown(() => buildah('rm', container))
    const inside = (...args: string[]) =>
      buildah('run', '--isolation', 'chroot', container, '--', ...args)
    t.equal(await inside('node', '-p', 'process.getuid()'), '65532')
    t.match(await inside('node', '/app/dist/cli.cjs', '--version'), /^\d+\.\d+\.\d+$/)
    t.match(await inside('sms-emulator', '--version'), /^\d+\.\d+\.\d+$/, 'for docker exec')
    t.equal(await inside('node', '-p', is_kept_code_used), 'true', 'compiled by this Node')
    const zone = "process.env.TZ = 'Asia/Shanghai'; new Date(0).getHours()"
    t.equal(await inside('node', '-p', zone), '8', 'without files of time zones')
    const lookup = "require('dns').lookup('localhost', (error, address) => console.log(address))"
    t.match(await inside('node', '-e', lookup), /^(127\.0\.0\.1|::1)$/)
  })

  t.test('it is ready soon after a bare Node would be', async (t) => {
    const limit_ms = 200
    const container = await buildah('from', '--pull-never', tag)
    t.teardown(() => buildah('rm', container))
    const { bare, ready } = await timeStarts(t, container, limit_ms)
    t.comment(`node -e 0: ${bare.toFixed()} ms; the emulator is ready: ${ready.toFixed()} ms`)
    t.ok(ready - bare <= limit_ms, `${(ready - bare).toFixed()} ms more`)
  })

  t.test('what the examples and pages run in its container works', async (t) => {
    const { log, url, variables, stop, ended } = await start(t)
    await untilReady(url, log)
    const asked = filesWithCommands().flatMap((path) => askedBy(path))
    const commands = new Set(asked.map((command) => JSON.stringify(command)))
    for (const command of commands) {
      const options = { entrypoint: JSON.parse(command), args: [], env: variables }
      const inside = await runContainer(t, root, image, options)
      t.strictSame(await inside.ended, [0, null], `${command} ${inside.log.text}`)
    }
    stop('SIGINT')
    t.strictSame(await ended, [0, null], 'SIGINT ends it as SIGTERM does')
  })

  t.test('it has TLS with a certificate of its own, on a volume for its user', async (t) => {
    const folder = folderOf(t)
    await must('chown', ['65532:65532', folder])
    const tls_port = String(await freePort())
    const { log, url, stop, ended } = await start(t, {
      env: {
        SMS_EMULATOR_TLS: 'self-signed',
        SMS_EMULATOR_TLS_PORT: tls_port,
        SMS_EMULATOR_TLS_CA_FILE: '/data/ca.pem',
      },
      volumes: { '/data': folder },
    })
    await untilReady(url, log)
    const ready = `fetch('https://127.0.0.1:${tls_port}/_emulator/ready').then((r) => console.log(r.status))`
    const trusting = { ...environment, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }
    t.equal(await must(process.execPath, ['-e', ready], { env: trusting }), '200')
    stop()
    t.strictSame(await ended, [0, null])
  })

  t.test('it starts on a root that cannot be written, and the walkthrough works', async (t) => {
    const { log, url, pid, stop, variables, ended } = await start(t)
    await untilReady(url, log)

    const status = readFileSync(`/proc/${pid()}/status`, 'utf8')
    t.match(status, /^Uid:\s+65532\s+65532/m)
    t.match(status, /^NSpid:\s+\d+\s+1$/m, 'the first process')
    const health = await runContainer(t, root, image, { args: ['health'], env: variables })
    t.strictSame(await health.ended, [0, null], health.log.text)

    const commands = log.text.slice(log.text.indexOf("echo '1. Log in")).split('\n\n')[0] ?? ''
    const [all_but_the_last = ''] = commands.split("echo '6. ")
    const printed = await must('sh', ['-e', '-c', `${commands}\n${all_but_the_last}`])
    t.match(printed, /^READY null$/m)
    t.match(printed, /^RUNNING "MIGRATE_LINUX_FILE-63"$/m)
    t.match(printed, /^MIGRATE_SUCCESS null$/m)
    t.comment('built, started, healthy, walkthrough done')

    // A connection that is kept, and a migration under way: neither holds it back.
    await fetch(`${url}/_emulator/health`, { headers: { connection: 'keep-alive' } })
    const begun = Date.now()
    stop()
    t.strictSame(await ended, [0, null])
    const took = Date.now() - begun
    t.ok(took < 1_000, `${took} ms`)

    const after = await runContainer(t, root, image, { args: ['health'], env: variables })
    t.strictSame(await after.ended, [1, null], 'and is not healthy any more')
  })

  t.test('a signal while it starts stops it, too', async (t) => {
    const { stop, ended } = await start(t)
    // Before the program listens for it, the first process of a container gets no signal: sent until it has.
    const sending = setInterval(stop, 20)
    t.teardown(() => clearInterval(sending))
    t.strictSame(await ended, [0, null])
  })

  t.test('everything is set by the environment; mounted fixtures come in order', async (t) => {
    const folder = folderOf(t)
    chmodSync(folder, 0o755)
    for (const [file, pace] of [
      ['10-first.yaml', 5],
      ['20-second.json', 7],
      ['90-notes.txt', 9],
    ] as const) {
      const fixture = { accounts: [{ name: 'emulator', clock: { pace } }] }
      writeFileSync(join(folder, file), JSON.stringify(fixture))
    }
    const { log, url, ended, stop } = await start(t, {
      env: {
        SMS_EMULATOR_CLOCK: 'frozen',
        SMS_EMULATOR_NOW: '2026-01-01T00:00:00Z',
        SMS_EMULATOR_LOG_FORMAT: 'json',
      },
      volumes: { '/etc/sms-emulator/fixtures.d': folder },
    })
    await untilReady(url, log)
    const clock = await (await fetch(`${url}/_emulator/clock`)).json()
    t.match(clock, { mode: 'frozen', now: '2026-01-01T00:00:00.000Z', pace: 7 })
    t.match(JSON.parse(log.text.split('\n')[0] ?? ''), { msg: /./ })
    stop()
    await ended
  })

  t.test('a bad fixture stops the start, and says where it is bad', async (t) => {
    const folder = folderOf(t)
    chmodSync(folder, 0o755)
    writeFileSync(join(folder, 'bad.yaml'), 'accounts:\n  - name: 7\n')
    const { log, ended } = await start(t, { volumes: { '/etc/sms-emulator/fixtures.d': folder } })
    t.strictSame(await ended, [2, null])
    t.match(log.text, /fixtures\.d\/bad\.yaml: .*line 2/)
  })

  t.test(
    'a volume that cannot be written stops the start, with the user and the cure',
    async (t) => {
      const folder = folderOf(t)
      chmodSync(folder, 0o755)
      const options = {
        env: { SMS_EMULATOR_DB: '/data/emulator.db' },
        volumes: { '/data': folder },
      }
      const refused = await start(t, options)
      t.strictSame(await refused.ended, [2, null])
      t.match(
        refused.log.text,
        /\/data\/emulator\.db cannot be written by user 65532 .*chown 65532/,
      )

      await must('chown', ['65532', folder])
      const { log, url, stop, ended } = await start(t, options)
      await untilReady(url, log)
      stop()
      t.strictSame(await ended, [0, null])
      t.ok(readdirSync(folder).includes('emulator.db'))
    },
  )

  t.test('the image with Debian is the same, with a shell', async (t) => {
    // From the image as built above, in place of building its stages again.
    const built = `image=container-image://localhost/${tag}`
    await build(tag_debian, '--target', 'debian', '--build-context', built)
    const { config } = await inspect(tag_debian)
    t.strictSame(config, image.config)
    const container = await buildah('from', '--pull-never', tag_debian)
    t.teardown(() => buildah('rm', container))
    const command = ['sh', '-c', 'id -u; apt-get --version >/dev/null; sms-emulator --version']
    const printed = await buildah('run', '--isolation', 'chroot', container, '--', ...command)
    t.match(printed, /^65532\n\d+\.\d+\.\d+$/)
  })
}
