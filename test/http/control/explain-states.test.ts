import t from 'tap'
import { dependOnState } from '../../../src/domain/causes/causes.ts'
import { ApiError, type ErrorName, errors } from '../../../src/errors/refusals.ts'
import {
  act,
  credentials,
  healthySource,
  linuxSource,
  newTask,
  startTest,
  type TestEmulator,
} from '../../helper.ts'
import { type Answer, create, provocations, taskIn } from './provocations.ts'

/** `GET /_emulator/explain/{request_id}` of refusals of SMS that depend on the state of the account. */

const causesOf = async ({ control }: TestEmulator, { headers }: Answer): Promise<string[]> =>
  (await control('GET', `/_emulator/explain/${headers['x-request-id']}`)).body.causes

/** A refusal whose account is not the well-known one. */
async function forbidden(t: Parameters<typeof startTest>[0]): ReturnType<typeof ask> {
  const user = { name: 'reader', password: 'Reader@12345', roles: ['SMS ReadOnlyAccess'] }
  const emulator = await startTest(t, {}, [{ name: 'other', users: [user] }])
  return ask(emulator, user)
}

async function ask(emulator: TestEmulator, { name, password }: { name: string; password: string }) {
  const domain = { name: 'other' }
  const token = await emulator.login(credentials({ domain }, { name, password, domain }))
  const refused = await emulator.call('POST', '/v3/sources', {
    headers: { 'x-auth-token': token },
    payload: linuxSource(),
  })
  return { emulator, refused }
}

t.test('explain: each refusal that depends on state names the state and the remedy', async (t) => {
  const emulator = await startTest(t)
  const there = { ...provocations, actionForbidden: undefined }
  t.strictSame(Object.keys(there).sort(), [...dependOnState].sort(), 'all are provoked')
  for (const [name, provoke] of Object.entries(provocations)) {
    emulator.tokens.sms = undefined
    await emulator.control('POST', '/_emulator/reset', { all: true })
    const [refused, ...wanted] = await provoke(emulator)
    const [status, code] = errors[name as ErrorName]
    t.match(refused, { status, body: { error_code: code } }, name)
    const causes = await causesOf(emulator, refused)
    const text = causes.join('\n')
    for (const one of wanted)
      t.ok(
        causes.some((cause) => one.test(cause)),
        `${name}: ${one}\n${text}`,
      )
    t.notOk(causes.includes(refused.body.error_msg), `${name}: not the message again`)
    t.notMatch(text, /undefined|\[object|NaN/, name)
  }
})

t.test('explain: a user who lacks the permission, and the action that is lacking', async (t) => {
  const { emulator, refused } = await forbidden(t)
  t.match(refused, { status: 403, body: { error_code: 'SMS.9004' } })
  const [cause] = await causesOf(emulator, refused)
  t.match(cause, /do not allow sms:server:\w+: give the user the action in the fixture/)
})

t.test('explain: a target that cannot be launched although its task is SYNCING', async (t) => {
  const emulator = await startTest(t)
  const { task } = await taskIn(emulator, 'SYNCING', { syncing: true })
  await act(emulator, task, 'cutover')
  const refused = await act(emulator, task, 'cutover')
  t.match(refused.body, {
    error_code: 'SMS.7721',
    error_msg: /is SYNCING with its source server cutovering: the target can be launched/,
  })
  const causes = await causesOf(emulator, refused)
  t.match(causes, [
    /cutover is allowed while the source server is syncing\. Source server .* is cutovering .* since .* its task SYNCING/,
  ])
})

t.test('explain: an agent that is lost, and one that is a program', async (t) => {
  const emulator = await startTest(t)
  const source = await healthySource(emulator)
  const agent = `/_emulator/sources/${source}/agent`
  await emulator.control('PUT', agent, { connected: false })
  t.match(await causesOf(emulator, await create(emulator, source)), [
    /is disconnected since .*does not come back by itself: PUT .*"connected": true/,
  ])
  await emulator.control('PUT', agent, { mode: 'external' })
  await emulator.control('POST', '/_emulator/clock/advance', { by: 'PT5M' })
  t.match(await causesOf(emulator, await create(emulator, source)), [
    /external agent, which last polled at .* let it poll/,
  ])
})

t.test('explain: an id that was never there, of another kind, or is a name', async (t) => {
  const emulator = await startTest(t)
  const { task, source } = await newTask(emulator)
  const { body } = await emulator.sms('GET', `/v3/tasks/${task}`)
  for (const [id, cause] of [
    ['nothing-like-it', /emulator has never seen a task with the id "nothing-like-it"/],
    [
      source,
      `is the id of a source server, not of a task; the task of that source server is ${task}.`,
    ],
    [body.name, `is the name of task ${task}: send its id`],
    [`${task.slice(0, -1)}z`, `Did you mean ${task}?`],
  ] as const) {
    const [said] = await causesOf(emulator, await emulator.sms('GET', `/v3/tasks/${id}`))
    t.match(said, cause)
  }
})

t.test('explain: a deletion that the journal forgot is told from the history', async (t) => {
  const emulator = await startTest(t)
  const { task } = await newTask(emulator)
  await emulator.sms('DELETE', `/v3/tasks/${task}`)
  await emulator.control('DELETE', '/_emulator/requests')
  const [cause] = await causesOf(emulator, await emulator.sms('GET', `/v3/tasks/${task}`))
  t.match(cause, /was deleted at 2026-01-01T12:\S+; GET \/v3\/tasks lists/)
})

t.test('a refusal keeps what it is about out of its message and of what is sent', async (t) => {
  const refusal = new ApiError('taskNotFound', 'an-id')
  t.match(refusal, { message: "Task doesn't exist", params: [], about: ['an-id'] })
})
