import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import t from 'tap'
import { start, startRecorder } from '../src/index.ts'

/** `start()`: an emulator in the test's own process. */

const first = await start()
t.teardown(() => first.close())

t.test('it says where it is and how to get in; each has a port of its own', async (t) => {
  await using second = await start({ now: '2026-01-01T00:00:00Z' })
  t.match(first.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  t.not(first.url, second.url)
  t.strictSame(second.endpoints, {
    url: second.url,
    iam: second.url,
    sms: second.url,
    ecs: `${second.url}/ecs`,
    vpc: `${second.url}/vpc`,
    ims: `${second.url}/ims`,
    evs: `${second.url}/evs`,
    control: `${second.url}/_emulator`,
  })
  t.strictSame(second.credentials, {
    account: 'emulator',
    domain_id: '0e0000000000000000000000000d0001',
    user: 'developer',
    password: 'Emulator@123',
    ak: 'EMULATORACCESSKEY001',
    sk: 'emulatorSecretKeyForLocalTestsOnly000001',
    projects: [{ name: 'ap-southeast-1', id: '0215ef11e49d4743be23dd97a1561e91' }],
  })
  t.match(await second.client.clock.get(), {
    mode: 'frozen',
    pace: 1,
    now: '2026-01-01T00:00:00.000Z',
  })
})

t.test('await using closes it, and closing twice is closing once', async (t) => {
  let { url } = first
  {
    await using emulator = await start()
    url = emulator.url
    t.equal((await fetch(`${url}/_emulator/health`)).status, 200)
    await Promise.all([emulator.close(), emulator.close()])
  }
  await t.rejects(fetch(`${url}/_emulator/health`))
})

t.test('a setting that is undefined is one that is not given', async (t) => {
  const nothing = undefined
  await using emulator = await start({
    clock: nothing,
    pace: nothing,
    port: nothing,
    log_level: nothing,
  })
  t.match(await emulator.client.clock.get(), { mode: 'frozen', pace: 1 })
  t.not(new URL(emulator.url).port, '7670')
})

t.test('a setting that makes no sense is refused', async (t) => {
  await t.rejects(start({ pace: -1 }), { name: 'ConfigRefused', message: /pace/ })
})

t.test('settings may be in camelCase', async (t) => {
  await using emulator = await start({ journalLimit: 7, strictContract: true, now: new Date(0) })
  t.match(await emulator.client.info(), {
    settings: { journal_limit: 7, strict_contract: true, clock: 'frozen' },
  })
  t.match(await emulator.client.clock.get(), { now: '1970-01-01T00:00:00.000Z' })
})

t.test('a setting that is misspelt, given twice, or is not a moment is refused', async (t) => {
  for (const [settings, message] of [
    [{ logLevl: 'info' }, 'logLevl is not a setting; did you mean log_level?'],
    [{ log_levl: 'info' }, 'log_levl is not a setting; did you mean log_level?'],
    [
      { logLevel: 'info', log_level: 'info' },
      'logLevel and log_level are the same setting: give only one of them.',
    ],
    [{ now: new Date('never') }, /^now "Invalid Date" is not a moment/],
  ] as const) {
    await t.rejects(start(settings as object), { name: 'ConfigRefused', message })
  }
})

t.test('a recorder writes what a client called, without secrets', async (t) => {
  const file = join(t.testdir({}), 'run.har')
  const { ak, sk } = first.credentials
  {
    await using cloud = await start()
    await using recorder = await startRecorder({
      region: 'ap-southeast-1',
      file,
      upstream: cloud.url,
      environment: { HUAWEICLOUD_SDK_AK: ak, HUAWEICLOUD_SDK_SK: sk },
    })
    const answer = await fetch(`${recorder.endpoints.sms}/v3/tasks`)
    t.strictSame(await answer.json(), { count: 0, tasks: [] })
  }
  const text = readFileSync(file, 'utf8')
  t.equal(JSON.parse(text).log.entries.length, 1)
  for (const secret of [ak, sk]) t.notMatch(text, secret)
  await t.rejects(startRecorder({ region: 'mars', file }), {
    name: 'RecordingRefused',
    message: /"mars" is not the name of a region, such as ap-southeast-3/,
  })
})

t.test(
  'once told so, neither of its ports keeps the process, nor a connection to one',
  async (t) => {
    const keeping = () => process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP'))
    const before = keeping()
    await using emulator = await start({ tls: 'self-signed' })
    t.equal(keeping().length, before.length + 2)
    emulator.unref()
    t.strictSame(keeping(), before)
    const { url, https = '' } = emulator.endpoints
    const plain = connect(Number(new URL(url).port), '127.0.0.1')
    const tls = connectTls({ port: Number(new URL(https).port), rejectUnauthorized: false })
    await Promise.all([once(plain, 'connect'), once(tls, 'secureConnect')])
    for (const socket of [plain, tls]) {
      t.teardown(() => socket.destroy())
      socket.unref()
    }
    t.strictSame(keeping(), before)
  },
)
