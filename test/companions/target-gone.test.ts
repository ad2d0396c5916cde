import t from 'tap'
import {
  act,
  healthySource,
  newTask,
  noon,
  project_id,
  scenario,
  startTest,
  type TestEmulator,
  taskFor,
  until,
} from '../helper.ts'
import { createRunning, ecs, subnet_id, wait } from './ecs.ts'
import { disk, keep, server, server_id, serverNow, to, volume } from './saved.ts'

/** A target that changes under its migration: it is deleted, unlocked, or another one takes its place. */

const remove = ({ sms }: TestEmulator, id: string) =>
  sms('POST', `${ecs}/delete`, { servers: [{ id }] })

const errorOf = async ({ sms }: TestEmulator, task: string): Promise<string> =>
  (await sms('GET', `/v3/tasks/${task}`)).body.error_json

/** A task whose copy has failed: its target is held, off, with the agent's disk. */
async function failedTask(emulator: TestEmulator, change: object) {
  const failing = scenario('one', { fail: [{ at: 'MIGRATE_*' }] })
  await emulator.control('POST', '/_emulator/scenarios', failing)
  const made = await newTask(emulator, change)
  await act(emulator, made.task, 'start')
  await until(emulator, made.task, { state: 'MIGRATE_FAIL' })
  await emulator.control('DELETE', '/_emulator/scenarios')
  return made
}

t.test('EcsDeleteServers: a target that is being deleted is as if it were gone', async (t) => {
  const emulator = await startTest(t)
  const id = await createRunning(emulator)
  const { task } = await newTask(emulator, to(id))
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'SSL_CONFIG' })
  await remove(emulator, id)
  const { body } = await emulator.control('GET', `/_emulator/tasks/${task}/timeline`)
  t.match(JSON.stringify(body.planned), /SMS\.0412/, 'the timeline says so before')
  await wait(emulator, 60)
  t.match(await errorOf(emulator, task), /SMS\.0412/)
  t.equal(serverNow(emulator, id), undefined)
})

t.test(
  'EcsBatchStartOrStopServers: a target that is switched off or on is not taken',
  async (t) => {
    const emulator = await startTest(t)
    const id = await createRunning(emulator)
    const { task } = await newTask(emulator, to(id))
    await act(emulator, task, 'start')
    await until(emulator, task, { subtask: 'SSL_CONFIG' })
    const stopped = await emulator.sms('POST', `${ecs}/action`, {
      'os-stop': { servers: [{ id }] },
    })
    t.equal(stopped.status, 200, JSON.stringify(stopped.body))
    await until(emulator, task, { state: 'MIGRATE_FAIL' })
    t.match(await errorOf(emulator, task), /SMS\.1502/)
    await wait(emulator, 10)
    t.match(serverNow(emulator, id), { status: 'SHUTOFF', moving_by: null, job: null })
  },
)

t.test('UnlockTargetEcs: a target that is deleted afterwards fails the detaching', async (t) => {
  const emulator = await startTest(t)
  const id = await createRunning(emulator)
  const { task } = await newTask(emulator, to(id))
  await act(emulator, task, 'start')
  await until(emulator, task, { subtask: 'MIGRATE_LINUX_FILE' })
  await emulator.sms('POST', `/v3/tasks/${task}/unlock`)
  t.match(await remove(emulator, id), { status: 200 })
  await until(emulator, task, { state: 'MIGRATE_FAIL' })
  t.match(await errorOf(emulator, task), /SMS\.0412/)
})

t.test(
  'UnlockTargetEcs, DeleteTask, UpdateTask: a free target is without the agent disk',
  async (t) => {
    const other = { id: '11111111-7b1e-4d85-93c0-2e8b5a7f1d64' }
    const volume_id = '22222222-7b1e-4d85-93c0-2e8b5a7f1d64'
    const attached = {
      id: volume_id,
      boot_index: 0,
      device: '/dev/vda',
      delete_on_termination: true,
    }
    const its = volume({
      id: volume_id,
      attachments: [{ server_id: other.id, device: '/dev/vda', attached_at: noon }],
    })
    for (const way of ['unlock', 'delete', 'update']) {
      const emulator = await startTest(t)
      const { sms } = emulator
      const second = server({ ...other, volumes: [attached] })
      await keep(emulator, [server(), volume(), second, its])
      const { task } = await failedTask(emulator, to(server_id))
      t.match(serverNow(emulator), { moving_by: task })
      t.equal(serverNow(emulator)?.volumes.length, 2)
      if (way === 'unlock') await sms('POST', `/v3/tasks/${task}/unlock`)
      else if (way === 'delete') await sms('DELETE', `/v3/tasks/${task}`)
      else t.match(await sms('PUT', `/v3/tasks/${task}`, to(other.id)), { status: 200 })
      t.match(serverNow(emulator), { moving_by: null, status: 'SHUTOFF' }, way)
      t.equal(serverNow(emulator)?.volumes.length, 1, way)
      const { body } = await sms('GET', `/v2/${project_id}/cloudvolumes/detail`)
      t.equal(body.count, 2, way)
    }
  },
)

