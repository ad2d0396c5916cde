import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { parse } from 'yaml'
import { parseScenarios } from '../../src/formats/fixture-text.ts'
import { readScenarios } from '../../src/process/fixture-files.ts'
import { exampleBody, linuxSource, startTest, taskFor } from '../helper.ts'
import { begins, blocks, done, library, story, windows } from './story.ts'

/** The files of fixtures/scenarios/: what they say, and the field incidents (emulators.md §8, N3). */

const folder = 'fixtures/scenarios'
const files = readdirSync(folder).sort()
const numbered = files.filter((file) => /^\d/.test(file))
const text = (file: string) => readFileSync(`${folder}/${file}`, 'utf8')
const lines = (file: string) => text(file).split('\n')

t.test('there is a file, and a test, for each of the forty-two scenarios', async (t) => {
  const numbers = Array.from({ length: 42 }, (_, index) => index + 1)
  t.strictSame(
    numbered.map((file) => Number(file.slice(0, 2))),
    numbers,
  )
  const tests = readdirSync('test/scenarios')
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(`test/scenarios/${file}`, 'utf8'))
    .join('\n')
  for (const number of numbers) t.ok(tests.includes(`t.test('${number} `), `scenario ${number}`)
})

t.test('a file names its schema, and says what a client should do about it', async (t) => {
  for (const file of files) {
    const [schema, ...rest] = lines(file)
    t.match(schema, '$schema=../../schemas/scenario.schema.json', file)
    const comment = rest.slice(
      0,
      rest.findIndex((line) => !line.startsWith('# ')),
    )
    t.ok(comment.length >= 2 && comment.length <= 6, `${file} has ${comment.length} lines`)
    t.match(comment.join(' '), /client/, file)
  }
})

t.test(
  'a scenario of a file is about sources that begin with its name, or about calls',
  async (t) => {
    const of_calls = ['refuse', 'degrade', 'throttle']
    for (const file of files) {
      for (const { name, match, ['then' as const]: effect } of parseScenarios(text(file))) {
        const isOfCalls = Object.keys(effect).every((key) => of_calls.includes(key))
        const isAboutAll = Object.keys(match).length === 0
        t.equal(match.source, isOfCalls && isAboutAll ? undefined : `${name}*`, `${file}: ${name}`)
      }
      const names = parseScenarios(text(file)).map(({ name }) => `${name}.yaml`)
      t.ok(names.includes(file) || names.length > 1, `${file} has the name of its scenario`)
    }
  },
)

t.test('editors take the files as the emulator does', async (t) => {
  const schema = JSON.parse(readFileSync('schemas/scenario.schema.json', 'utf8'))
  const fits = new Ajv2020({ strict: false, code: { optimize: false } }).compile(schema)
  for (const file of files) {
    t.ok(fits(parse(text(file))), `${file}: ${JSON.stringify(fits.errors?.[0])}`)
  }
})

t.test('what docs/scenarios.md shows is valid', async (t) => {
  const page = readFileSync('docs/scenarios.md', 'utf8')
  const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, example]) => example ?? '')
  t.ok(examples.length >= 4)
  for (const example of examples) t.ok(parseScenarios(example).length > 0)
})

t.test('a scenario bears the name of its file, and so do the sources that it is for', async (t) => {
  for (const file of files) {
    const name = file.replace(/\.yaml$/, '')
    const scenarios = readScenarios([`${folder}/${file}`])
    for (const { name: shown, match, then } of scenarios) {
      t.equal(shown.slice(0, 2), name.slice(0, 2), file)
      if (scenarios.length === 1) t.equal(shown, name)
      const aboutCalls = then.refuse || then.throttle || then.degrade
      t.strictSame(match, aboutCalls ? {} : { source: `${shown}*` }, file)
    }
  }
})

t.test('all files can be loaded together', async (t) => {
  const { emulator } = await startTest(t, { scenario: [folder] })
  const names = emulator.accounts
    .get()
    .rules.scenarios.all()
    .map(({ name }) => name)
  t.equal(new Set(names).size, names.length, 'no name twice')
  t.ok(names.length > files.length)
})

const refusal = (error_code: string, status = 400) => ({ status, body: { error_code } })

t.test('incident SMS.6603: the source registers, and the next call is well', async (t) => {
  const { emulator, source } = await begins(t)
  await emulator.control('POST', '/_emulator/scenarios', library('incident-SMS.6603'))
  t.match(await emulator.sms('POST', '/v3/tasks', taskFor(source)), refusal('SMS.6603'))
  t.match(await emulator.sms('POST', '/v3/tasks', taskFor(source)), { status: 200 })
})

t.test('incident SMS.6617: refused by blocks, taken by files', async (t) => {
  const { emulator, source } = await begins(t, { scenario: 'incident-SMS.6617', ...blocks })
  const create = (type: string) => emulator.sms('POST', '/v3/tasks', taskFor(source, { type }))
  t.match(await create('MIGRATE_BLOCK'), refusal('SMS.6617'))
  t.match(await create('MIGRATE_FILE'), { status: 200 })
})

