import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { configOf, testSettings } from '../src/config.ts'
import { mergeAccounts, well_known } from '../src/domain/identity/well-known.ts'
import { createEmulator } from '../src/emulator.ts'
import { buildApp } from '../src/http/app.ts'
import { bootAccounts } from '../src/operations/control/reset.ts'
import { mustBeBounded } from './check-plans.ts'
import { developer, loginBody } from './client.ts'
import { accountOf, taskBody, usual } from './data.ts'

/** What an operation costs does not depend on how many other accounts there are. In this process, without sockets. */

type Call = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: unknown,
) => Promise<string>
/** An emulator with some accounts, and what calls the one named `emulator`. */
type World = { call: Call; task: string; source: string; free: string; close(): Promise<void> }

async function openWorld(db: string, accounts: number): Promise<World> {
  const config = configOf({ ...testSettings, db })
  const emulator = createEmulator(config, {
    ...{ wall: Date.now, boot: mergeAccounts([well_known]) },
    // As `start` does: writes of a turn of the event loop are committed together.
    later: setImmediate,
  })
  const app = buildApp(emulator)
  bootAccounts(emulator.accounts)
  const headers: Record<string, string> = {}
  const call: Call = async (method, url, body) => {
    const answer = await app.inject({
      ...{ method, url, headers },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    assert.ok(answer.statusCode < 300, `${method} ${url}: ${answer.statusCode} ${answer.payload}`)
    headers['x-auth-token'] ??= String(answer.headers['x-subject-token'])
    return answer.payload
  }
  await call('POST', '/v3/auth/tokens', loginBody(developer))
  for (let number = 0; number < accounts; number++) {
    const name = number === 0 ? 'emulator' : `other-${number}`
    await call('POST', '/_emulator/fixtures', { accounts: [accountOf(name, usual)] })
  }
  await call('POST', `${advance}`, { by: 'PT1H' })
  const idOf = async (path: string) => {
    const { tasks, source_servers } = JSON.parse(await call('GET', path))
    return (tasks ?? source_servers)[0].id
  }
  return {
    call,
    task: await idOf('/v3/tasks?name=task-1'),
    source: await idOf('/v3/sources?name=server-1'),
    free: await idOf(`/v3/sources?name=server-${usual.tasks}`),
    close: async () => {
      await app.close()
      emulator.close()
    },
  }
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-check-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const advance = '/_emulator/clock/advance'
const snapshot = '/_emulator/snapshots/kept'
type Operation = (world: World, turn: number) => Promise<unknown>

const operations: Record<string, Operation> = {
  'get a task': ({ call, task }) => call('GET', `/v3/tasks/${task}`),
  'list tasks by state': ({ call }) => call('GET', '/v3/tasks?state=RUNNING'),
  'list sources by a part of the name': ({ call }) => call('GET', '/v3/sources?name=ver-1'),
  'rename a source': ({ call, source }, turn) =>
    call('PUT', `/v3/sources/${source}`, { name: `renamed-${turn}` }),
  'create and delete a task': async ({ call, free }) => {
    const { id } = JSON.parse(await call('POST', '/v3/tasks', JSON.parse(taskBody(free))))
    await call('DELETE', `/v3/tasks/${id}`)
  },
  'the timeline of a task': ({ call, task }) => call('GET', `/_emulator/tasks/${task}/timeline`),
  'a clock jump of a second': ({ call }) => call('POST', advance, { by: 1000 }),
  'take, restore and remove a snapshot': async ({ call }) => {
    for (const method of ['POST', 'PUT', 'DELETE'] as const) await call(method, snapshot)
  },
  'create, reset and delete an account': async ({ call }) => {
    await call('POST', '/_emulator/accounts', { name: 'new' })
    await call('POST', '/_emulator/reset?account=new')
    await call('DELETE', '/_emulator/accounts/new')
  },
}

const few = 10
const many = 1000
/** With a hundred times as many accounts, an operation that reads them all costs many times as much. */
const ratio_max = 3
const turns = 15
const tries = 4

/** Processor time of this process for one turn, in microseconds. */
async function cost(world: World, operation: Operation): Promise<number> {
  const before = process.cpuUsage()
  for (let turn = 0; turn < turns; turn++) await operation(world, turn)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / turns
}

/** @throws AssertionError naming the operations that cost more. @returns the ratios */
export const noCostGrows = (): Promise<string> =>
  inFolder(async (folder) => {
    const small = await openWorld(join(folder, 'few.db'), few)
    const large = await openWorld(join(folder, 'many.db'), many)
    const ratios: [name: string, ratio: number][] = []
    for (const [name, operation] of Object.entries(operations)) {
      // The best of some tries, in turn: whatever else runs on this machine only adds.
      const costs: [number, number][] = []
      for (let turn = 0; turn < tries; turn++) {
        costs.push([await cost(small, operation), await cost(large, operation)])
      }
      const least = (which: 0 | 1) => Math.min(...costs.map((pair) => pair[which]))
      ratios.push([name, least(1) / least(0)])
    }
    await small.close()
    await large.close()
    const list = ratios.map(([name, ratio]) => `${name} ${ratio.toFixed(2)}`).join(', ')
    const text = `with ${many / few} times as many accounts, cost ratios: ${list}`
    assert.deepEqual(
      ratios.filter(([, ratio]) => ratio > ratio_max),
      [],
      text,
    )
    return text
  })

const filters = ({ task, source }: World): Record<string, Record<string, string>> => ({
  tasks: {
    ...{ state: 'RUNNING', name: 'ask-9', id: task },
    ...{ source_server_id: source, enterprise_project_id: '0' },
  },
  sources: {
    ...{ state: 'waiting', name: 'erver-9', id: source, ip: '192.168.0.1' },
    ...{ migproject: 'no-such-project', migration_cycle: 'cutovering', connected: 'true' },
    ...{ enterprise_project_id: '0', is_consistency_result_exist: 'false' },
  },
})

/** Looks at every statement that operations of all kinds prepare. @throws AssertionError */
export const noTableIsReadWhole = (): Promise<string> =>
  inFolder(async (folder) => {
    const file = join(folder, 'few.db')
    const statements = new Set<string>()
    const { prepare } = Database.prototype
    Database.prototype.prepare = function (this: Database.Database, sql: string) {
      statements.add(sql)
      return prepare.call(this, sql)
    } as typeof prepare
    try {
      const world = await openWorld(file, few)
      for (const [list, values] of Object.entries(filters(world))) {
        for (const [name, value] of Object.entries(values)) {
          await world.call('GET', `/v3/${list}?${name}=${value}&limit=10`)
        }
      }
      await world.call('GET', '/v3/sources/overview')
      await world.call('GET', '/v3/errors')
      for (const operation of Object.values(operations)) await operation(world, 1)
      await world.close()
    } finally {
      Database.prototype.prepare = prepare
    }
    const db = new Database(file)
    try {
      return mustBeBounded(db, [...statements])
    } finally {
      db.close()
    }
  })
