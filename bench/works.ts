import type { Command } from './children.ts'
import { sourceBody, taskBody } from './data.ts'
import type { Call } from './load.ts'

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

/** What all targets are given, of the same data. */
export type Data = {
  folder: string
  /** A database file of this emulator. */
  seeded: string
  /** Of the account whose tasks are read. */
  token: string
  /** Tokens of accounts with room for sources. */
  empty: string[]
  /** Sources without a task, with the token of their account. */
  free: { token: string; source_id: string }[]
  /** The id of the task that is read. */
  task_id: string
  /** What this emulator answers to the works that read. */
  texts: { get: string; list50: string; list20: string }
}

export const json = { 'content-type': 'application/json' }
export const paths = { list50: '/v3/tasks?state=RUNNING&limit=50', list20: '/v3/tasks?limit=20' }

/** The body of a task for each of the free sources in turn. */
export const nextTask = ({ free }: Pick<Data, 'free'>): (() => { token: string; body: string }) => {
  const bodies = free.map(({ token, source_id }) => ({ token, body: taskBody(source_id) }))
  let turn = 0
  return () => bodies[turn++ % bodies.length] ?? { token: '', body: '' }
}

const get = { method: 'GET', headers: { 'x-auth-token': 'any' } } as const
const post = { method: 'POST', headers: { ...json, 'x-auth-token': 'any' } } as const
/** The calls of peers that answer our paths. They keep nothing, so that ids may come again. */
export const canned = (data: Data): Calls => {
  const next = nextTask(data)
  return {
    get: { ...get, path: `/v3/tasks/${data.task_id}` },
    list50: { ...get, path: paths.list50 },
    list20: { ...get, path: paths.list20 },
    source: { ...post, path: '/v3/sources', body: sourceBody },
    create: { ...post, path: '/v3/tasks', next: () => ({ body: next().body }) },
  }
}
