import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { configOf, testSettings } from '../src/config.ts'
import { mergeAccounts, well_known } from '../src/domain/boot.ts'
import { createEmulator } from '../src/emulator.ts'
import { buildApp } from '../src/http/app.ts'
import { bootAccounts } from '../src/operations/reset.ts'
import { mustBeBounded } from './check-plans.ts'
import { developer } from './client.ts'
import { idOf, seed } from './seed.ts'
import { taskBody } from './works.ts'

/** What an operation costs does not depend on how much there is. In this process, without sockets. */

type World = { tasks: number; call: Call; close(): Promise<void> }
type Call = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: unknown,
) => Promise<string>

const free = 400

function seeded(folder: string, tasks: number): string {
  const db = join(folder, `${tasks}.db`)
  seed(db, { tasks, free, due: 600 / tasks })
  return db
}

async function world(tasks: number, db: string): Promise<World> {
  const config = configOf({ ...testSettings, db })
  const emulator = createEmulator(config, {
    ...{ wall: Date.now, boot: mergeAccounts([well_known]) },
    // As `start` does: writes of a turn of the event loop are committed together.
    later: setImmediate,
  })
  const app = await buildApp(emulator)
  bootAccounts(emulator)
  const { account: name, user, password, project_id } = developer
  const identity = {
    methods: ['password'],
    password: { user: { name: user, password, domain: { name } } },
  }
  const login = await app.inject({
    ...{ method: 'POST', url: '/v3/auth/tokens' },
    payload: { auth: { identity, scope: { project: { id: project_id } } } },
  })
  const headers = { 'x-auth-token': String(login.headers['x-subject-token']) }
  const call: Call = async (method, url, body) => {
    const answer = await app.inject({
      ...{ method, url, headers },
      ...(body === undefined ? {} : { payload: body as object }),
    })
    assert.ok(answer.statusCode < 300, `${method} ${url}: ${answer.statusCode} ${answer.payload}`)
    return answer.payload
  }
  const close = async () => {
    await app.close()
    emulator.close()
  }
  return { tasks, call, close }
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-check-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Every fifth from there on has come to its end, and may go. */
const deletable = 702
const advance = '/_emulator/clock/advance'
type Operation = (world: World, turn: number) => Promise<unknown>

/** Lists remember what they have found until something is written; it is written before each, unmeasured. */
const write: Operation = ({ call }, turn) =>
  call('PUT', `/v3/tasks/${idOf('task', 4)}`, { name: `written-${turn}` })
const list =
  (path: string): Operation =>
  ({ call }) =>
    call('GET', path)
const lists: Record<string, Operation> = {
  'list 50 tasks': list('/v3/tasks?limit=50'),
  'list 50 tasks by state': list('/v3/tasks?state=RUNNING&limit=50'),
  'list 50 sources by state': list('/v3/sources?state=syncing&limit=50'),
  'the task of a source': ({ call }, turn) =>
    call('GET', `/v3/tasks?source_server_id=${idOf('source', turn)}`),
}
/** What must not cost more because there is more; each `turn` is another one. */
const operations: Record<string, Operation> = {
  ...lists,
  'get a task': ({ call }, turn) => call('GET', `/v3/tasks/${idOf('task', turn)}`),
  'create a task': ({ call }, turn) =>
    call('POST', '/v3/tasks', JSON.parse(taskBody(idOf('free', turn)))),
  'rename a task': ({ call }, turn) =>
    call('PUT', `/v3/tasks/${idOf('task', 900 + (turn % 90))}`, { name: `renamed-${turn}` }),
  'delete a task': ({ call }, turn) =>
    call('DELETE', `/v3/tasks/${idOf('task', deletable + 5 * turn)}`),
  'the timeline of a task': ({ call }, turn) =>
    call('GET', `/_emulator/tasks/${idOf('task', turn)}/timeline`),
  'a clock jump over 10 timers': ({ call }) => call('POST', advance, { events: 10 }),
  'a clock jump over nothing': ({ call }) => call('POST', advance, { by: 1 }),
}
/** What goes through the names, or past the rows, of an account: told, and not held against it. */
const growing: Record<string, Operation> = {
  'list by a part of the name': list('/v3/tasks?name=ask-99&limit=10'),
  'list 50 at an offset of half the tasks': ({ call, tasks }) =>
    call('GET', `/v3/tasks?limit=50&offset=${tasks / 2}`),
}

const few = 1000
const many = 30_000
/** Many times more tasks, and what reads them all costs many times as much. */
const ratio_max = 5
const turns = 15
const tries = 3

/** Processor time of so many turns of this process, in microseconds a turn. */
async function cost(world: World, operation: Operation, from: number): Promise<number> {
  let sum = 0
  for (let turn = from; turn < from + turns; turn++) {
    await write(world, turn)
    const before = process.cpuUsage()
    await operation(world, turn)
    const { user, system } = process.cpuUsage(before)
    sum += user + system
  }
  return sum / turns
}

/** How many times as much each costs where there is more. */
async function ratiosOf(
  all: Record<string, Operation>,
  small: World,
  large: World,
): Promise<[name: string, ratio: number][]> {
  const ratios: [name: string, ratio: number][] = []
  for (const [name, operation] of Object.entries(all)) {
    // The best of some tries, in turn: whatever else runs on this machine only adds.
    const costs: [number, number][] = []
    for (let turn = 0; turn < tries; turn++) {
      costs.push([
        await cost(small, operation, turn * turns),
        await cost(large, operation, turn * turns),
      ])
    }
    const least = (which: 0 | 1) => Math.min(...costs.map((pair) => pair[which]))
    ratios.push([name, least(1) / least(0)])
  }
  return ratios
}

/** @throws AssertionError naming the operations that cost more. @returns the ratios */
export const noCostGrows = (): Promise<string> =>
  inFolder(async (folder) => {
    const [small, large] = [
      await world(few, seeded(folder, few)),
      await world(many, seeded(folder, many)),
    ]
    const flat = await ratiosOf(operations, small, large)
    const told = await ratiosOf(growing, small, large)
    await small.close()
    await large.close()
    const text = (ratios: [string, number][]) =>
      ratios.map(([name, ratio]) => `${name} ${ratio.toFixed(2)}`).join(', ')
    const said = `with ${many / few} times as many tasks, cost ratios: ${text(flat)}`
    assert.deepEqual(
      flat.filter(([, ratio]) => ratio > ratio_max),
      [],
      said,
    )
    return `${said}\n  not held against it: ${text(told)}`
  })

const task_filters = {
  ...{ state: 'RUNNING', name: 'ask-9', id: idOf('task', 1) },
  ...{ source_server_id: idOf('source', 1), enterprise_project_id: '0' },
}
const source_filters = {
  ...{ state: 'waiting', name: 'erver-9', id: idOf('source', 1), ip: '192.168.0.1' },
  ...{ migproject: 'no-such-project', migration_cycle: 'cutovering', connected: 'true' },
  ...{ enterprise_project_id: '0', is_consistency_result_exist: 'false' },
}

/** Every statement that operations of all kinds prepare is looked at. @throws AssertionError */
export const noAccountIsReadWhole = (): Promise<string> =>
  inFolder(async (folder) => {
    const file = seeded(folder, few)
    const statements = new Set<string>()
    const { prepare } = Database.prototype
    Database.prototype.prepare = function (this: Database.Database, sql: string) {
      statements.add(sql)
      return prepare.call(this, sql)
    } as typeof prepare
    try {
      const small = await world(few, file)
      const { call } = small
      for (const [name, value] of Object.entries(task_filters)) {
        await call('GET', `/v3/tasks?${name}=${value}&limit=10`)
      }
      for (const [name, value] of Object.entries(source_filters)) {
        await call('GET', `/v3/sources?${name}=${value}&limit=10`)
      }
      await call('GET', `/v3/sources/overview`)
      await call('GET', '/v3/errors')
      for (const operation of Object.values({ ...operations, ...growing })) {
        await operation(small, 1)
      }
      await small.close()
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
