import t from 'tap'
import { credentials, linuxSource, newTask, startTest, until } from '../../helper.ts'

/** `/_emulator/coverage`: what the clients of an account have met, and what they never have. */

const url = '/_emulator/coverage'
type Part = { operation: string; service: string; calls: number; parameters: { unused: string[] } }

t.test('showCoverage: operations, parameters, codes and states, met and never met', async (t) => {
  const emulator = await startTest(t, { journal_limit: 0 })
  const { sms, control, call } = emulator
  const { task } = await newTask(emulator, { auto_start: true, color: 'red' })
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE' })
  await sms('GET', `/v3/tasks/${task}`)
  await sms('GET', '/v3/tasks?limit=5&state=RUNNING')
  await sms('GET', '/v3/tasks/nothing')
  const wrong = credentials(null, { name: 'x', password: 'y', domain: { name: 'emulator' } })
  await call('POST', '/v3/auth/tokens', { payload: wrong })

  const { body, status } = await control('GET', url)
  t.equal(status, 200)
  t.equal(body.account, 'emulator')
  const part = (name: string) => body.operations.find((one: Part) => one.operation === name)
  const names = body.operations.map((one: Part) => one.operation)
  t.equal(new Set(names).size, names.length)
  t.equal(body.operations.filter((one: Part) => one.service === 'sms').length, 52)
  t.match(part('CreateTask'), {
    service: 'sms',
    calls: 1,
    parameters: {
      used: { name: 1, 'target_server.disks[].name': 1 },
      unknown: { color: 1 },
    },
    codes: {},
  })
  t.ok(part('CreateTask').parameters.unused.includes('target_server.btrfs_list[].uuid'))
  t.match(part('ListTasks').parameters, { used: { limit: 1, state: 1 }, unused: ['name', 'id'] })
  t.match(part('ShowTask'), { calls: 2, codes: { 'SMS.7703': 1 } })
  t.match(part('DeleteTask'), { calls: 0 })
  t.match(part('KeystoneCreateToken'), { service: 'iam', codes: { 'IAM 401': 1 } })
  t.match(body.error_codes, { seen: { 'SMS.7703': 1, 'IAM 401': 1 }, never: /./ })
  t.ok(body.error_codes.never.includes('SMS.7605'))
  t.notOk(body.error_codes.never.includes('SMS.9003'), 'only a fault brings that')
  t.match(body.task_states, { seen: { RUNNING: 2 }, never: /SYNC_FAIL/ })
  t.match(body.source_states.seen, { replicate: 2 })
  t.ok(body.subtasks.seen.MIGRATE_LINUX_FILE >= 1)
  t.ok(body.subtasks.never.includes('CLONE_VM'))
})

t.test('showCoverage: it lives as long as the account, and is its own', async (t) => {
  const emulator = await startTest(t, { fixture: ['fixtures/walkthrough.yaml'], journal_limit: 2 })
  const { sms, control } = emulator
  const calls = async (operation: string, query = '') => {
    const { body } = await control('GET', `${url}${query}`)
    return body.operations.find((one: Part) => one.operation === operation).calls
  }
  for (let at = 0; at < 5; at++) await sms('GET', '/v3/sources')
  await control('DELETE', '/_emulator/requests')
  t.equal(await calls('ListServers'), 5, 'more than the journal ever had')
  t.equal(await calls('ListServers', '?account=domainname'), 0)
  await control('POST', '/_emulator/reset')
  t.equal(await calls('ListServers'), 0)
})

t.test('showCoverage: an answer that nobody gets shows nothing', async (t) => {
  const emulator = await startTest(t)
  const { sms, control } = emulator
  const { task } = await newTask(emulator)
  const effect = { connection: 'drop', acts: true }
  await control('POST', '/_emulator/faults', { match: { operation: 'ShowTask' }, effect })
  await t.rejects(sms('GET', `/v3/tasks/${task}`))
  t.strictSame((await control('GET', url)).body.task_states.seen, {})
  await sms('GET', `/v3/tasks/${task}`)
  t.strictSame((await control('GET', url)).body.task_states.seen, { READY: 1 })
})

t.test('showCoverage: as Markdown, as JUnit XML and as annotations', async (t) => {
  const emulator = await startTest(t, {}, [
    { name: 'a|<b>&"c', users: [{ name: 'u', password: 'p' }] },
  ])
  const { control, sms } = emulator
  await sms('POST', '/v3/sources', { ...linuxSource(), 'odd|<name>': 1 })
  const get = (format: string, query = '') => control('GET', `${url}?format=${format}${query}`)

  const markdown = await get('markdown')
  t.match(markdown.headers['content-type'], 'text/markdown')
  t.match(markdown.body, /^# What the clients of emulator have met\n/)
  t.match(markdown.body, /^\| operations \| 2 \| \d+ \| .*ListTasks/m)
  t.match(markdown.body, /^\| task states \| 0 \| 12 \| READY, RUNNING/m)
  t.match(markdown.body, /^\| RegisterServer \| 1 \|.*odd\\\|\\<name\\> \(1\) \|$/m)

  const junit = await get('junit')
  t.match(junit.headers['content-type'], 'application/xml')
  t.match(
    junit.body,
    /<testsuite name="operations" tests="\d+" failures="0" errors="0" skipped="\d+">/,
  )
  t.match(junit.body, '<testcase classname="emulator.operations" name="RegisterServer"/>')
  t.match(
    junit.body,
    '<testcase classname="emulator.task states" name="SYNC_FAIL"><skipped message="never met"/></testcase>',
  )
  t.match(junit.body, /<testsuite name="parameters" tests="\d+".*skipped="[1-9]/)
  t.match(junit.body, '<testcase classname="emulator.parameters" name="RegisterServer name"/>')
  const foreign = `&account=${encodeURIComponent('a|<b>&"c')}`
  t.match((await get('junit', foreign)).body, 'name="coverage of a|&lt;b&gt;&amp;&quot;c"')

  const github = await get('github')
  t.match(github.headers['content-type'], 'text/plain')
  t.match(
    github.body,
    /^::notice title=operations never met by emulator%3A \d+ of \d+::.*ListTasks/,
  )
  t.match(github.body, /^::notice title=task states never .*::READY, RUNNING/m)
  for (const [line, never, listed = ''] of github.body.matchAll(
    /^::notice title=.*%3A (\d+) of \d+::(.*)$/gm,
  )) {
    t.equal(listed.split(', ').length, Number(never), line.slice(0, 60))
  }
  t.equal((await get('yaml')).status, 400)
})
