import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { startTest } from '../../helper.ts'

/** `/_emulator/scenarios/library`: the scenario files that come with the emulator. */

const url = '/_emulator/scenarios/library'

t.test('listScenarioLibrary: every file by its name, which addScenarios takes', async (t) => {
  const { control, call } = await startTest(t)
  const answer = await control('GET', url)
  t.equal(answer.status, 200)
  const files: { name: string; text: string }[] = answer.body.files
  t.strictSame(
    files.map(({ name }) => `${name}.yaml`),
    readdirSync('fixtures/scenarios').sort(),
  )
  for (const { name, text } of files) {
    t.equal(text, readFileSync(`fixtures/scenarios/${name}.yaml`, 'utf8'), name)
    const added = await call('POST', '/_emulator/scenarios', { payload: text })
    t.equal(added.status, 200, name)
  }
})

t.test('listScenarioLibrary: nothing is added to it', async (t) => {
  const { control } = await startTest(t)
  t.match(await control('POST', url), { status: 404, body: { error: { code: 'EMULATOR.0405' } } })
})

t.test('listScenarioLibrary: from another machine only with the token', async (t) => {
  const { call } = await startTest(t, { control_token: 'known' })
  const far = { remoteAddress: '172.17.0.1' }
  t.match(await call('GET', url, far), { status: 401, body: { error: { code: 'EMULATOR.0401' } } })
  const headers = { 'x-emulator-token': 'known' }
  t.equal((await call('GET', url, { ...far, headers })).status, 200)
})
