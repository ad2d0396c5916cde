import { readFileSync } from 'node:fs'
import t from 'tap'
import { start } from '../../src/index.ts'

/** What docs/surprises.md says of answers and actions is what a client meets. */

const page = readFileSync('docs/surprises.md', 'utf8')

const emulator = await start({ auth: 'off', fixture: ['fixtures/fleet.yaml'] })
t.teardown(() => emulator.close())
const { client, endpoints } = emulator

/** Calls SMS. @returns the error code of the answer, or the status of a success. */
async function codeOf(method: string, path: string, body?: unknown): Promise<string> {
  const response = await fetch(endpoints.sms + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as { error_code?: string }
  return answer.error_code ?? String(response.status)
}

async function taskNamed(name: string) {
  const task = (await client.tasks()).tasks.find((task) => task.name === name)
  if (!task) throw new Error(`There is no task ${name}.`)
  return task
}

async function sendAction(name: string, operation: string): Promise<string> {
  return codeOf('POST', `/v3/tasks/${(await taskNamed(name)).id}/action`, { operation })
}

const source = { os_type: 'LINUX', os_version: 'x', agent_version: '1' }
const networks = [{ mac: 'fa:16:3e:00:00:77' }]

/** A task for a source of the fixture, in a region and a project that do not exist. */
async function newTask(source_name: string, changes: object = {}) {
  const { sources } = await client.sources()
  return {
    name: 'new',
    type: 'MIGRATE_FILE',
    os_type: 'LINUX',
    use_public_ip: false,
    migration_ip: '172.16.0.20',
    region_id: 'moon-1',
    region_name: 'moon-1',
    project_name: 'none',
    project_id: '0'.repeat(32),
    source_server: { id: sources.find(({ name }) => name === source_name)?.id },
    target_server: {
      name: 'target',
      vm_id: '6dac09d8-5835-4888-a3f1-787453c4e1d4',
      disks: [
        {
          name: 'Disk 0',
          disk_id: '354419d9-bd41-4b50-9c1e-e4f6f57c6d11',
          size: 42949672960,
          physical_volumes: [{ name: '/dev/vda1', size: 42948624384, used_size: 1 }],
        },
      ],
    },
    ...changes,
  }
}

t.test('actions at the wrong time have the codes of the page', async (t) => {
  t.equal((await taskNamed('lin-08')).state, 'SYNCING')
  t.equal(await sendAction('lin-08', 'cutover'), '200')
  t.equal((await taskNamed('lin-08')).state, 'SYNCING', 'while the target is launched')
  t.equal(await sendAction('lin-08', 'cutover'), 'SMS.7721')
  await client.clock.advance({ until: { task: 'lin-08', state: 'MIGRATE_SUCCESS' } })
  t.equal(await sendAction('lin-08', 'start'), 'SMS.7713')
  t.equal(await sendAction('lin-08', 'restart'), '200')

  t.equal(await codeOf('DELETE', `/v3/tasks/${(await taskNamed('lin-08')).id}`), 'SMS.7719')
  t.equal(await sendAction('lin-08', 'stop'), '200')
  await client.clock.advance({ until: { task: 'lin-08', state: 'ABORT' } })
  t.equal(await codeOf('DELETE', `/v3/tasks/${(await taskNamed('lin-08')).id}`), '200')
  for (const code of ['7721', '7713', '7719']) t.match(page, `SMS.${code}`)
})

t.test('what is accepted and refused is what the page says', async (t) => {
  t.equal(await codeOf('POST', '/v3/sources', { ...source, networks, name: 'wäb' }), 'SMS.6003')
  const is_public = { use_public_ip: undefined }
  t.equal(await codeOf('POST', '/v3/tasks', await newTask('lin-01-waiting', is_public)), 'SMS.6602')
  t.equal(await codeOf('POST', '/v3/tasks', await newTask('lin-01-waiting')), '200')
  t.equal(await codeOf('POST', '/v3/tasks', await newTask('lin-01-waiting')), 'SMS.7605')
  for (const code of ['6003', '6602', '7605']) t.match(page, `SMS.${code}`)
})

t.test('remain_seconds are milliseconds', async (t) => {
  await client.clock.advance({ until: { task: 'lin-05', subtask: 'MIGRATE_LINUX_FILE' } })
  const response = await fetch(`${endpoints.sms}/v3/tasks/${(await taskNamed('lin-05')).id}`)
  const { remain_seconds, estimate_complete_time } = (await response.json()) as Record<
    string,
    number
  >
  const { now_ms } = await client.clock.get()
  t.equal(now_ms + Number(remain_seconds), estimate_complete_time)
  t.ok(Number(remain_seconds) > 1000)
})
