import { readFileSync } from 'node:fs'
import root, { type Test } from 'tap'
import {
  exampleBody,
  healthySource,
  linuxSource,
  startTest,
  type TestEmulator,
  taskFor,
  windowsSource,
  windowsTask,
} from '../helper.ts'

/** The words in which the scenarios of behaviour.md §9 are told. */

/** What the library has about a scenario, by the name of its file. */
export const library = (name: string): string =>
  readFileSync(`fixtures/scenarios/${name}.yaml`, 'utf8')

/** A kernel that can migrate by blocks, and one that cannot, as agents report them. */
const kernel = (kernel_version: string) =>
  JSON.stringify({
    release_type: 'CENTOS',
    release_version: '7.6',
    architecture: 'x86_64',
    kernel_version,
  })
export const fit_kernel = kernel('3.10.0-957.el7.x86_64')
export const old_kernel = kernel('2.6.18-8.el5')

/** Windows onto an existing target, by blocks. */
export const windows = {
  task: windowsTask(),
  source: windowsSource({ driver_files: true, system_services: true }),
}
/** Linux by blocks. */
export const blocks = {
  task: { type: 'MIGRATE_BLOCK' },
  source: linuxSource({ linux_block_check: fit_kernel }),
}
/** Linux by files with continuous sync. */
export const syncing = { task: { syncing: true } }

/** A template that makes the target. @returns its id */
export async function template({ sms }: TestEmulator, change: object = {}): Promise<string> {
  const example = exampleBody('CreateTemplate') as { template: object }
  const made = await sms('POST', '/v3/vm/templates', {
    template: { ...example.template, target_password: 'secret', ...change },
  })
  return made.body.id
}

/** What a task sends that has its target made from a template. */
export const fromTemplate = (vm_template_id: string) => {
  const { disks } = taskFor('').target_server as { disks: object[] }
  return { vm_template_id, migration_ip: undefined, target_server: { disks } }
}

export type Beginning = {
  /** The file of the library that is loaded; its name, or `named`, becomes the source's. */
  scenario?: string
  named?: string
  task?: object
  source?: object
  /** An emulator that is there already. */
  in?: TestEmulator
}

const idle: TestEmulator[] = []

/** An emulator as after its boot, for this test; a reset costs a fifth of a start. */
export async function fresh(t: Test): Promise<TestEmulator> {
  const used = idle.pop()
  const emulator = used ?? (await startTest(root))
  t.teardown(() => idle.push(emulator))
  if (used) await used.control('POST', '/_emulator/reset?all=true')
  emulator.tokens.sms = undefined
  return emulator
}

/** A server with a healthy source; a file of the library may count for it. */
export async function begins(t: Test, { scenario, named, ...given }: Beginning = {}) {
  const emulator = given.in ?? (await fresh(t))
  if (scenario) {
    const loaded = await emulator.control('POST', '/_emulator/scenarios', library(scenario))
    t.equal(loaded.status, 200, scenario)
  }
  const name = named ?? scenario
  const source = await healthySource(emulator, { ...given.source, ...(name ? { name } : {}) })
  return { emulator, source }
}

/** The same with a task for the source. */
export async function story(t: Test, beginning: Beginning = {}): Promise<Story> {
  const { emulator, source } = await begins(t, beginning)
  const made = await emulator.sms('POST', '/v3/tasks', taskFor(source, beginning.task))
  t.match(made, { status: 200 }, 'the task is created')
  return new Story(t, emulator, made.body.id, source)
}

type Row = { name: string; progress: number; user_op: string; start_date: number | null }

/** A task, its source, and the test that tells of them. */
export class Story {
  readonly t: Test
  readonly emulator: TestEmulator
  readonly task_id: string
  readonly source_id: string

  constructor(t: Test, emulator: TestEmulator, task: string, source: string) {
    this.t = t
    this.emulator = emulator
    this.task_id = task
    this.source_id = source
  }

  call(method: string, url: string, body?: unknown) {
    return this.emulator.sms(method, url, body)
  }

  async task() {
    return (await this.call('GET', `/v3/tasks/${this.task_id}`)).body
  }

  async source() {
    return (await this.call('GET', `/v3/sources/${this.source_id}`)).body
  }

  /** The source as ListServers shows it, which says more. */
  async listed() {
    return (await this.call('GET', `/v3/sources?id=${this.source_id}`)).body.source_servers[0]
  }

  private act(operation: string, more: object) {
    return this.call('POST', `/v3/tasks/${this.task_id}/action`, { operation, ...more })
  }

  async does(operation: string, more: object = {}): Promise<void> {
    this.t.match(await this.act(operation, more), { status: 200, body: {} }, operation)
  }

  async isRefused(operation: string, error_code: string): Promise<void> {
    this.t.match(
      await this.act(operation, {}),
      { status: 400, body: { error_code } },
      `${operation} is refused`,
    )
  }

  private async advance(body: object, stopped: string): Promise<void> {
    const moved = await this.emulator.control('POST', '/_emulator/clock/advance', body)
    this.t.match(moved, { status: 200, body: { stopped } }, JSON.stringify(body))
  }

  /** Time goes by. */
  passes(by: string): Promise<void> {
    return this.advance({ by }, 'duration')
  }

  /** Time goes by until a state, or until a sub-task has begun or come so far. */
  until(stateOrRow: string, percent?: number, user_op?: string): Promise<void> {
    const isState = /^[A-Z]+$|^[A-Z]+_(SUCCESS|FAIL)$/.test(stateOrRow)
    const wanted = isState ? { state: stateOrRow } : { subtask: stateOrRow, percent, user_op }
    return this.advance({ until: { task: this.task_id, ...wanted } }, 'condition')
  }

  untilIdle(): Promise<void> {
    return this.advance({ until: 'idle' }, 'idle')
  }

  /** `state/source[stage]`, and the rows of the round at hand that have begun, as `NAME progress`. */
  async shows(standing: string, rows?: string[]): Promise<void> {
    const { state, source_server, sub_tasks } = await this.task()
    const shown = `${state}/${source_server.state}[${source_server.migration_cycle}]`
    this.t.equal(shown, standing)
    if (!rows) return
    const round = sub_tasks.filter(({ user_op }: Row) => user_op === sub_tasks.at(-1).user_op)
    const begun = round.filter(({ start_date }: Row) => start_date !== null)
    this.t.strictSame(
      begun.map(({ name, progress }: Row) => `${name} ${progress}`),
      rows,
      standing,
    )
  }

  /** The names of the rows of a round. */
  async plan(user_op: string): Promise<string[]> {
    const { sub_tasks } = await this.task()
    return sub_tasks.filter((row: Row) => row.user_op === user_op).map(({ name }: Row) => name)
  }

  /** As `shows`; with the task's error, which ListErrorServers shows, too. */
  async fails(
    standing: string,
    rows: string[],
    code: string,
    params: string[] = [],
  ): Promise<void> {
    await this.shows(standing, rows)
    const error_json = JSON.stringify({ error_code: code, error_param: JSON.stringify(params) })
    this.t.equal((await this.task()).error_json, error_json)
    this.t.match((await this.call('GET', '/v3/errors')).body, {
      count: 1,
      migration_errors: [{ source_id: this.source_id, error_json }],
    })
  }

  /** What the agent of the source is made to do: `{ connected: false }`. */
  async agent(change: object): Promise<void> {
    const url = `/_emulator/sources/${this.source_id}/agent`
    this.t.match(await this.emulator.control('PUT', url, change), { status: 200 })
  }
}

/** Rows that are done, as `shows` tells them. */
export const done = (...names: string[]): string[] => names.map((name) => `${name} 100`)
