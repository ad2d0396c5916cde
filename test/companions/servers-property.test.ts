import fc from 'fast-check'
import t from 'tap'
import type { CompanionRecord, RecordOf } from '../../src/schemas/stored/companions.ts'
import { CompanionRecord as Stored } from '../../src/schemas/stored/companions.ts'
import { seed, trials } from '../effort.ts'
import { startTest } from '../helper.ts'
import { create, ecs, wait } from './ecs.ts'

/** Whatever is done to servers in whatever order, what is left belongs together. */

type Step =
  | { what: 'create'; disks: boolean[]; count: number }
  | { what: 'os-start' | 'os-stop'; of: number[] }
  | { what: 'delete'; of: number[]; delete_volume: boolean }
  | { what: 'wait'; seconds: number }

const of = fc.array(fc.nat(5), { minLength: 1, maxLength: 3 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    what: fc.constant('create' as const),
    disks: fc.array(fc.boolean(), { maxLength: 2 }),
    count: fc.integer({ min: 1, max: 2 }),
  }),
  fc.record({ what: fc.constantFrom('os-start' as const, 'os-stop' as const), of }),
  fc.record({ what: fc.constant('delete' as const), of, delete_volume: fc.boolean() }),
  fc.record({ what: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 25 }) }),
)

const isOf =
  <Kind extends CompanionRecord['kind']>(kind: Kind) =>
  (record: CompanionRecord): record is RecordOf<Kind> =>
    record.kind === kind

/** What does not belong together. */
function problemsIn(records: readonly CompanionRecord[]): string[] {
  const problems: string[] = []
  const expect = (right: boolean, problem: string): void => {
    if (!right) problems.push(problem)
  }
  const servers = new Map(records.filter(isOf('server')).map((one) => [one.id, one]))
  const volumes = new Map(records.filter(isOf('volume')).map((one) => [one.id, one]))
  const jobs = new Map(records.filter(isOf('job')).map((one) => [one.id, one]))
  for (const record of records) {
    expect(Stored.safeParse(record).success, `${record.kind} ${record.id} breaks its schema`)
  }
  for (const { id, volumes: attached, job, status } of servers.values()) {
    expect(status !== 'BUILD' || job !== null, `server ${id} is built by nothing`)
    expect(attached.length > 0, `server ${id} has no disk`)
    if (job) {
      const its = jobs.get(job.id)
      expect(its?.due != null && its.resource_ids.includes(id), `server ${id} waits for no job`)
    }
    for (const one of attached) {
      const [to] = volumes.get(one.id)?.attachments ?? []
      expect(to?.server_id === id && to.device === one.device, `disk ${one.id} is not at ${id}`)
    }
  }
  for (const { id, attachments, status } of volumes.values()) {
    const [to] = attachments
    expect((status === 'available') === (to === undefined), `volume ${id} is ${status}`)
    if (!to) continue
    const server = servers.get(to.server_id)
    expect(server?.volumes.some((one) => one.id === id) ?? false, `volume ${id} is at no server`)
    expect((status === 'creating') === (server?.status === 'BUILD'), `volume ${id} is ${status}`)
  }
  for (const { id, due, ended_at, resource_ids } of jobs.values()) {
    expect((due === null) !== (ended_at === null), `job ${id} is neither under way nor done`)
    const working = resource_ids.every((one) => servers.get(one)?.job?.id === id)
    expect(due === null || working, `job ${id} works on nothing`)
  }
  const ips = [...servers.values()].flatMap(({ nics }) => nics.map(({ ip }) => ip))
  expect(new Set(ips).size === ips.length, 'two servers have the same address')
  return problems
}

t.test(
  'no order of calls leaves a job, a server or a volume that belongs to nothing',
  async (t) => {
    const emulator = await startTest(t)
    const { sms, control } = emulator
    const { stores } = emulator.emulator.accounts.get().internals
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        await control('POST', '/_emulator/reset')
        const ids: string[] = []
        const named = (places: number[]) =>
          places.map((place) => ({ id: ids[place % Math.max(1, ids.length)] ?? 'nothing' }))
        for (const one of steps) {
          if (one.what === 'create') {
            const data_volumes = one.disks.map((delete_on_termination) => ({
              ...{ volumetype: 'SAS', size: 10, delete_on_termination },
            }))
            ids.push(...(await create(emulator, { data_volumes, count: one.count })))
          } else if (one.what === 'wait') {
            await wait(emulator, one.seconds)
          } else {
            const servers = named(one.of)
            const answer = await (one.what === 'delete'
              ? sms('POST', `${ecs}/delete`, { servers, delete_volume: one.delete_volume })
              : sms('POST', `${ecs}/action`, { [one.what]: { servers } }))
            if (![200, 404, 409].includes(answer.status)) throw new Error(`${answer.status}`)
          }
          // Answers that break their schema would be a 500.
          const listed = await sms('GET', `${ecs}/detail`)
          const problems = problemsIn(stores.companions.all())
          if (listed.status !== 200) problems.push(`the list is ${listed.status}`)
          if (problems.length > 0) throw new Error(problems.join('\n'))
        }
        await wait(emulator, 30)
        const left = stores.companions.all()
        const busy = left.filter((one) => one.kind === 'job' && one.due !== null)
        const problems = [...problemsIn(left), ...busy.map(({ id }) => `job ${id} never ends`)]
        if (problems.length > 0) throw new Error(problems.join('\n'))
      }),
      { seed, numRuns: trials(30) },
    )
  },
)
