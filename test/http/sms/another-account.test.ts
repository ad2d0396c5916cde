import { readFileSync } from 'node:fs'
import t from 'tap'
import { credentials, exampleBody, newTask, startTest } from '../../helper.ts'

/** Accounts are isolated (design.md, promise 5): what another account's ids open, by every call of SMS. */

type Operation = {
  operationId: string
  method: string
  path: string
  requestBody: object | null
}

const { operations } = JSON.parse(readFileSync('test/reference/sms-v3.contract.json', 'utf8')) as {
  operations: Operation[]
}

t.test('no call reads or changes what is another account’s', async (t) => {
  const emulator = await startTest(t)
  const { call, control, sms } = emulator
  const { task, source } = await newTask(emulator)
  const created = async (url: string, body: unknown) => (await sms('POST', url, body)).body.id
  const template = await created('/v3/vm/templates', exampleBody('CreateTemplate'))
  const project = await created('/v3/migprojects', exampleBody('CreateMigproject'))
  const ids: Record<string, string> = {
    task_id: task,
    source_id: source,
    server_id: source,
    id: template,
    mig_project_id: project,
    version: 'v3',
  }
  const { body } = await control('POST', '/_emulator/accounts', { name: 'stranger' })
  const user = { name: body.user, password: body.password, domain: { name: 'stranger' } }
  const payload = credentials({ project: { id: body.projects[0].id } }, user)
  const { headers } = await call('POST', '/v3/auth/tokens', { payload })
  const stranger = { 'x-auth-token': String(headers['x-subject-token']) }
  const owned = async () => (await control('GET', '/_emulator/fixtures')).body
  const before = await owned()

  /** An example with the owner's ids in the place of its own. */
  const aimed = (operationId: string) => {
    const example = exampleBody(operationId)
    return {
      ...example,
      ...('ids' in example && { ids: [source, task, template] }),
      ...('source_server' in example && { source_server: { id: source } }),
      ...('migprojectid' in example && { migprojectid: project }),
      ...('task_info' in example && { task_info: [{ task_id: task }] }),
    }
  }
  for (const { operationId, method, path, requestBody } of operations) {
    const url = path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'x')
    const answer = await call(method as 'GET', url, {
      headers: stranger,
      ...(requestBody && { payload: aimed(operationId) }),
    })
    const isAbout = /\{(?:task_id|source_id|server_id|id|mig_project_id)\}/.test(path)
    if (isAbout) t.ok(answer.status >= 400, `${operationId}: ${answer.status}`)
    for (const id of [source, task, template, project]) {
      const { error_msg: _, ...said } = answer.body ?? {}
      t.notMatch(JSON.stringify(said), id, operationId)
    }
  }
  t.strictSame(await owned(), before, 'nothing of the owner has changed')
})
