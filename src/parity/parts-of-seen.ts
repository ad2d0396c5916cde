import type { FixtureTask } from '../schemas/control/fixture.ts'
import { MigprojectsResponseBody } from '../schemas/sms/migprojects.ts'
import { TemplateRequest } from '../schemas/sms/templates.ts'
import { isPseudonym } from './hidden.ts'
import { importedSource } from './imported-source.ts'
import { importedTask } from './imported-task.ts'
import type { Body, Seen, SeenThing } from './seen.ts'
import { isMap, Shapes } from './shapes.ts'
import { withRow } from './steps.ts'
import type { ListedProblem, Part } from './trial.ts'

/** What a recording shows, as parts of a fixture. */

const listFor =
  (listed: ListedProblem[], where: string) =>
  (place: string, what: string): void => {
    listed.push({ where: `${where}, ${place}`, what })
  }

let template_request: Shapes | undefined
let migproject: Shapes | undefined

export function migprojectsIn({ migprojects }: Seen): Part[] {
  migproject ??= new Shapes(MigprojectsResponseBody, 'input')
  const shapes = migproject
  const parts = [...migprojects.values()].map(
    ({ id, body, sent }) =>
      ({
        ...migproject_defaults,
        ...(shapes.pick({ ...sent, ...body }) as Body),
        id,
      }) as Part,
  )
  // There is always one of this name, which a recording hides.
  const isNamed = parts.some(({ name }) => name === system_project)
  const hidden = isNamed ? undefined : parts.find(({ name }) => isPseudonym(name))
  return parts.map((part) => (part === hidden ? { ...part, name: system_project } : part))
}

const system_project = 'SystemProject'

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
export function templatesIn({ templates, tasks }: Seen, listed: ListedProblem[]): Part[] {
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
export function sourcesIn({ sources, tasks }: Seen, listed: ListedProblem[]): Part[] {
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
  const layouts = new Map(
    [...tasks.values()].flatMap(({ body }) => {
      const disks = disksOf(body)
      return isMap(body.source_server) && disks.length > 0 ? [[body.source_server.id, disks]] : []
    }),
  )
  const shown = [...sources.values()].map((thing) => {
    const { body, sent } = thing
    const disks = body.disks ?? sent?.disks ?? suggestedDisks(body, layouts.get(thing.id) ?? [])
    return { ...thing, body: { ...body, disks } }
  })
  return [...shown, ...hidden].map(
    (thing) => importedSource(thing, listFor(listed, `sources ${thing.id}`)) as unknown as Part,
  )
}

/** The disks of the target that a source suggests. A list shows no more; which of them has the system the task says. */
function suggestedDisks({ init_target_server }: Body, layout: readonly Body[]): Body[] {
  const disks = isMap(init_target_server) ? init_target_server.disks : undefined
  if (!Array.isArray(disks)) return [...layout]
  return disks.filter(isMap).map((disk, index) => ({ os_disk: layout[index]?.os_disk, ...disk }))
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

export function tasksIn(
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
