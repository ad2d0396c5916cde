import type { Command } from './children.ts'
import type { Varied } from './generator.ts'
import type { Call } from './load.ts'
import { exampleBody, idOf } from './seed.ts'

/** The work that is measured, and the requests for it that all targets are sent alike. */

export const works = {
  get: 'get one task',
  list50: 'list 50 by state',
  list20: 'list 20',
  source: 'create a source',
  create: 'create a task',
  token: 'get a token',
  signed: 'get one, signed',
} as const
export type Work = keyof typeof works
export type Calls = { [work in Work]?: Call | undefined }

export type Target = {
  name: string
  kind: 'us' | 'peer' | 'limit'
  /** What starts it; called anew for each start. */
  command: (port: number) => Command
  /** What starts it without data, if it keeps data: cold starts and idle memory are of that. */
  empty?: (port: number) => Command
  /** Answers 200 as soon as it is up. */
  alive: string
  /** Answers 200 when it can do all of its work, if that is another path. */
  ready?: string
  /** What does the work; called once it is up, when a token can be had. */
  calls: (port: number) => Promise<Calls>
  /** How long each work is done before it is measured, if it needs longer than others, in seconds. */
  warm?: number
}

/** The files that all targets are given, of the same data. */
export type Data = { folder: string; seeded: string; task: string; list50: string; list20: string }

export const json = { 'content-type': 'application/json' }
export const head = `/v3/tasks/${idOf('task', 0)}`
export const paths = { list50: '/v3/tasks?state=RUNNING&limit=50', list20: '/v3/tasks?limit=20' }

/** Stands in a request where an id is to be put. */
export const an_id = 'ffffffff-ffff-4fff-8fff-ffffffffffff'

export const sourceBody = JSON.stringify(exampleBody('RegisterServer'))
const taskExample = exampleBody('CreateTask')
const target = taskExample.target_server as object
/** A source and a target have one task each, so that each body names others. */
export const taskBody = (source_id: string): string =>
  JSON.stringify({
    ...taskExample,
    ...{ source_server: { id: source_id }, use_public_ip: false },
    target_server: { ...target, vm_id: source_id },
  })

/** Sources without a task, of which each create takes one. */
export const free_sources = 30_000
const free = Array.from({ length: free_sources }, (_, index) => idOf('free', index))
export const oneAfterTheOther = (again: boolean): Varied => ({
  ...{ marker: an_id, values: free, each: 1, from: 0, again },
})

const get = { method: 'GET', headers: { 'x-auth-token': 'any' } } as const
const post = { method: 'POST', headers: { ...json, 'x-auth-token': 'any' } } as const
/** The calls of peers that answer our paths. They keep nothing, so that ids may come again. */
export const canned = (): Calls => ({
  get: { ...get, path: head },
  list50: { ...get, path: paths.list50 },
  list20: { ...get, path: paths.list20 },
  source: { ...post, path: '/v3/sources', body: sourceBody },
  create: { ...post, path: '/v3/tasks', body: taskBody(an_id), varied: oneAfterTheOther(true) },
})
