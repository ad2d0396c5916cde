import t from 'tap'
import {
  act,
  exampleBody,
  healthySource,
  startTest,
  type TestEmulator,
  taskFor,
  until,
} from '../../helper.ts'

/** Server templates (behaviour.md §8.2). */

const url = '/v3/vm/templates'
const template = (change: object = {}) => {
  const example = exampleBody('CreateTemplate') as { template: object }
  return { template: { ...example.template, ...change } }
}

/** A task whose target is made from a template. @returns its id */
async function taskFrom(emulator: TestEmulator, id: string): Promise<string> {
  const source = await healthySource(emulator)
  const { disks } = taskFor('').target_server as { disks: object[] }
  const { body } = await emulator.sms(
    'POST',
    '/v3/tasks',
    taskFor(source, { vm_template_id: id, target_server: { disks } }),
  )
  return body.id
}

t.test('CreateTemplate, ShowTemplate: shown as it was made, is_template as a string', async (t) => {
  const { sms } = await startTest(t)
  const { body: made } = await sms('POST', url, template({ target_password: 'secret' }))
  t.match(await sms('GET', `${url}/${made.id}`), {
    status: 200,
    body: {
      template: {
        ...template().template,
        id: made.id,
        is_template: 'true',
        target_password: 'secret',
      },
    },
  })
  const { body: bare } = await sms('POST', url, { template: { name: 'bare' } })
  t.match((await sms('GET', `${url}/${bare.id}`)).body, {
    template: {
      vpc: { id: null },
      nics: [],
      security_groups: [],
      disk: [],
      volumetype: 'SAS',
      image_id: '',
    },
  })
})

t.test('CreateTemplate: a NIC may come without cidr and ip, as Terraform sends it', async (t) => {
  const { sms } = await startTest(t)
  const nic = { id: 'autoCreate', name: 'autoCreate' }
  const { status, body } = await sms('POST', url, { template: { name: 'auto', nics: [nic] } })
  t.equal(status, 200)
  t.match((await sms('GET', `${url}/${body.id}`)).body.template.nics, [
    { ...nic, cidr: null, ip: null },
  ])
})

t.test('UpdateTemplate: a template is changed field by field', async (t) => {
  const { sms } = await startTest(t)
  const { body: made } = await sms('POST', url, template())
  const { body: before } = await sms('GET', `${url}/${made.id}`)
  await sms('PUT', `${url}/${made.id}`, { template: { name: 'renamed', flavor: 's7.large.2' } })
  t.strictSame((await sms('GET', `${url}/${made.id}`)).body, {
    template: { ...before.template, name: 'renamed', flavor: 's7.large.2' },
  })
  t.equal((await sms('PUT', `${url}/${made.id}`, {})).status, 200, 'nothing sent, nothing changed')
})

t.test('CreateTemplate, UpdateTemplate: names of shared templates are unique', async (t) => {
  const { sms } = await startTest(t)
  await sms('POST', url, template())
  t.match((await sms('POST', url, template())).body, { error_code: 'SMS.7112' })
  const { body: hidden } = await sms('POST', url, template({ is_template: false }))
  t.match((await sms('GET', url)).body, { count: 1 })
  t.match((await sms('GET', `${url}/${hidden.id}`)).body, { template: { is_template: 'false' } })
  const { body: other } = await sms('POST', url, template({ name: 'other' }))
  t.match((await sms('PUT', `${url}/${other.id}`, template())).body, { error_code: 'SMS.7112' })
})

t.test('DeleteTemplate, DeleteTemplates: a template that a task uses stays', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { body: shared } = await sms('POST', url, template())
  const { body: hidden } = await sms('POST', url, template({ is_template: false }))
  const [one, two] = [await taskFrom(emulator, shared.id), await taskFrom(emulator, hidden.id)]
  t.match((await sms('DELETE', `${url}/${shared.id}`)).body, { error_code: 'SMS.7111' })
  t.match((await sms('POST', `${url}/delete`, { ids: [hidden.id, shared.id] })).body, {
    error_code: 'SMS.7111',
  })
  await sms('POST', '/v3/tasks/delete', { ids: [one, two] })
  t.equal((await sms('GET', `${url}/${shared.id}`)).status, 200)
  t.match(await sms('GET', `${url}/${hidden.id}`), {
    status: 404,
    body: { error_code: 'SMS.7101' },
  })
  t.equal((await sms('DELETE', `${url}/${shared.id}`)).status, 200)
})

