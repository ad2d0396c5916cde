import { mkdirSync, mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { memoryOf } from './children.ts'
import { machine } from './machine.ts'
import { plotScale, type Size, scaleText } from './scale-report.ts'
import {
  created_a_round,
  type Figures,
  measureAdvance,
  measureAllDue,
  measureJumps,
  measureRound,
  measureSnapshot,
  note,
  openRounds,
  type Rounds,
  rounds_max,
  warmUp,
} from './scale-work.ts'
import { type Seeding, seed } from './seed.ts'
import { serve } from './serve.ts'

/** `npm run bench:scale`: the same work with a thousand tasks and with a million. */

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,100000,1000000' },
    rounds: { type: 'string', default: '3' },
    /** Up to how many tasks an hour is advanced in which all that are under way are due. */
    'all-due-max': { type: 'string', default: '1000000' },
    /** Up to how many tasks a snapshot is taken: it is as large as the account, and so is its transaction. */
    'snapshot-max': { type: 'string', default: '100000' },
    out: { type: 'string', default: 'bench/results' },
  },
})
const rounds = Math.min(Number(values.rounds), rounds_max)
const wanted = values.sizes.split(',').map(Number)
if (wanted.some((size) => !(size >= 1000 && size <= 10_000_000))) {
  throw new Error('--sizes: numbers from 1000 to 10000000, with commas between them')
}

const folder = mkdtempSync(join(tmpdir(), 'sms-emulator-scale-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
/** Bytes for a task and its source with their rows in the indexes, and for the log. */
const room_per_task = 15_000
const room_per_task_snapshot = 30_000

const say = (text: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`)

function seeded(seeding: Seeding, name: string): string {
  say(`${name}: seeding`)
  const file = join(folder, `${name}.db`)
  seed(file, { ...seeding, free: rounds * created_a_round })
  return file
}

function drop(file: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
}

/** The file as it is when nobody has it open, and what of it is what was put in. */
function noteFile(figures: Figures, file: string): void {
  const db = new Database(file, { readonly: true })
  const tables = db
    .prepare<[], { name: string; column: string }>(
      `SELECT tables.name, columns.name AS column
         FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
        WHERE tables.type = 'table' AND columns.name IN ('document', 'data')`,
    )
    .all()
  const bytes = tables.map(({ name, column }) =>
    Number(
      db.prepare(`SELECT coalesce(sum(octet_length(${column})), 0) FROM ${name}`).pluck().get(),
    ),
  )
  db.close()
  note(figures, 'file, MB', statSync(file).size / 1e6)
  note(figures, 'payload, MB', bytes.reduce((sum, each) => sum + each, 0) / 1e6)
}

async function stop({ client, served }: Rounds): Promise<void> {
  client.close()
  await served.stop()
}

/** What is done once, and in this order, since it changes the data. */
async function measureOnce(former: Rounds, file: string, left_out: string[]): Promise<void> {
  const { size, figures } = former
  say(`${size}: jumps and an hour`)
  await measureJumps(former)
  await measureAdvance(former)
  note(figures, 'memory, MiB', memoryOf(former.served.pid))
  await stop(former)
  noteFile(figures, file)
  say(`${size}: restart`)
  const again = await serve(file)
  note(figures, 'restart to ready, ms', again.ready_ms)
  note(figures, 'memory after restart, MiB', memoryOf(again.pid))
  const { seeded_at } = former
  const rest = { ...(await openRounds(size, again)), figures, seeded_at }
  if (size <= Number(values['snapshot-max'])) {
    say(`${size}: snapshot`)
    await measureSnapshot(rest)
  } else
    left_out.push(
      'a snapshot: with its transaction it takes twice the room of the file (--snapshot-max)',
    )
  if (size <= Number(values['all-due-max'])) {
    say(`${size}: an hour with all due that are under way`)
    await measureAllDue(rest)
  } else left_out.push('the hour with all tasks due that are under way (--all-due-max)')
  await stop(rest)
  drop(file)
}

const ran_on = machine()
const sizes: (Size & { file: string; rounds: Rounds })[] = []
for (const tasks of wanted) {
  const { bavail, bsize } = statfsSync(folder)
  const hasSnapshot = tasks <= Number(values['snapshot-max'])
  const room = tasks * (hasSnapshot ? room_per_task_snapshot : room_per_task)
  if (bavail * bsize < room) {
    say(`${tasks} tasks are left out: they need ${room / 1e9} GB of room`)
    continue
  }
  const file = seeded({ tasks, due: 0.01 }, `${tasks}`)
  const open = await openRounds(tasks, await serve(file))
  sizes.push({ tasks, file, rounds: open, figures: open.figures, left_out: [] })
}
say('warming up')
for (const { rounds: open } of sizes) await warmUp(open)
for (let round = 0; round < rounds; round++) {
  for (const { tasks, rounds: open } of sizes) {
    say(`round ${round + 1} of ${rounds}: ${tasks}`)
    await measureRound(open, round)
  }
}
for (const { rounds: open, file, left_out } of sizes) await measureOnce(open, file, left_out)

mkdirSync(values.out, { recursive: true })
const measured = sizes.map(({ tasks, figures, left_out }) => ({ tasks, figures, left_out }))
const text = scaleText(measured, ran_on, rounds)
writeFileSync(join(values.out, 'scale.md'), text)
writeFileSync(
  join(values.out, 'scale.json'),
  `${JSON.stringify({ machine: ran_on, rounds, sizes: measured }, null, 1)}\n`,
)
await plotScale(join(values.out, 'scale.svg'), measured)
console.log(text)
