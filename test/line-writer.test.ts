import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { LineWriter } from '../src/process/line-writer.ts'

/** What is written of lines, when, and what becomes of them where the output is full or gone. */

const refused = (code: string) => Object.assign(new Error(code), { code })

/** An output with room for some bytes, or that refuses. */
function output(room = Number.POSITIVE_INFINITY) {
  const state = { written: '', room, code: 'EAGAIN', tries: 0 }
  const writer = new LineWriter((bytes) => {
    state.tries++
    if (state.room === 0) throw refused(state.code)
    const taken = Math.min(bytes.length, state.room)
    state.written += Buffer.from(bytes.subarray(0, taken)).toString('latin1')
    state.room -= taken
    return taken
  })
  return { state, writer }
}

const numbered = (amount: number) => Array.from({ length: amount }, (_, n) => `line ${n}\n`)

t.test('lines are written together, and at once when they are asked for', async (t) => {
  const { state, writer } = output()
  for (const line of numbered(3)) writer.write(line)
  t.equal(state.tries, 0)
  t.equal(writer.flush(), state.written.length)
  t.equal(state.written, numbered(3).join(''))
  t.equal(state.tries, 1)
})

t.test('a line is written by itself, though no other follows', async (t) => {
  const { state, writer } = output()
  writer.write('only\n')
  while (state.written === '') await wait(1)
  t.equal(state.written, 'only\n')
})

t.test('many lines are written before their time', async (t) => {
  const { state, writer } = output()
  for (const line of numbered(10_000)) writer.write(line)
  t.ok(state.written.length > 60_000)
  t.ok(state.tries < 20, `${state.tries} writes`)
  writer.flush()
  t.equal(state.written, numbered(10_000).join(''))
})

t.test(
  'what a full output takes in parts keeps its order, and nothing is written twice',
  async (t) => {
    const { state, writer } = output(5)
    for (const line of numbered(2_500)) writer.write(line)
    const tries = state.tries
    writer.write('more\n')
    t.equal(state.tries, tries, 'an output that is full is not tried for each line')
    while (state.written.length < numbered(2_500).join('').length + 5) {
      state.room = 777
      writer.flush()
    }
    t.equal(state.written, `${numbered(2_500).join('')}more\n`)
  },
)

t.test('a reader that is gone ends the writing, and nothing else', async (t) => {
  const { state, writer } = output(0)
  state.code = 'EPIPE'
  t.equal(writer.write('lost\n'), true)
  t.equal(writer.flush(), 0)
  state.room = 100
  writer.write('too late\n')
  writer.flush()
  t.equal(state.written, '')
  t.equal(state.tries, 1)
})

t.test('a disk that was full has the lines once there is room', async (t) => {
  const { state, writer } = output(0)
  state.code = 'ENOSPC'
  writer.write('first\n')
  writer.flush()
  writer.write('second\n')
  state.room = 100
  writer.flush()
  t.equal(state.written, 'first\nsecond\n')
})

t.test('lines are left out only when 16 MiB wait for a reader', async (t) => {
  const { state, writer } = output(0)
  const line = `${'x'.repeat(1023)}\n`
  let taken = 0
  while (writer.write(line)) taken++
  t.ok(taken >= 16 * 1024, `${taken} KiB`)
  state.room = Number.POSITIVE_INFINITY
  writer.flush()
  t.equal(state.written.length, taken * 1024)
  t.equal(writer.write(line), true)
  writer.flush()
})
