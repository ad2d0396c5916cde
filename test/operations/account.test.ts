import t from 'tap'
import { createAccount, deleteAccount } from '../../src/operations/control/accounts.ts'
import { reset } from '../../src/operations/control/reset.ts'
import { registerServer } from '../../src/operations/sms/source-servers.ts'
import { PostSourceServerBody } from '../../src/schemas/sms/source-servers.ts'
import { linuxSource, testAccount } from '../helper.ts'

/** Reading and writing: the two ways into an account. */

const report = PostSourceServerBody.parse(linuxSource())

t.test('a write happens at the moment that was settled, though the time goes on', async (t) => {
  const { account, accounts, wall } = testAccount(t)
  registerServer(account, report)
  const due = accounts.nextDue()?.wall_due ?? 0
  let now = due - 5
  // Each look at the wall is a millisecond later than the one before.
  Object.defineProperty(wall, 'now', { get: () => now++ })
  let settled = 0
  while (now < due + 5) {
    account.write((session) => {
      settled = session.now
      t.equal(session.timers.next(session.now), undefined, `at ${session.now - due}`)
    })
  }
  t.ok(settled >= due)
})

t.test('what is due has happened when a read looks', async (t) => {
  const { account, wall } = testAccount(t)
  const { id } = registerServer(account, report)
  const stateOf = () => account.read(({ sources, now }) => [sources.find(id)?.state, now])
  const before = stateOf()
  wall.now += 3_600_000
  t.strictSame(
    [before, stateOf()],
    [
      ['unavailable', wall.now - 3_600_000],
      ['waiting', wall.now],
    ],
  )
})

t.test('a write that fails has done nothing, and counted nothing', async (t) => {
  const { account } = testAccount(t)
  const idOf = () => account.write(({ ids }) => ids.uuid())
  const fail = () =>
    account.write(({ ids, templates }) => {
      const id = ids.uuid()
      templates.save({ id } as never)
      throw new Error(id)
    })
  t.throws(fail)
  const failed = t.throws(fail) as Error
  t.equal(idOf(), failed.message)
  t.strictSame(
    account.read(({ templates }) => templates.all()),
    [],
  )
})

t.test('accounts see nothing of each other, and a handle is that of its account', async (t) => {
  const { account, accounts } = testAccount(t)
  const { domain_id } = createAccount(accounts, { name: 'other' })
  const other = accounts.get('other')
  t.equal(accounts.get(domain_id), other, 'one handle, by id and by name')
  const { id } = registerServer(account, report)
  t.equal(
    other.read(({ sources }) => sources.find(id)),
    undefined,
  )
  t.not(registerServer(other, report).id, id)
})

t.test('createAccount, deleteAccount: the handle of an account goes with it', async (t) => {
  const { accounts } = testAccount(t)
  createAccount(accounts, { name: 'other' })
  const former = accounts.get('other')
  deleteAccount(accounts, 'other')
  t.equal(accounts.find('other'), undefined)
  t.throws(() => accounts.get('other'), { message: /^There is no account "other"/ })
  createAccount(accounts, { name: 'other' })
  const later = accounts.get('other')
  t.not(later, former)
  t.equal(later.id, former.id)
  t.equal(later.generation, 1)
})

t.test('reset: a handle from before it is that of the account as it is now', async (t) => {
  const { account, accounts } = testAccount(t)
  registerServer(account, report)
  const { generation } = account
  reset(accounts, {})
  t.equal(account.generation, generation + 1)
  t.equal(
    account.read(({ sources }) => sources.count()),
    0,
  )
})