t.test('ShowTargetPassword: shown while the task replicates or syncs', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { body: made } = await sms('POST', url, template({ target_password: 'secret' }))
  const password = () => sms('GET', `${url}/${made.id}/target-password`)
  t.match(await password(), { status: 400, body: { error_code: 'SMS.9905' } })
  const task = await taskFrom(emulator, made.id)
  await act(emulator, task, 'start')
  t.match(await password(), {
    status: 200,
    body: { template_id: made.id, target_password: 'secret' },
  })
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.match((await password()).body, { error_code: 'SMS.9905' })
})

t.test('ListTemplates: unknown templates, the limit of fifty, filters and pages', async (t) => {
  const { sms } = await startTest(t)
  for (const [method, path, body] of [
    ['GET', 'x', undefined],
    ['GET', 'x/target-password', undefined],
    ['PUT', 'x', template()],
    ['DELETE', 'x', undefined],
  ] as const) {
    t.match(await sms(method, `${url}/${path}`, body), {
      status: 404,
      body: { error_code: 'SMS.7101' },
    })
  }
  t.match(await sms('POST', `${url}/delete`, { ids: ['x'] }), { status: 404 })
  for (let count = 0; count < 50; count++) {
    await sms('POST', url, template({ name: `t${count}`, region: count < 5 ? 'here' : 'there' }))
  }
  t.match((await sms('POST', url, template())).body, { error_code: 'SMS.7113' })
  const count = async (query: string) => (await sms('GET', `${url}?${query}`)).body
  t.match(await count('region=here&limit=2'), { count: 5, templates: { length: 2 } })
  t.match(await count('name=t1'), { count: 11 })
  t.match(await count('availability_zone=cn-north-4a&offset=50'), { count: 50, templates: [] })
})

t.test('CreateTask: a template serves several tasks, and those that clone from it', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { body: made } = await sms('POST', url, template({ target_password: 'secret' }))
  const first = await taskFrom(emulator, made.id)
  const second = await taskFrom(emulator, made.id)
  t.match((await sms('GET', `${url}/${made.id}/target-password`)).body, { error_code: 'SMS.9905' })
  await act(emulator, second, 'start')
  await until(emulator, second, { subtask: 'SSL_CONFIG', percent: 1 })
  t.match((await sms('GET', `${url}/${made.id}/target-password`)).body, {
    target_password: 'secret',
  })
  t.match((await sms('GET', `/v3/tasks/${first}`)).body, { state: 'READY' })

  const { body: forClones } = await sms('POST', url, template({ name: 'clones' }))
  const source = await healthySource(emulator)
  const clone = taskFor(source, { clonevm_template_id: forClones.id })
  t.equal((await sms('POST', '/v3/tasks', clone)).status, 200)
  t.match((await sms('DELETE', `${url}/${forClones.id}`)).body, { error_code: 'SMS.7111' })
})

t.test('UpdateTask: a hidden template is deleted when its task takes another', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const { body: hidden } = await sms('POST', url, template({ is_template: false }))
  const { body: shared } = await sms('POST', url, template({ name: 'shared' }))
  const task = await taskFrom(emulator, hidden.id)
  const change = { vm_template_id: shared.id }
  t.equal((await sms('PUT', `/v3/tasks/${task}`, change)).status, 200)
  t.equal((await sms('GET', `${url}/${hidden.id}`)).status, 404)

  const { body: late } = await sms('POST', url, template({ is_template: false }))
  for (let number = 1; number < 50; number++) {
    await sms('POST', url, template({ name: `template-${number}` }))
  }
  const share = { template: { name: 'late', is_template: true } }
  t.match((await sms('PUT', `${url}/${late.id}`, share)).body, { error_code: 'SMS.7113' })
  const same = { template: { name: 'shared', flavor: 'c6.large.2' } }
  t.equal((await sms('PUT', `${url}/${shared.id}`, same)).status, 200, 'one that is shared stays')
})
