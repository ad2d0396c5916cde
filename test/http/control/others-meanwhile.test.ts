import t from 'tap'
import { startTest, type TestEmulator } from '../../helper.ts'
import { afterFirstStep, busy } from '../../long-moves.ts'

/** While one account works its way through much that is due, what concerns the others goes through. */

/** An emulator with an account that has a day of thirty migrations to make up for, and one that has not. */
async function behind(t: Parameters<typeof startTest>[0]): Promise<TestEmulator> {
  const test = await startTest(t, { clock: 'flowing' }, [...busy('big', 30), ...busy('small', 1)])
  await test.control('POST', '/_emulator/accounts', { name: 'extra' })
  test.wall.now += 86_400_000
  return test
}

type Call = [method: string, path: string, body?: object]

const calls: Record<string, Call> = {
  health: ['GET', 'health'],
  ready: ['GET', 'ready'],
  info: ['GET', 'info'],
  'the list of accounts': ['GET', 'accounts'],
  'a reset of another account': ['POST', 'reset?account=small'],
  'a reset of the account itself': ['POST', 'reset?account=big'],
  'a reset of all': ['POST', 'reset?all=true'],
  'taking out scenarios': ['DELETE', 'scenarios?account=small'],
  'freezing another clock': ['PUT', 'clock?account=small', { mode: 'frozen' }],
  'deleting another account': ['DELETE', 'accounts/extra'],
  'a new account': ['POST', 'accounts', { name: 'fresh' }],
}

for (const [what, [method, path, body]] of Object.entries(calls)) {
  t.test(`while an account works, others are served: ${what}`, async (t) => {
    const test = await behind(t)
    const ended: string[] = []
    const note = (name: string) => (answer: { status: number }) => {
      ended.push(name)
      return answer.status
    }
    const meanwhile = afterFirstStep(test, () =>
      test.control(method, `/_emulator/${path}`, body).then(note('meanwhile')),
    )
    const big = test.control('GET', '/_emulator/clock?account=big').then(note('big'))
    t.match(await meanwhile, /^20[01]$/)
    await big
    t.equal(ended[0], 'meanwhile')
  })
}

t.test('a stop does not wait until an account has made up for everything', async (t) => {
  const test = await behind(t)
  const closed = afterFirstStep(test, () => test.app.close())
  const big = await test.control('GET', '/_emulator/clock?account=big')
  await closed
  t.match(big, { status: 503, body: { error: { message: /is stopping/ } } })
})
