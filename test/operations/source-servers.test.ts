import t from 'tap'
import {
  listServers,
  registerServer,
  showOverview,
  showServer,
} from '../../src/operations/sms/source-servers.ts'
import { PostSourceServerBody } from '../../src/schemas/sms/source-servers.ts'
import { linuxSource, testAccount } from '../helper.ts'

const report = (change: object = {}) => PostSourceServerBody.parse(linuxSource(change))

t.test('RegisterServer: the thousandth source is the last', async (t) => {
  const { account } = testAccount(t)
  const register = () => registerServer(account, { ...report(), networks: [] })
  account.write(() => {
    for (let count = 0; count < 1000; count++) register()
  })
  t.throws(register, { code: 'SMS.6501' })
  t.equal(listServers(account, { limit: 1, offset: 0 }).count, 1000)
})

t.test('RegisterServer: refused where there is no default project', async (t) => {
  const { account } = testAccount(t)
  account.write(({ migprojects }) => {
    for (const { id } of migprojects.all()) migprojects.remove(id)
  })
  t.throws(() => registerServer(account, report()), { code: 'SMS.7304' })
})

t.test('ShowServer: the check of a source is over once its time has come', async (t) => {
  const { account, wall } = testAccount(t)
  const { id } = registerServer(account, report())
  t.match(showServer(account, id), { id, state: 'unavailable', checks: [] })
  wall.now += 3_600_000
  t.match(showServer(account, id), { state: 'waiting', add_date: wall.now - 3_600_000 })
  t.match(showOverview(account), { waiting: 1, unconfigured: 1 })
})
