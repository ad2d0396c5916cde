import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { well_known } from '../src/domain/identity/well-known.ts'
import { signed } from '../test/signing.ts'
import type { Command } from './children.ts'
import { type Client, clientOf, developer, loginBody, newcomer } from './client.ts'
import { accountOf, full, sourceBody } from './data.ts'
import { without_log } from './goals.ts'
import { serve, shipped } from './serve.ts'
import { type Calls, type Data, json, nextTask, paths, type Target } from './works.ts'

/** This emulator as it is shipped: on a file, and otherwise with the options that it has by default. */

/**
 * Accounts in which sources are created: fewer than the quota in each, so that none is refused. They, and the sources
 * without a task, last for some 5,000 creations a second; a faster emulator is measured until they are used up.
 */
const empty_accounts = 40
const sources_an_account = 990
/** Accounts full of sources without a task, for tasks to be created. */
const free_accounts = 40

/** A database file with a full account that is read, and accounts that are written to; nothing in it moves. */
export async function prepare(folder: string): Promise<Data> {
  const seeded = join(folder, 'seeded.db')
  const served = await serve(seeded)
  const { port } = served
  const client = await clientOf(port)
  const { must } = client
  const clock = { mode: 'frozen', pace: 1 }
  await must('POST', '/_emulator/fixtures', {
    accounts: [{ ...accountOf('emulator', full), clock }],
  })
  const empty: string[] = []
  for (let number = 0; number < empty_accounts; number++) {
    const newcomers = await newcomer(port, `empty-${number}`)
    empty.push(newcomers.token())
    newcomers.close()
  }
  const free: Data['free'] = []
  for (let number = 0; number < free_accounts; number++) {
    free.push(...(await freeSources(port, `free-${number}`)))
  }
  const { tasks } = JSON.parse((await must('GET', '/v3/tasks?name=task-0&limit=1')).text)
  const task_id = tasks[0].id
  const text = async (path: string) => (await must('GET', path)).text
  const texts = {
    get: await text(`/v3/tasks/${task_id}`),
    list50: await text(paths.list50),
    list20: await text(paths.list20),
  }
  client.close()
  await served.stop()
  return { folder, seeded, token: client.token(), empty, free, task_id, texts }
}

/** The same, kept in a folder with the file: made and prepared if it was not yet. */
export async function preparedIn(folder: string): Promise<Data> {
  const kept = join(folder, 'data.json')
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8'))
  mkdirSync(folder, { recursive: true })
  const data = await prepare(folder)
  writeFileSync(kept, JSON.stringify(data))
  return data
}

async function freeSources(port: number, name: string): Promise<Data['free']> {
  const client = await newcomer(port, name)
  const accounts = [accountOf(name, { ...full, tasks: 0 })]
  await client.must('POST', '/_emulator/fixtures', { accounts })
  // Their environment checks pass, so that they may have tasks.
  await client.control.clock.advance({ by: 'PT1H' })
  const ids = await sourceIds(client)
  client.close()
  return ids.map((source_id) => ({ token: client.token(), source_id }))
}

async function sourceIds({ must }: Client): Promise<string[]> {
  const ids: string[] = []
  for (let offset = 0; offset < full.sources; offset += 100) {
    const { text } = await must('GET', `/v3/sources?limit=100&offset=${offset}`)
    ids.push(...JSON.parse(text).source_servers.map(({ id }: { id: string }) => id))
  }
  return ids
}

/** The works, on a copy of the file that was prepared. */
export function emulatorCalls(port: number, data: Data): Calls {
  const { token, empty, task_id } = data
  const next = nextTask(data)
  let [sources, tasks] = [0, 0]
  const auth = { 'x-auth-token': token }
  const path = `/v3/tasks/${task_id}`
  return {
    get: { method: 'GET', path, headers: auth },
    list50: { method: 'GET', path: paths.list50, headers: auth },
    list20: { method: 'GET', path: paths.list20, headers: auth },
    source: {
      ...{ method: 'POST', path: '/v3/sources', headers: json, body: sourceBody },
      next: () => {
        const account = Math.floor(sources++ / sources_an_account)
        return { headers: { 'x-auth-token': empty[account] ?? '' } }
      },
      left: () => empty.length * sources_an_account - sources,
    },
    create: {
      ...{ method: 'POST', path: '/v3/tasks', headers: json },
      next: () => {
        const { token, body } = next()
        tasks++
        return { headers: { 'x-auth-token': token }, body }
      },
      left: () => data.free.length - tasks,
    },
    token: {
      ...{ method: 'POST', path: '/v3/auth/tokens', headers: json },
      body: JSON.stringify(loginBody(developer)),
    },
    signed: { method: 'GET', path, headers: signature(port, path) },
  }
}

function signature(port: number, target: string): Record<string, string> {
  const [key] = well_known.users?.[0]?.access_keys ?? []
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const host = `127.0.0.1:${port}`
  const wish = { ak: key?.ak ?? '', sk: key?.sk ?? '', target, date, headers: { host } }
  return signed(wish).headers as Record<string, string>
}

function started(
  port: number,
  { folder, seeded }: Pick<Data, 'folder'> & { seeded?: string },
  log_flags: string[] = [],
): Command {
  const file = join(folder, 'emulator.db')
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  if (seeded !== undefined) copyFileSync(seeded, file)
  const args = [shipped(), 'start', '--port', `${port}`, '--db', file, ...log_flags]
  return { file: process.execPath, args, log: join(folder, 'emulator.log') }
}

export const emulator = (data: Data): Target => ({
  ...{ name: 'this emulator', kind: 'us' },
  ...{ alive: '/_emulator/health', ready: '/_emulator/ready' },
  command: (port) => started(port, data),
  empty: (port) => started(port, { folder: data.folder }),
  calls: async (port) => emulatorCalls(port, data),
})

const quiet = ['--log-level', 'warn']

/** The same without the line for each request that the default log has. */
export const emulatorWithoutLog = (data: Data): Target => ({
  ...emulator(data),
  name: without_log,
  command: (port) => started(port, data, quiet),
  empty: (port) => started(port, { folder: data.folder }, quiet),
  calls: async (port) => {
    const { get, create } = emulatorCalls(port, data)
    return { get, create }
  },
})
