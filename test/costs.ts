import child_process from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import type { Base, TAP } from 'tap'

/**
 * What each file of tests costs, and what it does that costs: `npm test` ends with the ten slowest
 * (docs/decisions/005-tests-run-compiled.md).
 */

export type FileCost = {
  /** Such as `test/http/sms/tasks.test.ts`. */
  file: string
  /** How long it took to load it and to run its tests. */
  seconds: number
  /** Processor time of this process meanwhile; less than the time that it took where it waits for other processes. */
  processor_seconds: number
  /** Servers of HTTP that were made: each emulator has one, and each app of a service, which are there for all. */
  servers: number
  /** Processes that it started. */
  processes: number
  assertions: number
}

type Count = Omit<FileCost, 'file' | 'assertions'>

/** The environment variable that names the folder where each process of tests leaves what its files cost. */
export const costs_variable = 'TEST_COSTS_FOLDER'

/** Does something before each call of a function of a module of Node's. */
function callBefore(module: object, name: string, work: () => void): void {
  const former = Reflect.get(module, name)
  Object.assign(module, {
    [name]: (...given: unknown[]) => {
      work()
      return former(...given)
    },
  })
}

/** Counts from now on what this process does. @returns what tells how much it has done by then */
export function watchProcess(): () => Count {
  let processes = 0
  let servers = 0
  subscribe('child_process', () => processes++)
  // Node tells on no channel of those that are waited for.
  for (const name of ['spawnSync', 'execFileSync', 'execSync'] as const) {
    callBefore(child_process, name, () => processes++)
  }
  // Each emulator has a server, whether it listens or not.
  callBefore(http, 'createServer', () => servers++)
  syncBuiltinESMExports()
  return () => {
    const { user, system } = process.cpuUsage()
    const processor_seconds = (user + system) / 1e6
    return { seconds: performance.now() / 1000, processor_seconds, servers, processes }
  }
}

/**
 * Counts what each file costs from now on, and leaves it in the folder of the environment variable when the process ends.
 *
 * @param t the root of all tests, which have not begun
 * @returns what loads a file of tests: the tests that it adds meanwhile are its own
 */
export function watchCosts(
  t: TAP,
  folder = process.env[costs_variable],
): (file: string, load: () => Promise<unknown>) => Promise<void> {
  if (folder === undefined) {
    return async (_, load) => {
      await load()
    }
  }
  const now = watchProcess()
  const costs = new Map<string, FileCost>()
  const files = new Map<Base, string>()
  let loading: string | undefined
  let began = now()
  t.on('subtestAdd', (test) => {
    if (loading !== undefined) files.set(test, loading)
  })
  t.on('subtestStart', () => {
    began = now()
  })
  // At its `subtestEnd` the next one has begun.
  t.on('subtestProcess', (test) => {
    const file = files.get(test)
    if (file !== undefined) add(costs, file, began, now(), test.counts.total)
    began = now()
  })
  process.on('exit', () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/${process.pid}.json`, JSON.stringify([...costs.values()]))
  })
  return async (file, load) => {
    const before = now()
    loading = file
    await load()
    loading = undefined
    add(costs, file, before, now(), 0)
  }
}

function add(
  costs: Map<string, FileCost>,
  file: string,
  began: Count,
  ended: Count,
  assertions: number,
): void {
  const cost = costs.get(file)
  const sum = (name: keyof Count): number => (cost?.[name] ?? 0) + ended[name] - began[name]
  costs.set(file, {
    file,
    seconds: sum('seconds'),
    processor_seconds: sum('processor_seconds'),
    servers: sum('servers'),
    processes: sum('processes'),
    assertions: (cost?.assertions ?? 0) + assertions,
  })
}

/** Reads what the processes of a run left in a folder, and removes it. */
export function gatherCosts(folder: string): FileCost[] {
  const names = existsSync(folder) ? readdirSync(folder) : []
  const costs: FileCost[] = names.flatMap((name) =>
    JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')),
  )
  rmSync(folder, { recursive: true, force: true })
  return costs
}

/** The option with which `npm test` prints what every file costs. */
export const costs_option = '--costs'

/** The slowest files of a run in a line each, with what makes them slow; nothing where no file ran. */
export function describeSlowest(costs: readonly FileCost[], amount = 10): string {
  if (costs.length === 0) return ''
  const slowest = costs.toSorted((a, b) => b.seconds - a.seconds).slice(0, amount)
  return [`The slowest ${slowest.length} files of tests:`, ...linesOf(slowest)].join('\n')
}

/** All files of a run in a line each, the one that took most processor time first. */
export function describeCosts(costs: readonly FileCost[]): string {
  const sorted = costs.toSorted((a, b) => b.processor_seconds - a.processor_seconds)
  const sum = costs.reduce((total, { processor_seconds }) => total + processor_seconds, 0)
  const title = `${costs.length} files of tests, ${sum.toFixed(1)} s of processor in their own processes:`
  return [title, ...linesOf(sorted)].join('\n')
}

function linesOf(costs: readonly FileCost[]): string[] {
  const width = Math.max(...costs.map(({ file }) => file.length))
  return costs.map(({ file, seconds, processor_seconds, ...counts }) => {
    const share = `${processor_seconds.toFixed(1)} s of processor here`
    const { servers, processes, assertions } = counts
    const parts = Object.entries({ servers, processes, assertions })
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${count === 1 ? name.replace(/e?s$/, '') : name}`)
    return `  ${seconds.toFixed(1).padStart(5)} s  ${file.padEnd(width)}  ${[share, ...parts].join(', ')}`
  })
}
