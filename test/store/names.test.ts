import t, { type Test } from 'tap'
import type { Task } from '../../src/schemas/records.ts'
import { chanceOf } from '../crash/report.ts'
import { account_id, linuxSource, newTask, startTest, type TestEmulator } from '../helper.ts'

/** A part of a name is looked for in memory: it finds what SQLite's LIKE finds, whatever came, changed and went. */

const words = [
  'web',
  'WEB',
  'Wéb',
  'WÉB',
  'db',
  '%',
  '_',
  '1',
  '\\',
  'ß',
  '名',
  'x\ny',
  '\ud800',
  '😀',
  '"',
]

const folded = (text: string): string =>
  Buffer.from(text)
    .toString()
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** What is listed, and what there is whose name has the part; as many as wanted. */
function mustAgree(t: Test, { emulator }: TestEmulator, part: string, limit: number, offset = 0) {
  const { tasks } = emulator
  const { count, items } = tasks.list(account_id, { name: part, limit, offset })
  const all = tasks
    .all(account_id)
    .filter(({ name }) => folded(name).includes(folded(part)))
    .reverse()
    .sort((one, other) => other.create_date - one.create_date)
  const listed = items.map(({ id }) => id)
  const expected = all.slice(offset, offset + limit).map(({ id }) => id)
  t.strictSame({ part, count, listed }, { part, count: all.length, listed: expected })
}

const idOf = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

for (const seed of [1, 2, 3]) {
  t.test(`after anything that stores do: ${seed}`, async (t) => {
    const chance = chanceOf(seed)
    const emulator = await startTest(t)
    const { task: id } = await newTask(emulator)
    const { atomically, asIf, tasks } = emulator.emulator
    const model = tasks.find(account_id, id) as Task
    const pick = () => words[chance(words.length)] ?? ''
    const nameOf = () => `${pick()}${pick()}-${chance(30)}${pick()}`
    const change = (): void => {
      const at = idOf(chance(60))
      const dice = chance(10)
      if (dice === 0) tasks.remove(account_id, at)
      else tasks.save(account_id, { ...model, id: at, name: nameOf(), create_date: chance(5) })
    }
    const undone = () => {
      for (let left = chance(4); left >= 0; left--) change()
      throw new Error('undone')
    }
    for (let turn = 0; turn < 150; turn++) {
      const dice = chance(6)
      if (dice === 0) t.throws(() => atomically(undone))
      else if (dice === 1) asIf(change)
      else atomically(change)
      mustAgree(t, emulator, pick(), 1 + chance(20), chance(3))
      mustAgree(t, emulator, `${pick()}${pick()}-${chance(3)}`, 5)
    }
  })
}

t.test('of more than are put in order a page is found, and all are counted', async (t) => {
  const emulator = await startTest(t)
  const { task: id } = await newTask(emulator)
  const { atomically, tasks } = emulator.emulator
  const model = tasks.find(account_id, id) as Task
  atomically(() => {
    for (let number = 0; number < 5100; number++) {
      const name = `many-${number}`
      tasks.save(account_id, { ...model, id: idOf(number), name, create_date: number % 7 })
    }
  })
  for (const part of ['many', 'many-1', 'many-509', 'none']) {
    mustAgree(t, emulator, part, 50)
    mustAgree(t, emulator, part, 50, 40)
  }
})

t.test('what is renamed again and again', async (t) => {
  const emulator = await startTest(t)
  const { task: id } = await newTask(emulator)
  const { tasks } = emulator.emulator
  const model = tasks.find(account_id, id) as Task
  for (let turn = 0; turn < 2500; turn++) {
    tasks.save(account_id, { ...model, name: `turn-${turn}` })
    if (turn % 100 === 0) mustAgree(t, emulator, `turn-${turn}`, 5)
  }
  mustAgree(t, emulator, 'turn', 5)
})

t.test('names of sources, of other accounts, of snapshots', async (t) => {
  const emulator = await startTest(t)
  const { control, sms } = emulator
  const { source } = await newTask(emulator)
  const count = async (name: string) => (await sms('GET', `/v3/sources?name=${name}`)).body.count
  await sms('PUT', `/v3/sources/${source}`, { name: 'before' })
  t.equal(await count('EFOR'), 1)
  await control('POST', '/_emulator/snapshots/kept')
  await sms('PUT', `/v3/sources/${source}`, { name: 'after' })
  t.strictSame([await count('efor'), await count('after')], [0, 1])
  await control('PUT', '/_emulator/snapshots/kept')
  t.strictSame([await count('efor'), await count('after')], [1, 0])
  t.equal((await sms('GET', '/v3/sources?name=efor&state=waiting')).body.count, 1)
  await control('POST', '/_emulator/reset')
  t.equal(await count('e'), 0)
})

t.test('each account has names of its own', async (t) => {
  const emulator = await startTest(t)
  const { control } = emulator
  const account = async (name: string, sources: string[]): Promise<string> => {
    const fixture = { name, sources: sources.map((source) => linuxSource({ name: source })) }
    const { status } = await control('POST', '/_emulator/fixtures', { accounts: [fixture] })
    t.equal(status, 200)
    return emulator.emulator.accounts.find(name)?.id ?? ''
  }
  const [one, other] = [await account('one', ['web-1']), await account('other', ['web-2', 'db'])]
  const counts = () =>
    [one, other].map(
      (id) => emulator.emulator.sources.list(id, { name: 'WEB', limit: 1, offset: 0 }).count,
    )
  t.strictSame(counts(), [1, 1])
  await account('other', ['web-3'])
  t.strictSame(counts(), [1, 2])
  await control('DELETE', '/_emulator/accounts/other')
  t.strictSame(counts(), [1, 0])
})
