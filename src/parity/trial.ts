import type { MemoryEmulator } from '../process/memory-emulator.ts'
import type { FixtureTask } from '../schemas/control/fixture.ts'
import type { Body, Seen } from './seen.ts'

/** Parts of a fixture, tried in an emulator in memory. */

/** What could not become a part of the fixture as it was recorded. */
export type ListedProblem = {
  /** Such as `tasks 7a9a9540-…`. */
  where: string
  what: string
}

/** A source, a task, a template or a migration project of a fixture. */
export type Part = { id: string } & Record<string, unknown>

/** Loads parts one after the other, and leaves out those that cannot be loaded. */
export class Trial {
  readonly #emulator: MemoryEmulator
  readonly #name: string
  readonly #listed: ListedProblem[]

  constructor(emulator: MemoryEmulator, name: string, listed: ListedProblem[]) {
    this.#emulator = emulator
    this.#name = name
    this.#listed = listed
  }

  /** @returns why it cannot be loaded; undefined where it was. */
  async #load(list: string, part: unknown): Promise<string | undefined> {
    const fixture = { accounts: [{ name: this.#name, [list]: [part] }] }
    const { status, text } = await this.#emulator.send({
      method: 'POST',
      url: '/_emulator/fixtures',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(fixture),
    })
    if (status < 300) return undefined
    const { error } = JSON.parse(text) as {
      error: { message: string; details?: { path: string; message: string }[] }
    }
    const [first] = error.details ?? []
    const place = /\[0\]\.(?:\w+)\[0\]\.?(.*)$/.exec(first?.path ?? '')?.[1] ?? ''
    return first ? `${place === '' ? '' : `${place}: `}${first.message}` : error.message
  }

  async keepLoading(list: string, parts: readonly Part[]): Promise<Part[]> {
    const kept: Part[] = []
    for (const part of parts) {
      const { loaded, problem } = await this.#loadWithout(list, part)
      if (loaded) kept.push(loaded)
      else this.#listed.push({ where: `${list} ${part.id}`, what: `left out: ${problem}` })
    }
    return kept
  }

  /** Loads a part, else without the fields that are refused, one after the other. */
  async #loadWithout(list: string, part: Part): Promise<{ loaded?: Part; problem?: string }> {
    const problem = await this.#load(list, part)
    if (problem === undefined) return { loaded: part }
    const [field = ''] = /^[a-z_]+(?=[ :.[])/.exec(problem) ?? []
    const given = Object.entries(part).find(([name]) => name === field)?.[1]
    if (given === undefined || needed.includes(field)) return { problem }
    const less = await this.#loadWithout(list, { ...part, [field]: undefined })
    if (!less.loaded) return { problem }
    this.#listed.push({ where: `${list} ${part.id}`, what: `${field} is left out: ${problem}` })
    return less
  }

  async keepTasks(tasks: readonly FixtureTask[], { tasks: seen }: Seen): Promise<FixtureTask[]> {
    const kept: FixtureTask[] = []
    for (const task of tasks) {
      const reached = await this.#loadTask(task)
      if (!reached) continue
      kept.push(reached)
      const [shown] = await this.#overview('tasks', `task=${encodeURIComponent(String(task.id))}`)
      this.#compareStates(`tasks ${task.id}`, seen.get(String(task.id))?.body, shown)
    }
    return kept
  }

  /** Says of sources without a task whether they are in the state in which they were shown. */
  async compareSources({ sources }: Seen): Promise<void> {
    for (const shown of await this.#overview('sources', 'limit=1000')) {
      const body = sources.get(shown.id)?.body
      if (!body?.current_task && !shown.task) {
        this.#compareStates(`sources ${shown.id}`, body, shown)
      }
    }
  }

  async #overview(list: 'tasks' | 'sources', query: string): Promise<Shown[]> {
    const { text } = await this.#emulator.send({
      method: 'GET',
      url: `/_emulator/${list}?account=${encodeURIComponent(this.#name)}&${query}`,
      headers: {},
    })
    return (JSON.parse(text) as Record<typeof list, Shown[]>)[list]
  }

  /** A task that cannot be loaded is tried with fewer steps. */
  async #loadTask(task: FixtureTask): Promise<FixtureTask | undefined> {
    const part = task as Part
    const { loaded, problem } = await this.#loadWithout('tasks', part)
    if (loaded) return loaded as unknown as FixtureTask
    const where = `tasks ${task.id}`
    for (const steps of shorterSteps(task.steps ?? [])) {
      const less = await this.#loadWithout('tasks', { ...part, steps })
      if (!less.loaded) continue
      this.#listed.push({ where, what: `its steps lead less far than it was: ${problem}` })
      return less.loaded as unknown as FixtureTask
    }
    this.#listed.push({ where, what: `left out: ${problem}` })
    return undefined
  }

  /** Says what no steps can reach. */
  #compareStates(where: string, body: Body | undefined, shown: Shown | undefined): void {
    const state = body?.state
    if (typeof state !== 'string' || !shown || shown.state === state) return
    const what = `it was in the state ${state}, which nothing in a fixture leads to: it is ${shown.state}`
    this.#listed.push({ where, what })
  }
}

/** Fields without which a part would be another. */
const needed: readonly string[] = ['id', 'source', 'steps']

type Shown = { id: string; state: string; task?: unknown }

/** All steps but the last, and none at all. */
const shorterSteps = <Step>(steps: readonly Step[]): Step[][] =>
  steps.length > 1 ? [steps.slice(0, -1), []] : [[]]
