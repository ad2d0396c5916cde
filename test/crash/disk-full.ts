import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { showClock } from '../../src/operations/control/clock.ts'
import { credentials, startTest, type TestEmulator } from '../helper.ts'
import { fleet } from './calls.ts'
import { type Child, settings, startChild } from './child.ts'
import { Client, dumpOf, send, startTwin } from './client.ts'
import { copyTo, halves, readCopy, removeCopy } from './file.ts'
import { refusals } from './refusals.ts'
import { check, note } from './report.ts'

/** A disk without room: refused in so many words, nothing lost, and on when there is room. */

/** More than the log of the database grows to: else what is made free is the log's again. */
const disk_size = '32m'

/** A place for the file whose room can be taken and given back. */
type Disk = {
  db: string
  /** Where copies of it have room. */
  copy: string
  /** Leaves no room. */
  fill(child: Child): void
  makeRoom(child: Child): void
  close(): void
}

const run = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0

/** A file system of its own, in memory. @returns undefined where this user may not mount one. */
function tmpfs(folder: string): Disk | undefined {
  const place = join(folder, 'small-disk')
  mkdirSync(place)
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${disk_size}`, 'tmpfs', place)) return undefined
  const unmount = (): void => void run('umount', '--lazy', place)
  // Before the folder around it is removed.
  process.prependOnceListener('exit', unmount)
  const ballast = join(place, 'ballast')
  return {
    db: join(place, 'full.db'),
    copy: join(folder, 'full.copy'),
    fill: () => {
      const file = openSync(ballast, 'w')
      const block = Buffer.alloc(4096)
      try {
        for (;;) writeSync(file, block)
      } catch {
        // It is full now.
      } finally {
        closeSync(file)
      }
    },
    makeRoom: () => rmSync(ballast),
    close: () => {
      process.off('exit', unmount)
      unmount()
    },
  }
}

/** A limit on the size of files of a process, as a quota is: an I/O error rather than a full disk. */
function quota(folder: string): Disk | undefined {
  if (!run('prlimit', '--version')) return undefined
  const limit = ({ pid }: Child, soft: string): void => {
    execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${soft}:unlimited`])
  }
  return {
    db: join(folder, 'quota.db'),
    copy: join(folder, 'quota.copy'),
    fill: (child) => limit(child, '0'),
    makeRoom: (child) => limit(child, 'unlimited'),
    close: () => {},
  }
}

const reads = ['/v3/tasks?limit=100', '/v3/sources', '/_emulator/clock', '/_emulator/fixtures']

const readAll = async (url: string, client: Client): Promise<string[]> =>
  (await Promise.all(reads.map((path) => client.look(url, path)))).flat()

type Here = { client: Client; disk: Disk; twin: TestEmulator }

/** Lives until it is so. */
async function liveUntil(
  url: string,
  { client, disk, twin }: Here,
  isSo: () => boolean,
): Promise<string[]> {
  const deadline = performance.now() + 20_000
  const isOver = (): boolean => isSo() || performance.now() > deadline
  let told = await client.live(url, isOver)
  while (client.isCut) {
    // Nobody else writes while it is copied.
    const { rows } = readCopy(disk.db, disk.copy)
    told = await client.compare(rows, dumpOf(twin))
    if (told.length === 0) told = await client.live(url, isOver)
  }
  return isSo() || told.length > 0 ? told : ['it did not come to that']
}

/**
 * What is wrong with what the file of a process that has ended holds, told from what its client was answered.
 * What was still due at the moment that a cut move has come to was shown since, and found no room.
 */
async function compare({ client, disk, twin }: Here): Promise<string[]> {
  const { rows, problems } = readCopy(disk.db, disk.copy)
  const told = await client.compare(rows, dumpOf(twin), false)
  const wrong = [...problems, ...halves(rows)]
  if (told.length === 0 || client.cut === 0) return [...wrong, ...told]
  copyTo(disk.db, disk.copy)
  const again = await startTest({ teardown: () => {} }, { db: disk.copy, journal_limit: 0 })
  showClock(again.emulator.accounts.get(client.domain_id))
  const shown = dumpOf(again)
  await again.close()
  removeCopy(disk.copy)
  return [...wrong, ...(await client.compare(shown, dumpOf(twin), false))]
}

