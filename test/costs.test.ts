import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { describeCosts, describeSlowest, watchProcess } from './costs.ts'
import { startTest } from './helper.ts'

/** What `npm test` says of its slowest files. */

const cost = (file: string, seconds: number, change: object = {}) => ({
  ...{ file, seconds, processor_seconds: 0.04, servers: 0, processes: 0, assertions: 1 },
  ...change,
})

t.test('the slowest files are told with what they do, the slowest first', async (t) => {
  const costs = [
    cost('test/a.test.ts', 0.1),
    cost('test/http/b.test.ts', 3.25, { processor_seconds: 3.2, servers: 12, assertions: 80 }),
    cost('test/c.test.ts', 12, { processes: 1 }),
  ]
  t.equal(
    describeSlowest(costs, 2),
    [
      'The slowest 2 files of tests:',
      '   12.0 s  test/c.test.ts       0.0 s of processor here, 1 process, 1 assertion',
      '    3.3 s  test/http/b.test.ts  3.2 s of processor here, 12 servers, 80 assertions',
    ].join('\n'),
  )
})

t.test('where no file ran, nothing is told', async (t) => {
  t.equal(describeSlowest([]), '')
})

t.test('all files are told by their processor time, where that is asked for', async (t) => {
  const costs = [
    cost('test/a.test.ts', 9, { processes: 2 }),
    cost('test/b.test.ts', 3.25, { processor_seconds: 3.2 }),
  ]
  t.equal(
    describeCosts(costs),
    [
      '2 files of tests, 3.2 s of processor in their own processes:',
      '    3.3 s  test/b.test.ts  3.2 s of processor here, 1 assertion',
      '    9.0 s  test/a.test.ts  0.0 s of processor here, 2 processes, 1 assertion',
    ].join('\n'),
  )
})

t.test('each emulator is counted, and each process, however it is started', async (t) => {
  const startAndCall = async () => (await startTest(t)).sms('GET', '/v3/tasks')
  // Builds the apps of the services, which have servers, too.
  await startAndCall()
  const now = watchProcess()
  const { servers, processes } = now()
  await startAndCall()
  await startAndCall()
  t.match(now(), { servers: servers + 2, processes })
  spawnSync(process.execPath, ['--version'])
  execFileSync(process.execPath, ['--version'])
  await once(spawn(process.execPath, ['--version']), 'close')
  t.equal(now().processes, processes + 3)
})