t.test('UpdateTask: another target is checked as at the creation', async (t) => {
  const emulator = await startTest(t, { companions: 'strict' })
  const built = { id: '11111111-7b1e-4d85-93c0-2e8b5a7f1d64', status: 'BUILD' as const }
  await keep(emulator, [server(), volume(), server({ ...built, volumes: [] })])
  const { task } = await newTask(emulator, to(server_id))
  const refusal = async (change: object) => {
    const { status, body } = await emulator.sms('PUT', `/v3/tasks/${task}`, change)
    return `${status} ${body.error_code}`
  }
  t.equal(await refusal(to(built.id)), '400 SMS.8104')
  t.equal(await refusal(to('no-server')), '400 SMS.8103')
  t.match((await emulator.sms('GET', `/v3/tasks/${task}`)).body.target_server, { vm_id: server_id })
})

t.test('UpdateTaskStatus: a rollback gives the target back', async (t) => {
  const emulator = await startTest(t)
  await keep(emulator, [server(), volume()])
  const { task } = await newTask(emulator, { ...to(server_id), syncing: true })
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'SYNCING' })
  await act(emulator, task, 'cutover')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  const failing = scenario('one', { fail: [{ at: 'SYNC_*' }] })
  await emulator.control('POST', '/_emulator/scenarios', failing)
  await act(emulator, task, 'restart')
  await until(emulator, task, { state: 'SYNC_FAIL' })
  t.match(serverNow(emulator), { status: 'SHUTOFF', moving_by: task })
  await act(emulator, task, 'sync_failed_rollback')
  await until(emulator, task, { state: 'MIGRATE_SUCCESS' })
  t.match(serverNow(emulator), { status: 'ACTIVE', moving_by: null })
  t.equal(serverNow(emulator)?.volumes.length, 1)
})

t.test('UpdateTaskStatus: each card of a made server has an address of its own', async (t) => {
  const emulator = await startTest(t)
  const { sms } = emulator
  const auto = { id: 'autoCreate', name: 'autoCreate' }
  const template = {
    name: 'small',
    is_template: true,
    region: 'ap-southeast-1',
    projectid: project_id,
    target_server_name: 'made',
    availability_zone: 'ap-southeast-1b',
    volumetype: 'SSD',
    flavor: 's6.large.2',
    vpc: auto,
    nics: [auto, auto],
    security_groups: [auto],
  }
  const { body } = await sms('POST', '/v3/vm/templates', { template })
  const source = await healthySource(emulator)
  const made = await sms(
    'POST',
    '/v3/tasks',
    taskFor(source, {
      project_id,
      region_id: 'ap-southeast-1',
      vm_template_id: body.id,
      exist_server: false,
      target_server: { disks: [disk] },
      syncing: true,
    }),
  )
  const task = made.body.id
  await act(emulator, task, 'start')
  await until(emulator, task, { state: 'SYNCING' })
  await act(emulator, task, 'clone_test')
  await wait(emulator, 600)
  const { target_server, clone_server } = (await sms('GET', `/v3/tasks/${task}`)).body
  const cards = [target_server.vm_id, clone_server.vm_id].flatMap(
    (id) => serverNow(emulator, id)?.nics ?? [],
  )
  t.equal(new Set(cards.map(({ ip }) => ip)).size, 4)
  t.ok(cards.every((card) => card.subnet_id === subnet_id))
})

t.test('EcsCreateServers: the default security group must be there to be taken', async (t) => {
  const emulator = await startTest(t)
  const groups = `/v1/${project_id}/security-groups`
  const [{ id }] = (await emulator.sms('GET', groups)).body.security_groups
  t.match(await emulator.sms('DELETE', `${groups}/${id}`), { status: 204 })
  await t.rejects(createRunning(emulator), /no security group/)
})