const pace = 90

/** Takes the last room there is, in the log of the database, by small writes that change nothing. */
async function exhaust(url: string): Promise<string[]> {
  let refused = 0
  for (let turn = 0; turn < 5_000 && refused < 10; turn++) {
    const { status } = await send(url, { method: 'PUT', path: '/_emulator/clock', body: { pace } })
    refused = status === 507 ? refused + 1 : 0
  }
  return refused < 10 ? ['there is always room'] : []
}

/** How many of the three migrations on the flowing clock are seen to be over. */
async function finished(url: string, token: string): Promise<number> {
  const call = { method: 'GET', path: '/v3/tasks' }
  const { status, body } = await send(url, call, { 'x-auth-token': token })
  if (status !== 200) return -1
  const { tasks } = body as { tasks: { state: string }[] }
  return tasks.filter(({ state }) => state === 'MIGRATE_SUCCESS').length
}

async function onDisk(name: string, disk: Disk, twin: TestEmulator, seed: number): Promise<void> {
  const args = settings(disk.db)
  let child = await startChild(args)
  let { url } = child
  const client = await Client.open(url, twin, `full-${seed}`, seed)
  const here = { client, disk, twin }
  const login = { method: 'POST', path: '/v3/auth/tokens', body: credentials() }
  const { token = '' } = await send(url, login)
  const problems = await liveUntil(url, here, () => client.answered > 30)
  const path = '/_emulator/fixtures'
  await send(url, { method: 'POST', path, body: fleet('emulator', 'flow', 3) })
  const flowing = { mode: 'flowing', pace }
  await send(url, { method: 'PUT', path: '/_emulator/clock', body: flowing })
  check(`${name}: there is room at first`, problems)

  disk.fill(child)
  const refused = client.refused + 20
  check(`${name}: refused when there is none, in the words of each service`, [
    ...(await liveUntil(url, here, () => client.refused > refused)),
    ...(await exhaust(url)),
    ...(await refusals(url, token)),
  ])
  check(`${name}: reads go on`, await readAll(url, client))
  const deadline = performance.now() + 40_000
  let seen = await finished(url, token)
  while (seen >= 0 && seen < 3 && performance.now() < deadline) {
    await wait(50)
    seen = await finished(url, token)
  }

  await child.kill()
  const { rows } = readCopy(disk.db, disk.copy)
  const stored = (rows.tasks ?? []).filter((row) => /^flow-/.test(String(row.name)))
  check(`${name}: what is due while the clock flows is seen, though it cannot be stored`, [
    ...(seen === 3 ? [] : [`${seen} of 3 are seen`]),
    ...(stored.some(({ state }) => state === 'RUNNING') ? [] : ['it is stored']),
  ])
  check(`${name}: killed then, the file holds what was answered`, await compare(here))
  child = await startChild(args)
  ;({ url } = child)
  disk.fill(child)
  check(`${name}: it starts without room, and reads`, await readAll(url, client))
  disk.makeRoom(child)
  const answered = client.answered + 30
  check(`${name}: it goes on when there is room`, [
    ...(await liveUntil(url, here, () => client.answered > answered)),
    ...(await readAll(url, client)),
  ])
  disk.fill(child)
  const code = await child.stop()
  check(`${name}: it ends in order without room, and nothing is lost`, [
    ...(code === 0 ? [] : [`it ended with ${code}: ${child.stderr()}`]),
    ...(await compare(here)),
  ])
  note(`${name}: ${client.cut} long moves of the clock were cut on their way`)
  disk.close()
}

/** @returns what of it this machine does not have. */
export async function fullDisks(folder: string, seed: number): Promise<string[]> {
  const missing: string[] = []
  const twin = await startTwin()
  for (const [index, [name, prepare, need]] of disks.entries()) {
    const disk = prepare(folder)
    if (disk) await onDisk(name, disk, twin, seed + index)
    else missing.push(`${name} (needs ${need})`)
  }
  await twin.close()
  return missing
}

const disks = [
  ['a full disk', tmpfs, 'the right to mount a tmpfs'],
  ['a quota', quota, 'prlimit'],
] as const