t.test('incident SMS.6504: a system that is not supported', async (t) => {
  const { emulator, source } = await begins(t, { scenario: 'incident-SMS.6504' })
  const { body } = await emulator.sms('GET', `/v3/sources/${source}`)
  t.match(body, {
    state: 'unavailable',
    checks: [{ name: 'OS_VERSION', result: 'ERROR', error_code: 'SMS.6504' }],
  })
})

t.test('incidents SMS.6602 and SMS.7605: a task is refused, once or three times', async (t) => {
  for (const [code, times] of [
    ['SMS.6602', 1],
    ['SMS.7605', 3],
  ] as const) {
    const { emulator, source } = await begins(t)
    await emulator.control('POST', '/_emulator/scenarios', library(`incident-${code}`))
    for (let count = 0; count < times; count++) {
      t.match(await emulator.sms('POST', '/v3/tasks', taskFor(source)), refusal(code))
    }
    t.match(await emulator.sms('POST', '/v3/tasks', taskFor(source)), { status: 200 })
  }
})

t.test('incidents SMS.8115 and SMS.7703: full for good, and gone once', async (t) => {
  const its = await story(t)
  const { control, sms } = its.emulator
  await control('POST', '/_emulator/scenarios', library('incident-SMS.8115'))
  await control('POST', '/_emulator/scenarios', library('incident-SMS.7703'))
  for (let count = 0; count < 3; count++) {
    t.match(await sms('POST', '/v3/migprojects', exampleBody('CreateMigproject')), {
      status: 400,
      body: {
        error_code: 'SMS.8115',
        error_msg: 'The quantity of MigProject must be lower than or equal to 50',
      },
    })
  }
  t.match(await sms('GET', `/v3/tasks/${its.task_id}`), {
    status: 404,
    body: { error_code: 'SMS.7703', error_msg: "Task doesn't exist" },
  })
  t.match(await sms('GET', `/v3/tasks/${its.task_id}`), { status: 200 })
})

t.test('incident SMS.1404: the barrier at 90 %', async (t) => {
  const its = await story(t, { scenario: 'incident-SMS.1404' })
  await its.does('start')
  await its.until('MIGRATE_FAIL')
  await its.fails(
    'MIGRATE_FAIL/error[replicating]',
    ['SSL_CONFIG 100', 'ATTACH_AGENT_IMAGE 90'],
    'SMS.1404',
    ['available', 'IN-USE'],
  )
  t.match(await its.task(), { subtask_info: null })
})

t.test('incident SMS.0515: the agent comes back to other disks', async (t) => {
  const its = await story(t, { scenario: 'incident-SMS.0515' })
  const rows = done('SSL_CONFIG', 'ATTACH_AGENT_IMAGE', 'FORMAT_DISK_LINUX_FILE')
  await its.does('start')
  await its.until('MIGRATE_LINUX_FILE', 30)
  t.match(await its.source(), { connected: false })
  for (let count = 0; count < 2; count++) {
    await its.until('MIGRATE_FAIL')
    const shown = [...rows, 'MIGRATE_LINUX_FILE 31']
    await its.fails('MIGRATE_FAIL/error[replicating]', shown, 'SMS.0515')
    await its.does('start')
  }
})

t.test('incident of progress that is null while a task runs', async (t) => {
  const its = await story(t)
  await its.emulator.control('POST', '/_emulator/scenarios', library('incident-null-progress'))
  await its.does('start')
  await its.until('MIGRATE_LINUX_FILE', 50)
  const seen = new Set<unknown>()
  for (let count = 0; count < 20; count++) seen.add((await its.task()).sub_tasks[3].progress)
  t.strictSame(seen, new Set([50, null]))
})

t.test('incident stuck: half an hour at speed 0 without an error, then to the end', async (t) => {
  for (const given of [{}, { source: windows.source, task: windows.task }]) {
    const its = await story(t, { scenario: 'incident-stuck', ...given })
    const copy = given.task ? 'MIGRATE_WINDOWS_BLOCK' : 'MIGRATE_LINUX_FILE'
    await its.does('start')
    await its.until(copy, 63)
    for (const minutes of [0, 10, 19]) {
      await its.passes(`PT${minutes}M`)
      const { sub_tasks, ...task } = await its.task()
      t.match(task, { state: 'RUNNING', migrate_speed: 0, error_json: '' })
      t.match(await its.source(), { state: 'replicate', connected: true })
      t.match(sub_tasks.at(3), { name: copy, progress: 63 })
    }
    await its.passes('PT2M')
    const { migrate_speed } = await its.task()
    t.ok(migrate_speed > 0, `${migrate_speed} Mbit/s after half an hour`)
    await its.until('MIGRATE_SUCCESS')
  }
})

t.test('what is about calls leaves migrations to the scenarios that are there', async (t) => {
  const its = await story(t, { scenario: '10-ssh-timeout' })
  await its.emulator.control('POST', '/_emulator/scenarios', library('32-throttling'))
  await its.emulator.control('POST', '/_emulator/scenarios', library('26-quota'))
  await its.does('start')
  await its.until('MIGRATE_FAIL')
  t.match(await its.call('POST', '/v3/sources', linuxSource()), refusal('SMS.6501'))
})
