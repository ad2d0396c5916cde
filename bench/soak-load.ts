import type { Answer, Client } from './client.ts'
import { exampleBody, taskBody } from './data.ts'

/**
 * Mixed load: what clients and tests do in a day, over and over. Every worker lives in an account of
 * its own, takes away what it has made, and resets its account now and then, so that there is never
 * more to hold than at the beginning.
 */

/** Told of every call: which, how long it took, and what was wrong with its answer, if anything. */
export type Heard = (call: { what: string; ms: number; wrong?: string }) => void

/** Numbers from 0 to 1 that are the same at every run. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const control = '/_emulator'
const source = exampleBody('RegisterServer')
const fault = { match: { operation: 'ListTasks' }, effect: { status: 503 }, times: 1 }
/** After so many rounds a worker resets its account. */
export const rounds_between_resets = 20

export type Worker = {
  account: string
  client: Client
  random: () => number
  hear: Heard
  /** Between two calls. */
  pause: () => Promise<void>
}

/** A call that must answer so. */
type Step = (
  what: string,
  expected: number,
  method: string,
  path: string,
  body?: unknown,
) => Promise<Answer>

function steps({ account, client, hear, pause }: Worker): Step {
  return async (what, expected, method, path, body) => {
    await pause()
    const isControl = path.startsWith(control)
    const target = isControl ? `${path}${path.includes('?') ? '&' : '?'}account=${account}` : path
    const answer = await client.call(method, target, body)
    const { status, ms, text } = answer
    const wrong = status === expected ? {} : { wrong: `${what}: ${status} ${text.slice(0, 200)}` }
    hear({ what, ms, ...wrong })
    return answer
  }
}

const idIn = ({ text }: Answer): string => JSON.parse(text).id ?? ''

/** One life of a source and its task, seen from all sides. */
async function round(worker: Worker, number: number): Promise<void> {
  const { client, random } = worker
  const step = steps(worker)
  const { ms } = await client.login()
  worker.hear({ what: 'login', ms })
  const name = `server-${number}`
  const source_id = idIn(await step('register', 200, 'POST', '/v3/sources', { ...source, name }))
  await step('advance', 200, 'POST', `${control}/clock/advance`, { events: 1 })
  const body = JSON.parse(taskBody(source_id))
  const task_id = idIn(await step('create', 200, 'POST', '/v3/tasks', { ...body, name }))
  const task = `/v3/tasks/${task_id}`
  await step('list', 200, 'GET', `/v3/tasks?state=READY&limit=${1 + Math.floor(random() * 100)}`)
  await step('start', 200, 'POST', `${task}/action`, { operation: 'start' })
  const turns = 3 + Math.floor(random() * 5)
  for (let turn = 0; turn < turns; turn++) {
    await step('advance', 200, 'POST', `${control}/clock/advance`, {
      by: (1000 * (1 + random() * 90)) | 0,
    })
    await step('get', 200, 'GET', task)
    await step('list', 200, 'GET', `/v3/tasks?name=${name}`)
    await step('get', 200, 'GET', `/v3/sources/${source_id}`)
  }
  if (random() < 0.2) {
    await step('fault', 200, 'POST', `${control}/faults`, fault)
    await step('refused', 503, 'GET', '/v3/tasks')
    await step('fault', 200, 'DELETE', `${control}/faults`)
  }
  await look(worker, step, task_id)
  await step('advance', 200, 'POST', `${control}/clock/advance`, { until: 'idle' })
  await step('delete', 200, 'DELETE', task)
  await step('missing', 404, 'GET', task)
  await step('delete', 200, 'DELETE', `/v3/sources/${source_id}`)
  if (number % rounds_between_resets === rounds_between_resets - 1) {
    await step('reset', 200, 'POST', `${control}/reset`)
  }
}

/** The control API, as tests and the dashboard use it. */
async function look({ random }: Worker, step: Step, task_id: string): Promise<void> {
  await step('look', 200, 'GET', `${control}/tasks/${task_id}/timeline`)
  await step('look', 200, 'GET', `${control}/tasks`)
  await step('journal', 200, 'GET', `${control}/requests?limit=20`)
  await step('journal', 200, 'POST', `${control}/requests/count`, { operation: 'ShowTask' })
  if (random() < 0.1) await step('coverage', 200, 'GET', `${control}/coverage`)
  if (random() < 0.1) {
    await step('snapshot', 200, 'POST', `${control}/snapshots/before`)
    await step('advance', 200, 'POST', `${control}/clock/advance`, { by: 'PT5M' })
    await step('snapshot', 200, 'PUT', `${control}/snapshots/before`)
    await step('snapshot', 200, 'DELETE', `${control}/snapshots/before`)
  }
}

/** Rounds until it is told to stop. @throws what a call threw that got no answer at all */
export async function work(worker: Worker, isOver: () => boolean): Promise<void> {
  for (let number = 0; !isOver(); number++) await round(worker, number)
}
