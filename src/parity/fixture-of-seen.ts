import { mergeAccounts, well_known } from '../domain/identity/well-known.ts'
import { type MemoryEmulator, startInMemory } from '../process/memory-emulator.ts'
import type { FixtureAccount, FixtureTask } from '../schemas/control/fixture.ts'
import { MigprojectsResponseBody } from '../schemas/sms/migprojects.ts'
import { TemplateRequest } from '../schemas/sms/templates.ts'
import { importedSource } from './imported-source.ts'
import { importedTask } from './imported-task.ts'
import type { Body, Seen, SeenThing } from './seen.ts'
import { isMap, Shapes } from './shapes.ts'
import { withRow } from './steps.ts'

/** Makes a fixture of what a recording shows: each part is tried in an emulator in memory, so that all of it loads. */

/** What could not become a part of the fixture as it was recorded. */
export type ListedProblem = {
  /** Such as `tasks 7a9a9540-…`. */
  where: string
  what: string
}

/** A fixture's account, and what is not in it as it was recorded. */
export type BuiltAccount = { account: FixtureAccount; listed: ListedProblem[] }

/** What the account is called, and who is in it. */
export type AccountHead = Pick<FixtureAccount, 'name' | 'id' | 'users' | 'projects'>

/**
 * @param now the moment at which the fixture is loaded, in epoch milliseconds.
 * @returns an account that can be loaded, whatever was recorded.
 */
export async function fixtureOf(seen: Seen, head: AccountHead, now: number): Promise<BuiltAccount> {
  const listed: ListedProblem[] = []
  const emulator = await startInMemory({
    now,
    boot: mergeAccounts([...(head.users ? [] : [well_known]), head]),
  })
  try {
    const trial = new Trial(emulator, head.name, listed)
    const migprojects = await trial.keepLoading('migprojects', migprojectsIn(seen))
    const templates = await trial.keepLoading('templates', templatesIn(seen, listed))
    const sources = await trial.keepLoading('sources', sourcesIn(seen, listed))
    const known = new Set(sources.map(({ id }) => id))
    const tasks = await trial.keepTasks(tasksIn(seen, listed, known), seen)
    await trial.compareSources(seen)
    const lists = { migprojects, templates, sources, tasks }
    return {
      account: {
        ...head,
        ...(seen.agreement ? { privacy_agreement: true } : {}),
        ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
      } as FixtureAccount,
      listed,
    }
  } finally {
    await emulator.close()
  }
}

type Part = { id: string } & Record<string, unknown>

