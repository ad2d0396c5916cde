import { isDeepStrictEqual } from 'node:util'
import type { TestEmulator } from '../helper.ts'
import { signed } from '../signing.ts'
import { Answer, type Method, type Part, successes } from './answers.ts'

/**
 * The calls of Huawei Cloud's Terraform provider, in its order: what it sends, how it waits, and what it must find in
 * an answer. Written from observations of version 1.97.1 (2026-08) with Terraform 1.11. The vendor's own cannot be
 * downloaded by the tests.
 */
export type Provider = {
  region: string
  project_id: string
  /** One signed call. Resolves whatever the status. */
  ask(request: Request): Promise<Answer>
  /** Waits as the provider does between calls; in a test the frozen clock is advanced. */
  wait(seconds: number): Promise<void>
}

type Service = 'sms' | 'ecs' | 'vpc' | 'ims' | 'evs' | 'iam'

export type Request = {
  service: Service
  method: Method
  /** With `{pid}` for the id of the project. */
  path: string
  query?: Record<string, string>
  body?: unknown
}

/** Attributes of a resource; undefined is what Terraform prints as "(known after apply)". */
export type State = Record<string, unknown>

/** A resource that was applied. */
export type Applied = {
  id: string
  /** Its attributes as they were read after the creation. */
  state: State
  /** Reads the attributes again. @returns undefined if the resource is gone */
  read(): Promise<State | undefined>
  destroy(): Promise<void>
}

/** How a provider reaches an emulator. */
type Connection = {
  region?: string
  /** `url`: every service at one URL, as with `endpoints`; `hosts`: each at its own host name. */
  by?: 'url' | 'hosts'
  /** Called before each wait, with the seconds: what others do meanwhile. */
  onWait?: (seconds: number) => Promise<void> | void
}

const keys = { ak: 'EMULATORACCESSKEY001', sk: 'emulatorSecretKeyForLocalTestsOnly000001' }

/** A provider block of a region, configured: it has looked up its project. */
export async function configureProvider(
  { call, control }: TestEmulator,
  { region = 'ap-southeast-1', by = 'url', onWait }: Connection = {},
): Promise<Provider> {
  const provider: Provider = {
    region,
    project_id: '',
    ask: async ({ service, method, path, query = {}, body }) => {
      const search = new URLSearchParams(query).toString().replaceAll('+', '%20')
      const target = `${path.replace('{pid}', provider.project_id)}${search && `?${search}`}`
      const host = by === 'url' ? 'localhost:7670' : `${service}.${region}.myhuaweicloud.com`
      const json = body === undefined ? {} : { 'content-type': 'application/json' }
      const covered = { ...json, accept: 'application/json', host, 'user-agent': 'terraform' }
      // The client ends a body with a line feed, and adds its ids after signing.
      const text = body === undefined ? '' : `${JSON.stringify(body)}\n`
      const { headers } = signed({ ...keys, method, target, headers: covered, body: text })
      const ids = provider.project_id ? { 'x-project-id': provider.project_id } : {}
      const answer = await call(method, target, {
        headers: { ...(headers as Record<string, string>), ...ids },
        ...(text ? { payload: text } : {}),
      })
      return new Answer(`${service}: ${method} ${target}`, answer.status, answer.body)
    },
    wait: async (seconds) => {
      await onWait?.(seconds)
      await control('POST', '/_emulator/clock/advance', { by: `PT${seconds}S` })
    },
  }
  const query = { name: region }
  const answer = await provider.ask({ service: 'iam', method: 'GET', path: '/v3/projects', query })
  const [project] = answer.expect([200]).list('projects')
  if (!project) throw new Error(`${region} has no project`)
  provider.project_id = project.text('id')
  return provider
}

/** A call that must succeed. @param statuses those that do, where a resource wants others than its client */
export const must = async (
  { ask }: Provider,
  request: Request,
  statuses: readonly number[] = successes[request.method],
): Promise<Answer> => (await ask(request)).expect(statuses)

/** A GET that must succeed, or of which 404 means that the resource is gone. */
export async function find(provider: Provider, request: Omit<Request, 'method'>) {
  const answer = await provider.ask({ ...request, method: 'GET' })
  return answer.status === 404 ? undefined : answer.expect(successes.GET)
}

const pages_max = 1000

/**
 * All items of a list with markers: it is asked again with the last item's id until a page is empty.
 *
 * @param request with `list`, the key of the items.
 * @throws if the list never comes to an end.
 */
export async function listAll(
  provider: Provider,
  { list, ...request }: Omit<Request, 'method'> & { list: string },
): Promise<Part[]> {
  const items: Part[] = []
  const seen = new Set<string>()
  let marker: string | undefined
  for (let page = 0; page < pages_max; page++) {
    const query = { ...request.query, ...(marker === undefined ? {} : { marker }) }
    const found = (await must(provider, { ...request, method: 'GET', query })).items(list)
    if (found.length === 0) return items
    items.push(...found)
    marker = items.at(-1)?.text('id') ?? ''
    if (seen.has(marker)) break
    seen.add(marker)
  }
  throw new Error(`${request.service}: GET ${request.path} never comes to an end`)
}

/** The one item that meets a data source. */
export function onlyOne<Item>(what: string, items: readonly Item[]): Item {
  const [item] = items
  if (item !== undefined && items.length === 1) return item
  throw new Error(
    items.length === 0
      ? `Your query returned no results: ${what}`
      : `Your query returned more than one result: ${what}`,
  )
}

const polls_max = 120

/**
 * Asks until a condition holds, waiting in between.
 *
 * @param look one poll. @returns undefined to go on.
 */
export async function poll<Result>(
  { wait }: Provider,
  every_s: number,
  look: () => Promise<Result | undefined>,
): Promise<Result> {
  for (let polls = 0; polls < polls_max; polls++) {
    const result = await look()
    if (result !== undefined) return result
    await wait(every_s)
  }
  throw new Error(`timeout while waiting for state: ${polls_max} polls of ${every_s} s`)
}

/** A resource after its creation: read, and held against what was configured. */
export async function applied(
  id: string,
  configured: State,
  work: Pick<Applied, 'read' | 'destroy'>,
): Promise<Applied> {
  const state = await work.read()
  if (!state) throw new Error(`${id}: root object was present, but now absent`)
  const differences = differencesOf(configured, state)
  if (differences.length > 0) {
    const text = differences.join('\n')
    throw new Error(`After applying this test step, the plan was not empty:\n${text}`)
  }
  return { id, state, ...work }
}

/** What `terraform plan` would change: nothing, if the resource reads as it did after its creation. */
export async function planOf({ id, state, read }: Applied): Promise<string[]> {
  const now = await read()
  return now ? differencesOf(state, now) : [`${id} will be created`]
}

/** The plans of several resources. */
export const plansOf = async (resources: readonly Applied[]): Promise<string[]> =>
  (await Promise.all(resources.map(planOf))).flat()

/** What is not as wanted, and what could not be read. */
const differencesOf = (wanted: State, found: State): string[] =>
  Object.keys({ ...wanted, ...found })
    .filter(
      (key) =>
        found[key] === undefined || (key in wanted && !isDeepStrictEqual(wanted[key], found[key])),
    )
    .map((key) => `${key}: ${textOf(wanted[key])} -> ${textOf(found[key])}`)

const textOf = (value: unknown): string =>
  value === undefined ? '(known after apply)' : JSON.stringify(value)