/** Loads parts one after the other, and leaves out those that cannot be loaded. */
class Trial {
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
      const problem = await this.#load(list, part)
      if (problem === undefined) kept.push(part)
      else this.#listed.push({ where: `${list} ${part.id}`, what: `left out: ${problem}` })
    }
    return kept
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

  async #loadTask(task: FixtureTask): Promise<FixtureTask | undefined> {
    const where = `tasks ${task.id}`
    const problem = await this.#load('tasks', task)
    if (problem === undefined) return task
    for (const steps of shorterSteps(task.steps ?? [])) {
      const shorter = { ...task, steps }
      if ((await this.#load('tasks', shorter)) !== undefined) continue
      this.#listed.push({ where, what: `its steps lead less far than it was: ${problem}` })
      return shorter
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

type Shown = { id: string; state: string; task?: unknown }

/** All steps but the last, and none at all. */
const shorterSteps = <Step>(steps: readonly Step[]): Step[][] =>
  steps.length > 1 ? [steps.slice(0, -1), []] : [[]]

const listFor =
  (listed: ListedProblem[], where: string) =>
  (place: string, what: string): void => {
    listed.push({ where: `${where}, ${place}`, what })
  }

let template_request: Shapes | undefined
let migproject: Shapes | undefined

function migprojectsIn({ migprojects }: Seen): Part[] {
  migproject ??= new Shapes(MigprojectsResponseBody, 'input')
  const shapes = migproject
  return [...migprojects.values()].map(
    ({ id, body, sent }) =>
      ({
        ...migproject_defaults,
        ...(shapes.pick({ ...sent, ...body }) as Body),
        id,
      }) as Part,
  )
}

/** Of a project that was created and never shown. */
const migproject_defaults = {
  description: null,
  isdefault: false,
  start_target_server: true,
  speed_limit: 0,
  use_public_ip: true,
  exist_server: true,
  enterprise_project: 'default',
  syncing: false,
  start_network_check: false,
}

/** Those that were shown, and those that only a task names. */
function templatesIn({ templates, tasks }: Seen, listed: ListedProblem[]): Part[] {
  template_request ??= new Shapes(TemplateRequest, 'input')
  const shapes = template_request
  const shown = [...templates.values()].map(({ id, body, sent }) => {
    const picked = shapes.pick({ ...sent, ...body }) as Body
    const { publicip, is_template = true } = picked
    return {
      ...picked,
      id,
      is_template: is_template === true || is_template === 'true',
      // Without one its fields are null.
      publicip: isMap(publicip) && publicip.type !== undefined ? publicip : undefined,
    } as Part
  })
  const named = new Set(
    [...tasks.values()].map(({ body, sent }) => body.vm_template_id ?? sent?.vm_template_id),
  )
  const hidden = [...named].filter(
    (id): id is string => typeof id === 'string' && id !== '' && !templates.has(id),
  )
  for (const id of hidden) {
    listed.push({ where: `templates ${id}`, what: 'only a task names it: the rest is made up' })
  }
  return [
    ...shown,
    ...hidden.map((id) => ({ id, name: `template-${id.slice(-8)}`, is_template: true })),
  ]
}

/** Those that were shown, and those that only their tasks show. */
function sourcesIn({ sources, tasks }: Seen, listed: ListedProblem[]): Part[] {
  const hidden = [...tasks.values()].flatMap(({ body, index }) => {
    const { source_server } = body
    if (!isMap(source_server) || typeof source_server.id !== 'string') return []
    const { id } = source_server
    return sources.has(id) ? [] : [{ id, index, body: { ...source_server, disks: disksOf(body) } }]
  })
  for (const { id } of hidden) {
    listed.push({
      where: `sources ${id}`,
      what: 'only its task shows it: disks are those of the target, and the rest is made up',
    })
  }
  return [...sources.values(), ...hidden].map(
    (thing) => importedSource(thing, listFor(listed, `sources ${thing.id}`)) as unknown as Part,
  )
}

/** The disks of a source as the layout of its task has them. */
function disksOf({ target_server }: Body): Body[] {
  const disks =
    isMap(target_server) && Array.isArray(target_server.disks) ? target_server.disks : []
  const named = (thing: Body): Body => ({ ...thing, name: thing.relation_name || thing.name })
  return disks.filter(isMap).map((disk) => ({
    ...named(disk),
    physical_volumes: Array.isArray(disk.physical_volumes)
      ? disk.physical_volumes.filter(isMap).map(named)
      : [],
  }))
}

function tasksIn(
  { tasks, sources }: Seen,
  listed: ListedProblem[],
  known: ReadonlySet<string>,
): FixtureTask[] {
  const of_sources = [...sources.values()].flatMap(({ id, body, index }) =>
    isMap(body.current_task) && typeof body.current_task.id === 'string'
      ? [{ source: id, id: body.current_task.id, index, body: body.current_task }]
      : [],
  )
  const sourceOf = ({ id, body, sent }: SeenThing): string | undefined => {
    const shown = [body.source_server, sent?.source_server].find(isMap)?.id
    const found = of_sources.find((one) => one.id === id)?.source ?? shown
    return typeof found === 'string' && known.has(found) ? found : undefined
  }
  const only_there = of_sources
    .filter(({ id }) => !tasks.has(id))
    .map(({ id, index, body }) => ({ id, index, body: withRow(body) }))
  return [...tasks.values(), ...only_there].flatMap((thing) => {
    const source = sourceOf(thing)
    const list = listFor(listed, `tasks ${thing.id}`)
    if (source === undefined) {
      list('source_server', 'the task is left out: its source server is not there')
      return []
    }
    const current = of_sources.find(({ id }) => id === thing.id)?.body
    const merged = { ...thing, body: { ...current, ...thing.body } }
    const body = withRow(merged.body)
    return [importedTask({ ...merged, body }, sources.get(source)?.body ?? {}, { source, list })]
  })
}
